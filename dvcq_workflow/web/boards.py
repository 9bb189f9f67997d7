"""Boards: how a plan's year stands, of all units or of one; each number leads to its list."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from dvcq_workflow.conf import conf
from dvcq_workflow.labels.chasing import STANDING_MARKS, STANDING_NAMES
from dvcq_workflow.rules.chasing import Standing
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.rules.figures import ValueState
from dvcq_workflow.selectors.boards import Board
from dvcq_workflow.selectors.chasing import ReportFilter, ReportLine, report_lines
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.targets import may_set_targets
from dvcq_workflow.services.boards import view_board
from dvcq_workflow.services.matrices import view_matrix
from dvcq_workflow.web.asked import asked_page, asked_uid, pager
from dvcq_workflow.web.board_figures import (
    board_figures,
    entry_rows_of,
    figure_chart,
)
from dvcq_workflow.web.board_tables import (
    STANDINGS_ASKED,
    Lists,
    report_table,
    task_table,
    unit_table,
)
from dvcq_workflow.web.pages import Page


class BoardView(Page):
    """The board of a plan, or of one unit under it."""

    section = "plans"

    def get(
        self, request: HttpRequest, uid: uuid.UUID, unit_uid: uuid.UUID | None = None
    ) -> HttpResponse:
        """Show it as it stands today; the look is on record."""
        board = _board(self, uid, unit_uid)
        lists, figures = Lists(board), board_figures(board)
        context = {
            **_around(board),
            "is_empty": board.is_empty,
            "tasks": [task_table(each, lists) for each in board.tasks],
            "reports": report_table(board, lists),
            "figures": figures,
            "figure_chart": figure_chart(figures),
            "may_set_targets": may_set_targets(board.plan, self.shell.held),
            "units": unit_table(board, lists) if board.units else None,
        }
        return self.render("dvcq_workflow/year/board.html", context)


class BoardFigureView(Page):
    """One figure of a board, and what each unit gave to it."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID, key: int) -> HttpResponse:
        """Show the values, of one kind of answer if that is asked for; the look is on record."""
        board = _board(self, uid, asked_uid(request, "unit"))
        figures = {each.row.line.indicator.definition.key: each for each in board_figures(board)}
        if key not in figures:
            raise NotVisible("board_not_found")
        asked = request.GET.get("state", "")
        state = ValueState(asked) if asked in set(ValueState) else None
        context = {
            **_around(board),
            "figure": figures[key],
            "entries": entry_rows_of(board, figures[key], state),
            "is_narrowed": state is not None,
        }
        return self.render("dvcq_workflow/year/board_figure.html", context)


class BoardReportsView(Page):
    """The reports that a number of a board counts, one a line."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show one page of them; the look is on record."""
        with self.acting():
            matrix = view_matrix(uid=uid, actor=request.user)
        asked = request.GET.get("state", "")
        wanted = ReportFilter(
            STANDINGS_ASKED.get(asked, frozenset()),
            asked_uid(request, "period"),
            asked_uid(request, "unit"),
        )
        lines, size = report_lines(matrix, wanted), conf.PAGE_SIZE
        start = (asked_page(request) - 1) * size
        context = {
            "plan": matrix.plan,
            "is_whole": matrix.is_whole,
            "issuance": issuance_of(matrix.plan),
            "rows": [(line, *_mark(line)) for line in lines[start : start + size]],
            "found": len(lines),
            "today": matrix.today,
            "wanted": wanted,
            "state": asked,
            "states": [(str(state), str(STANDING_NAMES[state])) for state in Standing],
            "periods": matrix.periods,
            "pager": pager(request, size=size, has_next=len(lines) > start + size),
        }
        return self.render("dvcq_workflow/year/board_reports.html", context)


def _board(page: Page, uid: uuid.UUID, unit: uuid.UUID | None) -> Board:
    asked = asked_uid(page.request, "period")
    with page.acting():
        return view_board(uid=uid, unit=unit, period=asked, actor=page.request.user)


def _around(board: Board) -> dict[str, Any]:
    given = {"uid": board.plan.uid, **({"unit_uid": board.unit.uid} if board.unit else {})}
    name = "unit_board" if board.unit else "plan_board"
    return {
        "board": board,
        "plan": board.plan,
        "issuance": issuance_of(board.plan),
        "board_url": reverse(f"dvcq_workflow:{name}", kwargs=given),
    }


def _mark(line: ReportLine) -> tuple[str, str, str]:
    standing = line.cell.standing
    return (*STANDING_MARKS[standing], str(STANDING_NAMES[standing]))
