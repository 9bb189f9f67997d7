"""The press: a content and its imprint in, the bytes of a document out. Writes no row."""

from dvcq_workflow.documents.press.chasing import LetterFrame, chasing_sheet
from dvcq_workflow.documents.press.coverage import (
    require_printable,
    require_printable_plan,
    require_printable_texts,
    unprintable_characters,
)
from dvcq_workflow.documents.press.docx import write_docx
from dvcq_workflow.documents.press.letter import NoticeFrame, notice_sheet
from dvcq_workflow.documents.press.pdf import write_pdf
from dvcq_workflow.documents.press.plan import Imprint, plan_sheet
from dvcq_workflow.documents.press.register import (
    RegisterBook,
    RegisterLine,
    register_pdf,
    register_xlsx,
)
from dvcq_workflow.documents.press.report import (
    Figure,
    FigureGroup,
    FigureRow,
    PlanNamed,
    ReportDoc,
    ReportKind,
    ReportPart,
    UnitFigures,
    UnitTable,
    report_sheet,
)
from dvcq_workflow.documents.press.report_words import period_text
from dvcq_workflow.documents.press.sheet import Sheet
from dvcq_workflow.documents.press.slip import approval_sheet, with_stand_ins
from dvcq_workflow.documents.press.typesetting import OURS, Typeface
from dvcq_workflow.rules.content import PlanContent

__all__ = [
    "OURS",
    "Figure",
    "FigureGroup",
    "FigureRow",
    "Imprint",
    "LetterFrame",
    "NoticeFrame",
    "PlanNamed",
    "RegisterBook",
    "RegisterLine",
    "ReportDoc",
    "ReportKind",
    "ReportPart",
    "Sheet",
    "Typeface",
    "UnitFigures",
    "UnitTable",
    "approval_sheet",
    "chasing_sheet",
    "notice_sheet",
    "period_text",
    "plan_docx",
    "plan_pdf",
    "plan_sheet",
    "register_pdf",
    "register_xlsx",
    "report_sheet",
    "require_printable",
    "require_printable_plan",
    "require_printable_texts",
    "unprintable_characters",
    "with_stand_ins",
    "write_docx",
    "write_pdf",
]


def plan_docx(content: PlanContent, imprint: Imprint) -> bytes:
    """Return the plan as a Word document, laid out as decree 30/2020 wants it.

    The same content and imprint give the same bytes, on any day.

    Raises:
        RuleViolation: ``content_malformed``, where the content has no canonical form.

    Source: decree 30/2020/ND-CP, Article 8 and Phụ lục I.
    """
    return write_docx(plan_sheet(content, imprint))


def plan_pdf(content: PlanContent, imprint: Imprint, *, typeface: Typeface = OURS) -> bytes:
    """Return the plan as a PDF for keeping, with its content's canonical JSON inside.

    The same content and imprint give the same bytes, on any day. A draft's imprint names the day of
    its content (``drafted_on``).

    Raises:
        ValueError: an imprint without a day for the file.
        RuleViolation: ``content_malformed``; ``text_not_printable``.

    Source: decree 30/2020/ND-CP, Article 8 and Phụ lục I.
    """
    return write_pdf(plan_sheet(content, imprint), typeface=typeface)
