"""Sentences about reports of units."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "report_not_found": _("There is no such report, or your units have no part in it."),
    "duty_not_found": _("There is no such duty to report, or it is not your unit's."),
    "duty_excused": _("This report is no longer owed, so there is nothing to write."),
    "report_moved_on": _(
        "The report has moved on since you opened this page, so nothing was done. Open the page "
        "again to see where it lies now."
    ),
    "report_not_writable": _(
        "The report is not being written any more. Have it returned first, then change it."
    ),
    "report_field_unknown": _(
        "The report has no such heading or indicator. Open the page again and write there."
    ),
    "report_text_too_long": _("A part is too long: at most %(most)s characters. Shorten it."),
    "report_empty": _(
        "The report says nothing yet. Write a part or a figure, or say that nothing arose."
    ),
    "book_missing": _("Choose the filled-in form (.xlsx) first, then fill in from it."),
    "book_not_xlsx": _(
        "This file is not an Excel workbook without a password (.xlsx). Choose the form that you "
        "downloaded from this page."
    ),
    "book_too_large": _(
        "The file is larger than the %(limit_mb)s MB that are read. Download the form anew and "
        "copy the figures into it."
    ),
    "book_damaged": _(
        "The file is damaged and cannot be read. Open it in Excel, save it again as .xlsx, then "
        "choose it."
    ),
    "book_macros": _(
        "The file holds macros, which are not let in. Save it as .xlsx without macros, then choose "
        "that file."
    ),
    "book_encrypted": _(
        "The file is locked with a password. Take the password off, then choose the file again."
    ),
    "book_not_a_form": _(
        "The file is not this system's form, or its sheets were renamed. Download the form anew "
        "and fill that in."
    ),
    "book_of_other_form": _(
        "The form is of another version than this system's. Download it anew and copy the figures."
    ),
    "book_of_other_report": _(
        "This is the form of another report: %(unit)s, %(period)s. Choose the file of this one."
    ),
    "writer_signs_own_report": _(
        "You wrote this report, so another person with a power to sign has to sign it."
    ),
    "signer_numbers_own_report": _(
        "You signed this report, so another person of the records office has to number it."
    ),
    "remark_missing": _("Say at least at one place what is to be mended."),
    "remark_field_unknown": _("The report has no such place. Choose one from the list."),
    "remark_too_long": _("There are too many remarks, or one is too long. Shorten them."),
}
