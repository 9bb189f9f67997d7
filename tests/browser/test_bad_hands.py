"""What only a browser shows: a second click, the way back, a second tab, a session that ended.

One act or none, and a clear sentence; never the server's own error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.looking import HOME, Visitor, log_in, visiting, words

pytestmark = pytest.mark.browser

TO_SIGN = "Phát động thi đua"
TO_DRAFT = "Đối thoại trực tiếp với Nhân dân năm"
TYPED = "Đối chiếu lại số liệu ở mục III, gõ trước khi phiên đăng nhập hết hạn."
FORBIDDEN, CONFLICT = 403, 409


@pytest.fixture
def leader(browser: Any, untouched_site: str) -> Iterator[Visitor]:
    """The deputy who is to sign a plan, with that desk open before them."""
    with visiting(browser, untouched_site, "ubnd.pct1") as visitor:
        visitor.page.get_by_role("link", name=re.compile(TO_SIGN)).first.click()
        yield visitor
        assert visitor.looked.findings == []


@pytest.fixture
def drafter(browser: Any, untouched_site: str) -> Iterator[Visitor]:
    """A drafter with the draft open before them."""
    with visiting(browser, untouched_site, "thnv.cv3") as visitor:
        visitor.page.get_by_role("link", name=re.compile(TO_DRAFT)).first.click()
        yield visitor
        assert visitor.looked.findings == []


def answers_to(page: Any) -> list[int]:
    """Keep the status of every answer to a form from now on."""
    statuses: list[int] = []

    def keep(response: Any) -> None:
        if response.request.method == "POST":
            statuses.append(response.status)

    page.on("response", keep)
    return statuses


def signatures(visitor: Visitor, plan: str) -> int:
    """Return how many signatures the plan's page tells of."""
    visitor.page.goto(f"{plan}?part=decisions")
    return int(visitor.main.locator("article h3", has_text=words("Signed")).count())


def plan_of(visitor: Visitor) -> str:
    """Return the address of the plan whose desk is open."""
    crumb = visitor.main.locator(".dv-crumb a").nth(1)
    return visitor.site + str(crumb.get_attribute("href"))


def sign_button(visitor: Visitor) -> Any:
    return visitor.main.get_by_role("button", name=words("Sign"), exact=True)


def test_a_double_click_signs_once(leader: Visitor) -> None:
    plan, statuses = plan_of(leader), answers_to(leader.page)
    sign_button(leader).dblclick()
    ends = (words("You signed the plan."), words("This task is finished"))
    leader.main.get_by_text(re.compile("|".join(map(re.escape, ends)))).first.wait_for()
    assert set(statuses) <= {302, CONFLICT}
    leader.look()
    assert signatures(leader, plan) == 1


def test_a_click_after_the_way_back_is_told_that_the_desk_is_done(leader: Visitor) -> None:
    desk = leader.page.url
    sign_button(leader).click()
    leader.page.wait_for_url(re.compile(f"{HOME}$"))
    leader.page.go_back()
    assert leader.page.url == desk
    if sign_button(leader).count():  # the browser may show the page as it was, or ask for it anew
        statuses = answers_to(leader.page)
        sign_button(leader).click()
        leader.page.wait_for_load_state()
        assert statuses == [CONFLICT]
        assert leader.is_told("desk_done")
    assert leader.reads(words("This task is finished"))
    leader.look()


def test_of_two_tabs_one_acts_and_the_other_keeps_what_was_typed(leader: Visitor) -> None:
    second = leader.page.context.new_page()
    second.goto(leader.page.url)
    part = leader.unfold("Return for revision")
    leader.write("What to mend, and where", TYPED, within=part)
    second.get_by_role("button", name=words("Sign"), exact=True).click()
    second.wait_for_url(re.compile(f"{HOME}$"))
    statuses = answers_to(leader.page)
    leader.press("Return for revision", within=part)
    assert statuses == [CONFLICT]
    assert leader.is_told("desk_done")
    assert leader.reads(TYPED)
    leader.look()


def test_a_draft_stored_in_another_tab_is_not_written_over_unseen(drafter: Visitor) -> None:
    second = drafter.page.context.new_page()
    second.goto(drafter.page.url)
    second.locator("[name=subject]").fill("Trích yếu của thẻ thứ hai")
    second.get_by_role("button", name=words("Store"), exact=True).click()
    second.wait_for_load_state()
    drafter.write("Subject", TYPED)
    statuses = answers_to(drafter.page)
    drafter.press("Store")
    assert statuses == [CONFLICT]
    assert drafter.is_told("content_changed")
    assert drafter.value("Subject") == TYPED
    assert drafter.reads("Trích yếu của thẻ thứ hai")
    drafter.look()
    drafter.press("Store")
    assert statuses[-1] != CONFLICT
    drafter.page.reload()
    assert drafter.value("Subject") == TYPED


def test_a_text_typed_past_the_end_of_a_session_is_still_on_the_page(drafter: Visitor) -> None:
    drafter.write("Subject", TYPED)
    drafter.page.context.clear_cookies(name="sessionid")
    statuses = answers_to(drafter.page)
    drafter.press("Store")
    drafter.main.get_by_role("heading", name=words("You are no longer logged in")).wait_for()
    assert statuses == [FORBIDDEN]
    assert TYPED in drafter.value("What you typed")
    drafter.look()


def test_a_form_older_than_the_last_login_is_given_back(drafter: Visitor) -> None:
    """The session ended, its holder logged in again in a second tab: the token is another."""
    drafter.write("Subject", TYPED)
    second = drafter.page.context.new_page()
    drafter.page.context.clear_cookies(name="sessionid")
    log_in(second, drafter.site, drafter.username)
    statuses = answers_to(drafter.page)
    drafter.press("Store")
    drafter.field("What you typed").wait_for()
    assert statuses == [FORBIDDEN]
    assert TYPED in drafter.value("What you typed")
    drafter.look()


def test_a_form_sent_by_another_who_logged_in_since_is_refused_to_them(
    browser: Any, leader: Visitor
) -> None:
    """Two people at one machine: the page is the leader's, the session by now the auditor's."""
    plan = plan_of(leader)
    with visiting(browser, leader.site, "ubnd.kt1") as auditor:
        cookies = auditor.page.context.cookies()
    leader.page.context.clear_cookies(name="sessionid")
    session = next(cookie for cookie in cookies if cookie["name"] == "sessionid")
    leader.page.context.add_cookies([session])
    statuses = answers_to(leader.page)
    sign_button(leader).click()
    leader.page.wait_for_load_state()
    assert statuses == [FORBIDDEN]
    assert leader.is_told("desk_not_yours")
    leader.look()
    assert signatures(leader, plan) == 0
