"""The press: a content and its imprint in, the bytes of a document out. Writes no row."""

from dvcq_workflow.documents.press.docx import write_docx
from dvcq_workflow.documents.press.plan import Imprint, plan_sheet
from dvcq_workflow.documents.press.sheet import Sheet
from dvcq_workflow.documents.press.typesetting import Typeface
from dvcq_workflow.rules.content import PlanContent

__all__ = ["Imprint", "Sheet", "Typeface", "plan_docx", "plan_sheet", "write_docx"]


def plan_docx(content: PlanContent, imprint: Imprint) -> bytes:
    """Return the plan as a Word document, laid out as decree 30/2020 wants it.

    The same content and imprint give the same bytes, on any day.

    Raises:
        RuleViolation: ``content_malformed``, where the content has no canonical form.

    Source: decree 30/2020/ND-CP, Article 8 and Phụ lục I.
    """
    return write_docx(plan_sheet(content, imprint))
