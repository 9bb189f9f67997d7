"""Names of everything that can be done and looked at, and how a timeline marks it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Name = str | Promise

ACT_NAMES: dict[str, Name] = {
    "plan_import_opened": _("A document was handed in to be read"),
    "plan_import_corrected": _("What was read from the document was corrected"),
    "plan_import_dropped": _("The document handed in was given up"),
    "plan_import_stored": _("The document handed in became a plan"),
    "plan_drafted": _("Draft begun"),
    "plan_recorded_as_issued": _("Recorded as issued before the system"),
    "draft_saved": _("Draft stored"),
    "consultation_opened": _("Sent out for opinions"),
    "opinion_given": _("Opinion given"),
    "opinion_answered": _("Opinion answered"),
    "consultation_closed": _("Round of opinions closed"),
    "plan_submitted": _("Sent to be checked"),
    "content_checked": _("Content checked"),
    "format_checked": _("Format checked"),
    "plan_returned": _("Returned to the drafter"),
    "plan_refused": _("Refused for good"),
    "plan_withdrawn": _("Draft withdrawn"),
    "draft_handed_over": _("Draft handed over to another drafter"),
    "desk_claimed": _("Task kept by one person"),
    "desk_given_back": _("Task given back to the unit"),
    "plan_signed": _("Signed for issue"),
    "number_assigned": _("Number assigned"),
    "paper_number_entered": _("Number of the paper register entered"),
    "number_voided": _("Number made void"),
    "plan_sealed": _("Sealed"),
    "plan_released": _("Released to its recipients"),
    "plan_amended": _("Amended by another plan"),
    "plan_replaced": _("Replaced by another plan"),
    "plan_recalled": _("Recalled"),
    "notice_drafted": _("Notice about the plan drafted"),
    "notice_saved": _("Notice about the plan stored"),
    "notice_dropped": _("Notice about the plan dropped"),
    "notice_signed": _("Notice about the plan signed"),
    "notice_released": _("Notice about the plan released"),
    "year_opened": _("Year opened"),
    "document_stored": _("Issued file stored"),
    "work_ordered_again": _("Work that had failed was ordered again"),
    "access_granted": _("One person was allowed to see the plan"),
    "access_revoked": _("One person's leave to see the plan was taken back"),
    "audit_note_written": _("Note of an auditor"),
    "unit_saved": _("Unit recorded"),
    "organ_code_saved": _("Organ identifier recorded"),
    "succession_saved": _("Unit succession recorded"),
    "unit_group_saved": _("Unit group recorded"),
    "group_member_saved": _("Group member recorded"),
    "membership_saved": _("Membership recorded"),
    "signing_authority_saved": _("Signing authority recorded"),
    "substitution_saved": _("Substitution recorded"),
    "calendar_day_saved": _("Calendar day recorded"),
    "indicator_saved": _("Indicator recorded"),
    "number_series_opened": _("Number series opened"),
    "baseline_recorded": _("Rows from before auditing taken into the record"),
    "personal_values_erased": _("Personal values of a person erased"),
    "record_pruned": _("Rows whose term was over taken out of the record"),
}
"""One name for each code of ``rules.acts``."""

ACCESS_NAMES: dict[str, Name] = {
    "plan": _("Not let in: an act on the plan"),
    "plan_timeline": _("Not let in: the plan's history"),
    "plan_as_of": _("Not let in: the plan as it was"),
    "plan_proof": _("Not let in: the state of proof"),
    "plan_accesses": _("Not let in: who viewed the plan"),
    "plan_powers": _("Not let in: who could sign"),
    "acts": _("Not let in: acts across plans"),
    "plan_document": _("Not let in: an issued file"),
    "approval_sheet": _("Not let in: the approval sheet"),
    "plan_history_export": _("Not let in: the whole history as a file"),
    "flow_log": _("Not let in: the log of a whole flow"),
    "plan_notice": _("Not let in: a notice about the plan"),
    "plan_list": _("Not let in: the list of plans"),
    "plan_import": _("Not let in: a document handed in"),
    "desk": _("Not let in: an act at a desk"),
    "assignment": _("Not let in: a unit's task"),
    "extension": _("Not let in: a request for more time"),
    "report": _("Not let in: a unit's report"),
    "consolidation": _("Not let in: a consolidated report"),
    "obstacle": _("Not let in: an obstacle"),
    "directory": _("Not let in: master data"),
    "register": _("Not let in: the register of issued documents"),
}
"""What a refusal was about, for each subject of ``rules.acts``."""

LOOKED_NAMES: dict[str, Name] = {
    "plan": _("The plan's page"),
    "plan_timeline": _("The plan's history"),
    "plan_as_of": _("The plan as it was"),
    "plan_proof": _("The state of proof"),
    "plan_accesses": _("Who viewed the plan"),
    "plan_powers": _("Who could sign"),
    "acts": _("Acts across plans"),
    "plan_document": _("An issued file"),
    "approval_sheet": _("The approval sheet"),
    "plan_history_export": _("The whole history as a file"),
    "flow_log": _("The log of a whole flow"),
    "plan_notice": _("A notice about the plan"),
    "plan_list": _("The list of plans"),
    "plan_import": _("A document handed in"),
    "desk": _("A desk"),
    "assignment": _("A unit's task"),
    "extension": _("A request for more time"),
    "report": _("A unit's report"),
    "consolidation": _("A consolidated report"),
    "obstacle": _("An obstacle"),
    "directory": _("Master data"),
    "register": _("The register of issued documents"),
}
"""What was looked at or taken, for each subject of ``rules.acts``."""

ACCESS_MARKS: dict[str, tuple[str, str]] = {
    "view": ("off", "user"),
    "download": ("here", "down"),
    "refused": ("late", "stop"),
}

ACT_MARKS: dict[str, tuple[str, str]] = {
    "consultation_opened": ("off", "send"),
    "opinion_given": ("off", "note"),
    "opinion_answered": ("off", "note"),
    "consultation_closed": ("off", "note"),
    "plan_submitted": ("off", "send"),
    "content_checked": ("ok", "ok"),
    "format_checked": ("ok", "ok"),
    "plan_returned": ("back", "back"),
    "plan_refused": ("late", "stop"),
    "plan_withdrawn": ("late", "stop"),
    "draft_handed_over": ("warn", "user"),
    "desk_claimed": ("off", "user"),
    "desk_given_back": ("off", "user"),
    "number_voided": ("late", "stop"),
    "plan_signed": ("ok", "pen"),
    "number_assigned": ("ok", "file"),
    "paper_number_entered": ("warn", "file"),
    "plan_sealed": ("ok", "shield"),
    "plan_released": ("ok", "send"),
    "plan_amended": ("warn", "file"),
    "plan_replaced": ("late", "stop"),
    "plan_recalled": ("late", "stop"),
    "notice_dropped": ("off", "stop"),
    "notice_signed": ("ok", "pen"),
    "notice_released": ("ok", "send"),
    "plan_recorded_as_issued": ("ok", "file"),
    "document_stored": ("off", "file"),
    "access_granted": ("warn", "user"),
    "access_revoked": ("warn", "user"),
    "audit_note_written": ("here", "note"),
}
"""Colour and shape where an act is more than a change of text."""

PLAIN_MARK = ("off", "pen")

CHANNEL_NAMES: dict[str, Name] = {
    "web": _("on the web page"),
    "api": _("by another system"),
    "command": _("at the command line"),
    "job": _("by the system, following the act"),
    "code": _("by a program"),
}

FACT_SENTENCES: dict[str, Name] = {
    "version": _("Version %(value)s"),
    "round": _("Round %(value)s"),
    "units": _("Units: %(value)s"),
    "unit": _("Unit: %(value)s"),
    "agrees": _("Agrees: %(value)s"),
    "passed_over": _("Opinions not given in time: %(value)s"),
    "number": _("Number and symbol: %(value)s"),
    "issued_on": _("Date on the document: %(value)s"),
    "position": _("Signed as: %(value)s"),
    "authority_lines": _("With the authority: %(value)s"),
    "format": _("Format: %(value)s"),
    "size": _("Size in bytes: %(value)s"),
    "person": _("Person: %(value)s"),
    "kept_before_by": _("Kept before by: %(value)s"),
    "amends_number": _("Amends the plan: %(value)s"),
    "replaces_number": _("Replaces the plan: %(value)s"),
    "by_number": _("By: %(value)s"),
    "document_type": _("Type of document: %(value)s"),
    "policy": _("Allowed by the body's own rule: %(value)s"),
}
"""Further facts of an event that a person reads; others stay in the auditor's file."""

ROWS_ADDED: Name = _("Added: %(what)s, %(count)s")
ROWS_REMOVED: Name = _("Removed: %(what)s, %(count)s")
