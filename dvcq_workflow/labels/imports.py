"""Sentences about reading a plan from a file: why it was refused, and what in it is doubtful."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "import_empty": _("The file has no text. Choose another file, or paste the plan's text."),
    "import_file_too_large": _(
        "The file is larger than %(limit_mb)s MB. Take the pictures out, or paste the plan's text."
    ),
    "import_text_too_long": _(
        "The text is longer than %(limit)s characters, which no plan is. "
        "Keep only the plan and its appendix, then try again."
    ),
    "import_pdf": _(
        "This is a PDF file, which is not read. Choose the Word file (.docx), "
        "or paste the plan's text."
    ),
    "import_old_word": _(
        "This is an old Word file (.doc), or one locked with a password. "
        "Open it in Word, save it as .docx without a password, then choose that file."
    ),
    "import_rtf": _(
        "This is an RTF file, which is not read. Open it in Word, save it as .docx, "
        "then choose that file."
    ),
    "import_image": _(
        "This is a picture, which is not read. Choose the Word file (.docx), "
        "or paste the plan's text."
    ),
    "import_markup": _(
        "This is a saved web page or a data file, which is not read. "
        "Copy the plan's text from the page and paste it."
    ),
    "import_binary": _(
        "The file holds no readable text. Choose a UTF-8 text or a Word file (.docx)."
    ),
    "import_wrong_encoding": _(
        "The text is not in Unicode (UTF-8). Open it, save it again with the encoding UTF-8, "
        "then choose that file."
    ),
    "import_old_font": _(
        "The text is in an old Vietnamese encoding (TCVN3, VNI) or was decoded wrongly. "
        "Convert it to Unicode, then try again."
    ),
    "import_not_docx": _(
        "This compressed file is not a Word document. Choose a UTF-8 text or a Word file (.docx)."
    ),
    "import_damaged": _(
        "The Word file is damaged and cannot be opened. Open it in Word and save it again, "
        "or paste the plan's text."
    ),
    "import_docx_too_large": _(
        "Unpacked, the Word file is larger than the %(limit_mb)s MB that are read. "
        "Take the pictures and attachments out, or paste the plan's text."
    ),
    "import_macros": _(
        "The Word file holds macros, which are not let in. Save it as .docx without macros, "
        "then choose that file."
    ),
    "import_encrypted": _(
        "The file is locked with a password. Take the password off, then choose the file again."
    ),
    "import_unsafe_xml": _(
        "The Word file refers to things outside itself in a way that Word does not write. "
        "Open it in Word and save it again, or paste the plan's text."
    ),
    "import_no_plan": _(
        "No plan was found: the text has neither the heading of an official document nor a line "
        "“KẾ HOẠCH”. Check that this is the right file."
    ),
    "import_no_plan_kind": _(
        "This is an official document but not a plan: no line says “KẾ HOẠCH”. "
        "Check that this is the right file."
    ),
    "import_no_plan_body": _(
        "A line “KẾ HOẠCH” was found, but no sections (I, II, III) or numbered items after it. "
        "Check that the text is complete."
    ),
    "import_file_missing": _("There is no file %(file)s, or it may not be read. Check the name."),
}

# What a person should look at on the preview page; the words in doubt stand beside the sentence.
WARNINGS: dict[str, Promise] = {
    "agency_missing": _("No issuing body was found at the head of the text."),
    "number_missing": _("The text has no number. A draft needs none; an issued plan does."),
    "date_missing": _("The text has no full date of issue."),
    "title_missing": _("No title was found below the line “KẾ HOẠCH”."),
    "year_missing": _("The title does not say which year the plan is for. Enter it."),
    "year_far_from_date": _("The year of the plan is far from the date of issue."),
    "changes_another_plan": _(
        "The text says that it changes an issued plan, which is not recorded from a text. To have "
        "it recorded, open that plan and choose “Draw up an amendment or a replacement”."
    ),
    "no_bases": _("The plan cites no document by number as its basis."),
    "no_recipients": _("No list of recipients was found."),
    "no_signature": _("No signature block was found."),
    "signer_missing": _("The signature block names no signer."),
    "heading_numbering_gap": _("This number does not follow the one before it."),
    "open_list": _("The list is left open with dots: the plan may mean more than it names."),
    "broken_symbol_mended": _("A symbol was printed with stray spaces; they were taken out."),
    "citation_without_date": _("This document is cited without a date."),
    "citation_without_symbol": _("This document is cited by a bare number and nowhere in full."),
    "citation_two_issuers": _("This document is cited with two different issuers."),
    "citation_two_dates": _("This document is cited with two different dates of one year."),
    "citation_date_impossible": _("The date printed with this document does not exist."),
    "citation_kind_differs": _("The kind of document named does not fit its symbol."),
    "actor_without_task": _("A body is named here, but nothing that it is to do."),
    "table_row_without_lead": _("This row of the table names no body in charge."),
    "report_without_day": _("A report is required here, but no day for it is given."),
    "report_without_recipient": _("The text does not say to whom this report goes."),
    "report_due_before_issue": _("This day of the report is before the day of issue."),
    "same_day_reports": _("Two reports fall on the same day."),
    "annual_before_last_quarter": _(
        "The report of the year falls before that of its last quarter."
    ),
}
