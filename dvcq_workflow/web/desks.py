"""The desks' pages, as the flow's nodes call them: ``view(request, find=…, perform=…)``.

``find`` returns the desk for its viewer, ``perform`` is the one door to act at it
(``flows.runner``); pages know neither flow nor engine.
"""

from __future__ import annotations

from dvcq_workflow.web.checking import ContentDesk, FormatDesk
from dvcq_workflow.web.drafting import DraftDesk
from dvcq_workflow.web.opinions import ConsultationDesk, OpinionDesk
from dvcq_workflow.web.records_office import NumberDesk, ReleaseDesk, SealDesk
from dvcq_workflow.web.signing import SignDesk

draft_desk = DraftDesk.as_view()
consultation_desk = ConsultationDesk.as_view()
opinion_desk = OpinionDesk.as_view()
content_desk = ContentDesk.as_view()
format_desk = FormatDesk.as_view()
sign_desk = SignDesk.as_view()
number_desk = NumberDesk.as_view()
seal_desk = SealDesk.as_view()
release_desk = ReleaseDesk.as_view()
