"""Sentences about numbers, the seal, release and issued files."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "import_without_number": _(
        "The text has no number or no date, so it cannot be recorded as already issued. "
        "Store it as a draft, or confirm it on the import page."
    ),
    "plan_not_signed": _(
        "This version of the plan is not signed, so it takes neither number nor seal. "
        "It must be signed first."
    ),
    "plan_not_issued": _("The plan is not issued yet, so it has no file. Wait for its release."),
    "document_altered": _(
        "The kept file %(name)s is no longer what was issued, so it is not handed out. "
        "The records office is told; ask there for a copy."
    ),
    "document_missing": _(
        "The kept file %(name)s is no longer in its place, so it cannot be handed out. "
        "The records office is told; ask there for a copy."
    ),
    "storage_unavailable": _(
        "The storage of files does not answer just now, so %(name)s cannot be handed out. "
        "Try again in a few minutes."
    ),
    "series_missing": _(
        "The issuing body has no number series for %(year)s yet. "
        "A records clerk opens it first, then the number can be assigned."
    ),
    "series_exists": _(
        "The series %(code)s of %(year)s is already open. Use it, or give another code."
    ),
    "series_continues_wrong": _(
        "A series that begins at 1 has no paper register before it, and one that begins later "
        "has the date of the last paper number. Correct one of the two."
    ),
    "series_begins_in_paper": _(
        "Number %(number)s of that year is recorded as one of paper. "
        "Let the series begin at %(first)s or later, with the date of the last paper number."
    ),
    "series_code_reserved": _(
        "The code “%(code)s” is kept for years that were numbered wholly on paper. "
        "Give the series another code."
    ),
    "number_date_other_year": _(
        "The date is not in %(year)s, the year of the number series. Give a date of that year."
    ),
    "number_date_before_last": _(
        "The number before was dated %(day)s, so this one cannot be dated earlier. "
        "Give that day or a later one."
    ),
    "number_date_before_signature": _(
        "It was signed on %(day)s, so it cannot be dated earlier. Give that day or a later one."
    ),
    "number_date_in_future": _("The date lies in the future. Give today or an earlier day."),
    "number_not_positive": _("A number begins at 1. Give the number printed on the document."),
    "number_taken": _(
        "Number %(number)s of %(year)s is already taken. "
        "Look at the register, then give the number printed on the document."
    ),
    "number_leaves_gap": _(
        "The series goes on with number %(next)s, so number %(number)s would leave a gap. "
        "Give %(next)s, or enter the numbers before it first."
    ),
    "number_date_after_next": _(
        "The number after it is dated %(day)s, so this one cannot be dated later. "
        "Give that day or an earlier one."
    ),
    "number_date_after_paper": _(
        "The paper register ends on %(day)s, so its numbers cannot be dated later. "
        "Give that day or an earlier one."
    ),
    "number_paper_before_signature": _(
        "Number %(number)s of the paper register is dated %(latest)s at the latest, but the plan "
        "was signed only on %(day)s. Take the next number of the series instead."
    ),
    "number_not_on_paper": _(
        "From number %(first)s on, numbers of that year are given in this system. "
        "Give a number of the paper register, or store the plan as a draft."
    ),
    "draft_is_issued": _(
        "This document is issued, so no draft of it is printed. Download its issued files."
    ),
    "approval_sheet_historical": _(
        "This plan was issued before the system, so no approval sheet of it is kept here. "
        "Look in the paper file."
    ),
}
