"""Words that a person reads: one sentence for every rule code, one name for every act and state.

English here, Vietnamese in ``locale/vi``. A code without a sentence is a defect that a test finds.
"""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise

from dvcq_workflow.labels import (
    after_issue,
    assignments,
    boards,
    chasing,
    consolidations,
    consultations,
    contents,
    desks,
    directory,
    evidence,
    exports,
    figures,
    imports,
    issuance,
    obstacles,
    plans_rules,
    registers,
    reports,
    targets,
    witness,
    years,
)
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.formats import short_date

SENTENCES: dict[str, Promise] = {
    **imports.SENTENCES,
    **directory.SENTENCES,
    **desks.SENTENCES,
    **plans_rules.SENTENCES,
    **contents.SENTENCES,
    **consolidations.SENTENCES,
    **consultations.SENTENCES,
    **issuance.SENTENCES,
    **after_issue.SENTENCES,
    **registers.SENTENCES,
    **reports.SENTENCES,
    **targets.SENTENCES,
    **exports.SENTENCES,
    **witness.SENTENCES,
    **assignments.SENTENCES,
    **evidence.SENTENCES,
    **years.SENTENCES,
    **chasing.SENTENCES,
    **boards.SENTENCES,
    **obstacles.SENTENCES,
    **figures.SENTENCES,
}


def sentence_of(violation: RuleViolation) -> str:
    """Return the one sentence that tells a person what happened and what to do next."""
    params = {
        key: short_date(value) if isinstance(value, dt.date) else value
        for key, value in violation.params.items()
    }
    return str(SENTENCES[violation.code]) % params
