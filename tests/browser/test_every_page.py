"""Every page that a role can reach, at desktop and phone width: nothing for axe, nothing for CSP.

Pages are found as a person finds them, by following links from the inbox, so that a new page is
looked at without being listed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.looking import (
    DESKTOP,
    HOME,
    PATIENCE_MS,
    WIDTHS,
    findings_at,
    log_in,
)

pytestmark = pytest.mark.browser

FILES, ENDINGS = f"{HOME}evidence/", (".pdf", ".docx", ".xlsx", ".zip", ".xes", ".json")
OF_EACH_KIND = 2
MAX_PAGES = 60
PROVINCE = ("/", "/van-ban-den/", "/van-ban-di/", "/van-ban-den/1/", "/van-ban-di/1/")

ROLES = {
    "drafter": "thnv.cv1",
    "head of the drafting unit": "thnv.tp",
    "format checker": "vp.tt1",
    "records clerk": "vp.vt1",
    "leader": "ubnd.pct1",
    "head of a consulted unit": "stp.gd",
    "member of a unit that received the plan": "tptv.cv1",
    "specialist of the unit that receives reports": "snv.cv1",
    "head of the unit that receives reports": "snv.gd",
    "specialist of a unit that owes a report": "skhcn.cv1",
    "leader of a unit that gives parts of its task": "txdh.ct",
    "auditor": "ubnd.kt1",
    "master data keeper": "vp.qt1",
}


def kind_of(path: str) -> str:
    """A page's kind: its address without the row it shows and the words it is narrowed by."""
    parts = urlsplit(path)
    where = re.sub(r"[0-9a-f-]{36}|\d+", "*", parts.path)
    questions = sorted(part for part in parts.query.split("&") if part.startswith(("tab", "part")))
    return f"{where}?{'&'.join(questions)}"


def is_file(path: str) -> bool:
    """Whether an address sends a file and no page."""
    where = urlsplit(path).path
    return where.startswith(FILES) or "/documents/" in where or where.endswith(ENDINGS)


def pages_of(page: Any, site: str) -> Iterator[str]:
    """Open page after page by its links, and give each address while it is open."""
    waiting, seen = [HOME], {HOME}
    times: dict[str, int] = {}
    while waiting and len(times) < MAX_PAGES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if times.get(kind, 0) >= OF_EACH_KIND:
            continue
        times[kind] = times.get(kind, 0) + 1
        if is_file(path):
            # Nothing to look at; but who is shown a link to a file gets it.
            taken = page.context.request.get(site + path)
            assert (taken.status, bool(taken.body())) == (200, True), path
            continue
        answer = page.goto(site + path)
        assert answer.status == 200, (path, answer.status)
        yield path
        links = page.eval_on_selector_all("a[href]", "found => found.map(a => a.href)")
        for link in links:
            parts = urlsplit(link)
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if link.startswith(site + HOME) and target not in seen:
                seen.add(target)
                waiting.append(target)


def look_round(
    page: Any, site: str, username: str, widths: Sequence[int] = WIDTHS
) -> tuple[int, dict[str, Any]]:
    """Visit every page as one person; return how many there were, and what was found on them."""
    page.set_default_timeout(PATIENCE_MS)
    log_in(page, site, username)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    findings: dict[str, Any] = {}
    visited = 0
    for path in pages_of(page, site):
        visited += 1
        if found := findings_at(page, told, widths):
            findings[path] = found
    return visited, findings


@pytest.mark.parametrize("username", ROLES.values(), ids=list(ROLES))
def test_axe_and_the_policy_find_nothing_on_any_page(
    browser: Any, site: str, username: str
) -> None:
    context = browser.new_context()
    visited, findings = look_round(context.new_page(), site, username)
    context.close()
    assert findings == {}
    assert visited >= 10


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_found_in_the_package_s_own_frame_by_day_or_night(
    browser: Any, own_site: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme)
    visited, findings = look_round(context.new_page(), own_site, ROLES["drafter"], [DESKTOP])
    context.close()
    assert findings == {}
    assert visited >= 10


def test_the_province_s_own_pages_hold_the_same(browser: Any, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    findings = {}
    for path in ("/dang-nhap/", *PROVINCE):
        assert page.goto(site + path).status == 200
        if found := findings_at(page, []):
            findings[path] = found
        if path == "/dang-nhap/":
            log_in(page, site, ROLES["drafter"])
    context.close()
    assert findings == {}


def test_every_page_works_by_keyboard_from_its_first_key(browser: Any, site: str) -> None:
    """The first Tab reaches the way past the navigation, and Enter takes it."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    log_in(page, site, ROLES["drafter"])
    page.goto(site + HOME)
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    assert target.startswith("#")
    page.keyboard.press("Enter")
    assert page.evaluate("!!document.querySelector(location.hash)")
    context.close()


def test_pages_speak_english_to_whoever_asks_for_it(browser: Any, site: str) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    log_in(page, site, ROLES["drafter"])
    page.goto(site + HOME)
    page.click("button[name=language][value=en]")
    assert page.inner_text("h1") == "Inbox"
    page.click("button[name=language][value=vi]")
    assert page.inner_text("h1") == "Hộp việc"
    context.close()
