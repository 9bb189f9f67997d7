"""Sentences about the province's master data: units, people, powers, calendar, indicators."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "directory_not_yours": _(
        "Only a master data keeper may change units, people and calendars. "
        "Ask the keeper of your province to enter this."
    ),
    "directory_row_changed": _(
        "Somebody else saved this row in the meantime. Open it again and enter your change anew."
    ),
    "person_in_office": _(
        "This person still holds a seat, so what they do must stay readable by name. "
        "End their seats first, or leave it as it is."
    ),
    "directory_field_empty": _("A name, code or title is still empty. Fill it in and save again."),
    "validity_reversed": _(
        "The last day %(until)s lies before the first day %(since)s. Correct one of the two dates."
    ),
    "substitution_basis_missing": _(
        "A substitution rests on a document. Give its number and date."
    ),
    "substitution_for_oneself": _("Nobody stands in for themselves. Choose another person."),
    "substitution_role": _(
        "Nobody stands in for an auditor or a master data keeper. Enter a seat of their own."
    ),
    "substitution_without_seat": _(
        "The absent person does not hold this role in this unit in all that time. "
        "Correct unit, role or dates."
    ),
    "already_ended": _(
        "This has already ended on %(day)s. Choose an earlier last day, or leave it as it is."
    ),
    "unit_code_taken": _(
        "The code %(key)s belongs to another unit. Choose a code that was never used."
    ),
    "unit_code_fixed": _(
        "The code of a unit never changes, because other systems know it. "
        "Put the old code back; record a renamed unit as a succession."
    ),
    "unit_below_itself": _(
        "The chosen parent stands below this very unit. Choose another parent unit."
    ),
    "unit_not_valid_then": _(
        "%(unit)s does not exist at that time. Correct the dates, or choose its successor."
    ),
    "organ_code_malformed": _(
        "An organ identifier has capital letters and digits in groups separated by dots, "
        "up to %(limit)s characters. Correct it and save again."
    ),
    "organ_code_taken": _(
        "This identifier belongs to a unit at that time already. "
        "End it there first, or correct the dates."
    ),
    "succession_same_unit": _("A unit cannot succeed itself. Choose another successor."),
    "succession_without_successor": _(
        "This kind of succession needs a unit that takes over. Choose the successor."
    ),
    "succession_after_dissolution": _(
        "A dissolved unit has no successor. Leave the successor empty, or choose another kind."
    ),
    "deciding_document_missing": _(
        "The deciding document is missing. Enter its number, symbol and date."
    ),
    "group_code_taken": _("The code %(key)s belongs to another group. Choose another code."),
    "group_member_already": _(
        "The unit is in this group at that time already. Correct the dates, or end the other row."
    ),
    "membership_already": _(
        "The person holds this role in this unit at that time already. "
        "Correct the dates, or end the other membership first."
    ),
    "authority_line_unknown": _(
        "An authority line begins with TM., Q., KT., TL. or TUQ. Correct the line."
    ),
    "authority_for_whom_missing": _(
        "Whoever signs KT., TL. or TUQ. signs for a person. Choose the person signed for."
    ),
    "authority_for_oneself": _(
        "Nobody signs on their own behalf. Choose another person, or leave it empty."
    ),
    "authority_needs_limits": _(
        "TUQ. is given for a limited time and a stated field. Enter the last day and the field."
    ),
    "authority_basis_missing": _(
        "The document that gives this power is missing. Enter its number, symbol and date."
    ),
    "authority_redelegated": _(
        "A power given by TUQ. is never passed on. Let the head delegate to that person directly."
    ),
    "authority_not_passed_on": _(
        "Only a power to sign TL. may pass to the deputy. Leave the source empty."
    ),
    "authority_beyond_source": _(
        "The power passed on reaches beyond its source. Keep it to the same unit and dates."
    ),
    "authority_passed_on_later": _(
        "A power passed on from this one begins only on %(day)s. Change its dates first."
    ),
    "calendar_day_taken": _("%(day)s stands in the calendar already. Change that entry."),
    "calendar_year_unknown": _(
        "Days off are known for the years %(first)s to %(last)s. Name a year among them."
    ),
    "calendar_file_unreadable": _(
        "The file is no list of days. Hand in CSV or JSON in UTF-8 with day, kind and name."
    ),
    "calendar_row_unreadable": _(
        "Row %(row)s of the file names no day. It needs day, kind (holiday or working) and name."
    ),
    "calendar_day_twice": _("%(day)s stands in the file twice. Leave one of the two."),
    "indicator_version_taken": _(
        "The indicator %(key)s has a version %(version)s already. Enter the next version."
    ),
    "indicator_rate_without_parts": _(
        "A rate needs a numerator and a denominator. Choose both indicators."
    ),
    "indicator_parts_needless": _(
        "Only a rate has a numerator and a denominator. Leave both empty, or choose the kind rate."
    ),
    "indicator_part_is_rate": _(
        "The parts of a rate are counts or amounts of other indicators. Choose other parts."
    ),
    "indicator_not_added": _(
        "This kind of indicator cannot be added up in that way. "
        "A rate is the ratio of its sums; texts and yes-or-no values are not added."
    ),
}
