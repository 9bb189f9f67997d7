"""The codes of everything that can be done. An event with another code is refused: the log never
bails silently."""

from __future__ import annotations

PLAN_ACTS = frozenset(
    {
        "plan_import_opened",
        "plan_import_corrected",
        "plan_import_dropped",
        "plan_import_stored",
        "plan_drafted",
        "plan_recorded_as_issued",
        "draft_saved",
        "consultation_opened",
        "opinion_given",
        "opinion_answered",
        "consultation_closed",
        "plan_submitted",
        "content_checked",
        "format_checked",
        "plan_returned",
        "plan_refused",
        "plan_withdrawn",
        "draft_handed_over",
        "desk_claimed",
        "desk_given_back",
        "plan_signed",
        "number_assigned",
        "paper_number_entered",
        "number_voided",
        "plan_sealed",
        "plan_released",
        "plan_amended",
        "plan_replaced",
        "plan_recalled",
        "notice_drafted",
        "notice_saved",
        "notice_dropped",
        "notice_signed",
        "notice_released",
        "year_opened",
        "unit_year_opened",
        "obligation_stated",
        "obligation_withdrawn",
        "document_stored",
        "work_ordered_again",
        "access_granted",
        "access_revoked",
        "audit_note_written",
        "assignment_opened",
        "assignment_accepted",
        "assignment_handed_back",
        "assignment_offered_again",
        "assignment_given_anew",
        "assignment_withdrawn",
        "assignment_officers_named",
        "assignment_noted",
        "assignment_part_opened",
        "assignment_result_reported",
        "assignment_result_approved",
        "assignment_result_returned",
        "assignment_verified",
        "assignment_sent_back",
        "assignment_plan_begun",
        "assignment_completed_by_plan",
        "evidence_added",
        "extension_requested",
        "extension_granted",
        "extension_refused",
        "extension_withdrawn",
        "obstacle_raised",
        "obstacle_taken_on",
        "obstacle_settled",
        "obstacle_escalated",
        "obstacle_decided",
        "obstacle_sent_down",
        "obstacle_informed",
        "obstacle_withdrawn",
        "obligation_carried_over",
    }
)

DIRECTORY_ACTS = frozenset(
    {
        "unit_saved",
        "organ_code_saved",
        "succession_saved",
        "unit_group_saved",
        "group_member_saved",
        "membership_saved",
        "signing_authority_saved",
        "substitution_saved",
        "calendar_day_saved",
        "indicator_saved",
        "number_series_opened",
        "baseline_recorded",
        "personal_values_erased",
        "record_pruned",
    }
)

ACTS = PLAN_ACTS | DIRECTORY_ACTS

AUTHORS_ACTS = frozenset(
    {
        "plan_import_corrected",
        "plan_drafted",
        "draft_saved",
        "consultation_opened",
        "opinion_answered",
        "consultation_closed",
        "plan_submitted",
    }
)
"""What is done at the drafter's desk: whoever does it has a hand in the draft and does not judge
it later."""

ACCESS_SUBJECTS = frozenset(
    {
        "plan",
        "plan_timeline",
        "plan_as_of",
        "plan_proof",
        "plan_accesses",
        "plan_powers",
        "acts",
        "plan_document",
        "approval_sheet",
        "plan_history_export",
        "flow_log",
        "plan_notice",
        "plan_list",
        "plan_import",
        "desk",
        "assignment",
        "extension",
        "report",
        "consolidation",
        "obstacle",
        "directory",
        "register",
    }
)
