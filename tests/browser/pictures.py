"""The pictures of the manual, taken from the demonstration: ``python -m tests.browser.pictures``.

Run by hand from the repository's root; it plays and serves a demonstration of its own, works
through the desks, and writes each main page at both widths into ``docs/pictures`` or the folder
that is named.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.browser.fewer_colours import in_few_colours

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SAMPLE = REPOSITORY / "example_project" / "documents" / "sample_plan.txt"
SIZES = {"desktop": (1280, 1000), "phone": (390, 900)}
SHOW = "part => part.scrollIntoView({behavior: 'instant'})"
DECISION = "section:has(> div > #choose)"
ISSUED, TO_SIGN = "19/KH-UBND", "Phát động thi đua"
TO_DRAFT, CONSULTED = "Đối thoại trực tiếp", "dân vận chính quyền của tỉnh Trà Vinh năm"


@dataclass
class Album:
    """Where the pictures go, and the people who are looked over the shoulder."""

    browser: Any
    site: str
    folder: Path

    @contextmanager
    def of(self, username: str) -> Iterator[Any]:
        """Give a person's browser, their inbox open."""
        with looking().visiting(self.browser, self.site, username) as visitor:
            yield visitor

    def take(self, visitor: Any, name: str, *, at: str = "", on_phone_at: str = "") -> None:
        """Take the page at each width: from its top, or from that part of it."""
        for size, (width, height) in SIZES.items():
            visitor.page.set_viewport_size({"width": width, "height": height})
            place = (on_phone_at if size == "phone" else "") or at or "body"
            visitor.page.locator(place).first.evaluate(SHOW)
            picture = in_few_colours(self.table, visitor.page.screenshot())
            (self.folder / f"{name}-{size}.png").write_bytes(picture)

    @cached_property
    def table(self) -> Any:
        """A blank page on which pictures are worked over."""
        return self.browser.new_page()


def looking() -> Any:
    """Return the module of visitors, once Django is set up."""
    return importlib.import_module("tests.browser.looking")


def open_task(visitor: Any, subject: str, *, tab: str = "mine") -> None:
    """Open a task from the inbox."""
    visitor.page.goto(f"{visitor.site}/dan-van/?tab={tab}")
    visitor.main.get_by_role("link", name=re.compile(re.escape(subject))).first.click()


def open_issued(visitor: Any) -> None:
    """Open the plan that the demonstration carried to its issue."""
    visitor.follow("Plans")
    number = visitor.page.get_by_text(ISSUED, exact=True)
    row = visitor.main.get_by_role("row").filter(has=number)
    row.get_by_role("link").first.click()


def take_all(album: Album) -> None:
    """Take every picture, working through the desks on the way."""
    take_the_drafters(album)
    take_the_answers(album)
    take_the_checks(album)
    take_the_records_office(album)
    take_the_record(album)
    take_the_year(album)


def take_the_drafters(album: Album) -> None:
    """Inbox, import, draft, and the desk that closes a round."""
    with album.of("thnv.cv1") as drafter:
        drafter.page.goto(f"{album.site}/dan-van/?tab=unit")
        album.take(drafter, "inbox")
        open_task(drafter, CONSULTED)
        album.take(drafter, "consultation", on_phone_at=DECISION)
        drafter.page.goto(f"{album.site}/dan-van/imports/")
        drafter.page.set_input_files("[type=file]", SAMPLE)
        drafter.press("Read and show what is found")
        album.take(drafter, "import")
    with album.of("thnv.cv3") as drafter:
        open_task(drafter, TO_DRAFT)
        album.take(drafter, "draft")
        drafter.unfold("Ask for opinions")
        album.take(drafter, "ask", at="#consult")
        drafter.press("Store and send to be checked")


def take_the_answers(album: Album) -> None:
    """The desk at which a unit gives its opinion."""
    with album.of("snv.gd") as head:
        open_task(head, CONSULTED)
        head.unfold("Ask for changes")
        album.take(head, "opinion", on_phone_at=DECISION)
    with album.of("snv.cv1") as stand_in:
        album.take(stand_in, "stand-in-inbox")
        open_task(stand_in, CONSULTED)
        album.take(stand_in, "stand-in", on_phone_at=DECISION)


def take_the_checks(album: Album) -> None:
    """The checks of content and format, and the signature."""
    with album.of("thnv.tp") as head:
        open_task(head, TO_DRAFT)
        head.unfold("Return for revision")
        album.take(head, "content", on_phone_at=DECISION)
        head.press("Content is right")
    with album.of("vp.tt1") as checker:
        open_task(checker, TO_DRAFT)
        album.take(checker, "format")
    with album.of("ubnd.pct1") as leader:
        open_task(leader, TO_SIGN)
        album.take(leader, "sign", on_phone_at=DECISION)
        leader.press("Sign")


def take_the_records_office(album: Album) -> None:
    """Number, seal, release, register."""
    with album.of("vp.vt1") as clerk:
        open_task(clerk, TO_SIGN)
        album.take(clerk, "number", on_phone_at=DECISION)
        clerk.press("Assign the number")
        open_task(clerk, TO_SIGN)
        clerk.press("Seal")
        open_task(clerk, TO_SIGN)
        album.take(clerk, "release", on_phone_at=DECISION)
        clerk.press("Release")
        clerk.follow("Register of issued documents")
        album.take(clerk, "register")
        open_issued(clerk)
        clerk.follow("After issue")
        album.take(clerk, "after-issue", at="#parts")
        clerk.main.get_by_role("link", name=re.compile("đính chính")).first.click()
        album.take(clerk, "correction", on_phone_at=DECISION)


def take_the_record(album: Album) -> None:
    """The page of the issued plan and its history."""
    with album.of("ubnd.kt1") as auditor:
        open_issued(auditor)
        album.take(auditor, "plan")
        auditor.follow("History of the plan")
        album.take(auditor, "history")
    with album.of("thnv.cv1") as drafter:
        open_issued(drafter)
        drafter.follow("Documents")
        album.take(drafter, "documents", at="#parts")


def take_the_year(album: Album) -> None:
    """How the year of the issued plan stands: for who receives, and for a unit that owes."""
    with album.of("snv.gd") as head:
        open_issued(head)
        head.follow("Board")
        album.take(head, "board")
        open_issued(head)
        head.follow("Matrix of reports")
        album.take(head, "matrix")
        open_issued(head)
        head.follow("The plan's year")
        album.take(head, "year")
        head.follow("Consolidated reports")
        head.main.get_by_role("link", name=re.compile("Bổ sung lần 1")).first.click()
        album.take(head, "consolidated")
    with album.of("skhcn.cv1") as writer:
        writer.follow("Reports")
        writer.follow("Go on writing")
        album.take(writer, "report", on_phone_at="section:has(> div > #figures)")
        writer.follow("Tasks of my units")
        writer.main.get_by_role("row").get_by_role("link").first.click()
        album.take(writer, "task")


def main(folder: Path) -> None:
    """Play, serve, take."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "example_project")]
    importlib.import_module("django").setup()
    serving = importlib.import_module("tests.browser.serving")
    playwright = importlib.import_module("playwright.sync_api")
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as var,
        serving.served(serving.played(Path(var))) as site,
        playwright.sync_playwright() as driver,
    ):
        found = serving.chromium_path()
        browser = driver.chromium.launch(executable_path=found, args=serving.SWITCHES)
        take_all(Album(browser, site, folder))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "docs" / "pictures")
