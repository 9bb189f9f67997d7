"""Words that a person reads: one sentence for every rule code, one name for every act and state.

English here, Vietnamese in ``locale/vi``. A code without a sentence is a defect that a test finds.
"""

from __future__ import annotations

from django.utils.functional import Promise

from dvcq_workflow.labels import directory, imports
from dvcq_workflow.rules.errors import RuleViolation

SENTENCES: dict[str, Promise] = {**imports.SENTENCES, **directory.SENTENCES}


def sentence_of(violation: RuleViolation) -> str:
    """Return the one sentence that tells a person what happened and what to do next."""
    return str(SENTENCES[violation.code]) % violation.params
