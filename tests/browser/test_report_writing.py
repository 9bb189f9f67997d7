"""A report written at a browser: kept while it is typed, filled in from a workbook, also without
scripts; nothing for axe, nothing for CSP, no wider than the screen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest

from tests.browser.looking import HOME, Looked, Visitor, log_in, visiting, words

pytestmark = pytest.mark.browser

WRITER = "skhcn.cv1"
FIGURE = "input.dv-num"
SAID = "[data-dv-said]"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def writer(browser: Any, untouched_site: str) -> Iterator[Visitor]:
    """A writer before a report of their unit."""
    with visiting(browser, untouched_site, WRITER) as visitor:
        at_the_report(visitor)
        yield visitor


def at_the_report(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.site}{HOME}reports/")
    going_on = visitor.page.get_by_role("link", name=words("Go on writing"))
    beginning = visitor.page.get_by_role("button", name=words("Write the report"))
    going_on.or_(beginning).first.click()


def first_figure(visitor: Visitor) -> Any:
    return visitor.page.locator(FIGURE).first


def wait_until_told(visitor: Visitor, start: str) -> None:
    said = visitor.page.locator(SAID).filter(has_text=start)
    said.wait_for()


def test_what_is_typed_is_kept_by_itself_and_stands_there_again(writer: Visitor) -> None:
    writer.look()
    first_figure(writer).fill("1.234")
    wait_until_told(writer, words("Stored at %(time)s", time="").strip())
    writer.look()
    writer.page.reload()
    assert first_figure(writer).input_value() == "1.234"
    first_figure(writer).fill("1.235")
    writer.press("Nothing arose in the whole period")
    writer.page.locator("input[type=checkbox]:checked").first.wait_for()
    writer.look()
    assert writer.looked.findings == []


def test_what_somebody_else_wrote_is_told_and_what_is_typed_stays(
    browser: Any, writer: Visitor
) -> None:
    with visiting(browser, writer.site, WRITER) as other:
        other.page.goto(writer.page.url)
        first_figure(other).fill("7")
        other.page.get_by_role("button", name=words("Store"), exact=True).last.click()
    first_figure(writer).fill("8")
    writer.page.locator(f".dv-late {SAID}").wait_for()
    assert first_figure(writer).input_value() == "8"
    writer.page.get_by_role("button", name=words("Store"), exact=True).last.click()
    assert first_figure(writer).input_value() == "8"
    assert writer.page.get_by_role("alert").count() == 1
    writer.look()
    assert writer.looked.findings == []


def test_a_workbook_is_taken_into_the_page_with_each_bad_cell_named(writer: Visitor) -> None:
    link = writer.page.get_by_role("link", name=words("Download the form (XLSX)"))
    taken = writer.page.context.request.get(writer.site + link.get_attribute("href"))
    held = openpyxl.load_workbook(io.BytesIO(taken.body()))
    sheet = held.worksheets[0]
    sheet["G7"], sheet["G8"] = "mười", 12
    packed = io.BytesIO()
    held.save(packed)
    writer.unfold("Fill in from a workbook (XLSX)")
    file = {"name": "bieu.xlsx", "mimeType": XLSX, "buffer": packed.getvalue()}
    writer.page.set_input_files("#book", file)
    writer.press("Fill in from the file")
    shown = [writer.page.locator(FIGURE).nth(at).input_value() for at in range(2)]
    assert shown == ["mười", "12"]
    assert writer.reads(words("sheet “%(sheet)s”, cell %(cell)s", sheet="Số liệu", cell="G7"))
    writer.look()
    assert writer.looked.findings == []


def test_without_scripts_the_button_stores(browser: Any, untouched_site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    visitor = Visitor(page, untouched_site, WRITER, Looked())
    log_in(page, untouched_site, WRITER)
    at_the_report(visitor)
    first_figure(visitor).fill("41")
    first_figure(visitor).press("Enter")
    page.wait_for_load_state()
    assert first_figure(visitor).input_value() == "41"
    assert visitor.reads(words("The report is stored. It stays on this desk."))
    context.close()
