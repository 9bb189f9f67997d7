"""The desks' pages, as the flow's nodes call them: ``view(request, find=…, perform=…)``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from dvcq_workflow.host import get_host

View = Callable[..., HttpResponse]


def _desk(acts: tuple[str, ...]) -> View:
    """Return a page that shows a desk and does, when posted to, one of its acts."""

    @require_http_methods(["GET", "POST"])
    def view(
        request: HttpRequest, *, find: Callable[..., Any], perform: Callable[..., Any]
    ) -> HttpResponse:
        desk = find(viewer=request.user, on=get_host().today())
        if request.method == "POST":
            perform(
                act=request.POST.get("act", ""),
                actor=request.user,
                seen_hash=request.POST.get("seen_hash", ""),
                data={},
                channel="web",
            )
        return TemplateResponse(
            request, "dvcq_workflow/desks/desk.html", {"desk": desk, "acts": acts}
        )

    return view


draft_desk = _desk(("save", "submit", "consult", "withdraw", "answer"))
consultation_desk = _desk(("close",))
opinion_desk = _desk(("give",))
content_desk = _desk(("pass", "return"))
format_desk = _desk(("pass", "return"))
sign_desk = _desk(("sign", "return", "refuse"))
number_desk = _desk(("assign", "return"))
seal_desk = _desk(("seal",))
release_desk = _desk(("release",))
