"""One person's browser: they log in, they look, and whatever axe or the policy finds is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, override
from documents.demo.people import PASSWORD

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.rules.errors import RuleViolation

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOME = "/dan-van/"
WIDTHS = (1360, 390)
DESKTOP, PHONE = WIDTHS
HEIGHT = 900
PATIENCE_MS = 20_000


def words(msgid: str, **given: Any) -> str:
    """Return a sentence of the source as a page says it in Vietnamese."""
    with override("vi"):
        return gettext(msgid) % given if given else gettext(msgid)


def log_in(page: Any, site: str, username: str) -> None:
    """Log in through the province's own page, as the demonstration prints it."""
    page.goto(f"{site}/dang-nhap/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def findings_of_axe(page: Any) -> list[str]:
    """Open what is folded and return what axe says against the page."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, preload: false})"
        ".then(r => r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.target).join(' ')))",
        RULES,
    )
    return list(found)


def is_wide(page: Any) -> bool:
    """Return whether the page is wider than its screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def against_policy(told: list[str]) -> list[str]:
    """Return what the browser told of the Content Security Policy."""
    return [line for line in told if "Content Security Policy" in line]


def findings_at(page: Any, told: list[str], widths: Sequence[int] = WIDTHS) -> dict[int, Any]:
    """Hold the page as it stands against axe, the policy and the screen at each width, and return
    what was found. ``told``: what the browser said since the page was asked for; it is emptied."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        axe, policy, wide = findings_of_axe(page), against_policy(told), is_wide(page)
        if axe or policy or wide:
            found[width] = {"axe": axe, "policy": policy, "wider than the screen": wide}
        told.clear()
    return found


@dataclass
class Looked:
    """What was looked at on the way, and what was found."""

    pages: int = 0
    findings: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Visitor:
    """A person at a browser of their own. ``look`` is called on each page of the story."""

    page: Any
    site: str
    username: str
    looked: Looked
    told: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Hold the page as it stands against axe, the policy and the screen, at each width."""
        page, size = self.page, self.page.viewport_size
        before = page.evaluate("[...document.querySelectorAll('details')].map(d => d.open)")
        if found := findings_at(page, self.told):
            self.looked.findings.append({"at": page.url, "who": self.username, "found": found})
        page.evaluate(
            "was => document.querySelectorAll('details').forEach((d, n) => { d.open = was[n] })",
            before,
        )
        page.set_viewport_size(size)
        self.looked.pages += 1

    def press(self, msgid: str, *, within: Any = None, **given: Any) -> None:
        """Press the button of that name."""
        name = words(msgid, **given)
        (within or self.main).get_by_role("button", name=name, exact=True).click()

    def follow(self, msgid: str, **given: Any) -> None:
        """Follow the link of that name; the first where a page has it twice."""
        self.page.get_by_role("link", name=words(msgid, **given)).first.click()

    def field(self, msgid: str, *, within: Any = None, **given: Any) -> Any:
        """Return the field of that label, marked as required or not."""
        label = re.compile(rf"^{re.escape(words(msgid, **given))}( \(.+\))?$")
        return (within or self.main).get_by_label(label)

    def write(self, msgid: str, text: str, *, within: Any = None) -> None:
        """Type into the field of that label."""
        self.field(msgid, within=within).fill(text)

    def value(self, msgid: str) -> str:
        """Return what stands in the field of that label."""
        return str(self.field(msgid).input_value())

    def unfold(self, msgid: str) -> Any:
        """Open the folded part of that name, where it is folded, and return it."""
        part = self.main.locator("details", has=self.page.get_by_text(words(msgid))).first
        if not part.evaluate("part => part.open"):
            part.locator("summary").first.click()
        return part

    @property
    def main(self) -> Any:
        """The page's main part."""
        return self.page.get_by_role("main")

    def is_told(self, code: str, **params: Any) -> bool:
        """Return whether the main part says the sentence of a code."""
        with override("vi"):
            return self.reads(sentence_of(RuleViolation(code, **params)))

    def reads(self, text: str) -> bool:
        """Return whether the main part says so."""
        return text in self.main.inner_text()


@contextmanager
def visiting(
    browser: Any, site: str, username: str, *, width: int = DESKTOP, looked: Looked | None = None
) -> Iterator[Visitor]:
    """Log somebody in in a browser of their own, and close it when they go."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    visitor = Visitor(page, site, username, looked if looked is not None else Looked())
    page.on("console", lambda message: visitor.told.append(message.text))
    log_in(page, site, username)
    try:
        yield visitor
    finally:
        context.close()
