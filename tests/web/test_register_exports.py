"""The register leaves as a file: the same lines as on the page, in the decree's order."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from html import unescape
from typing import Any

import openpyxl
import pdfplumber
import pytest
from django.conf import settings

from dvcq_workflow.documents.press import words
from dvcq_workflow.models import AccessLog
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.formats import short_date
from tests.web.reading import address, as_person, text_of
from tests.worlds import World

FILES = ("register_pdf", "register_xlsx")


@pytest.fixture
def filled(province: World) -> World:
    """One number released, one void, one taken."""
    province.issue_plan()
    plan = province.plan_at(Step.SEAL)
    province.act(plan, Step.SEAL, "return", province.clerk, reason="Sai <nơi> nhận.")
    province.plan_at(Step.SEAL)
    return province


def lines_on_page(html: str) -> list[list[str]]:
    """Return the cells of the register's table as they are read, the last line first."""
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    rows = []
    for row in body.split("<tr>")[1:]:
        cells = re.split(r"<t[hd][^>]*>", row)[1:]
        texts = [re.sub(r"</li><li>", "; ", cell) for cell in cells]
        rows.append([" ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for text in texts])
    return rows[::-1]


def in_workbook(data: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return [[said(cell) for cell in row] for row in sheet.iter_rows(min_row=7, values_only=True)]


def said(value: Any) -> str:
    return short_date(value.date()) if isinstance(value, dt.datetime) else str(value or "")


def on_paper(data: bytes) -> list[list[str]]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        (page,) = pdf.pages
        return [[" ".join((c or "").split()) for c in row] for row in page.extract_table()[2:]]


def test_page_workbook_and_paper_say_the_same(filled: World) -> None:
    client = as_person(filled.clerk)
    page = lines_on_page(text_of(client.get(address("register"))))
    workbook = in_workbook(client.get(address("register_xlsx")).content)
    paper = on_paper(client.get(address("register_pdf")).content)
    assert workbook == paper
    assert len(page) == len(paper) == 3
    for shown, printed in zip(page, paper, strict=True):
        assert len(shown) == len(printed) == len(words.REGISTER_COLUMNS)
        for place, (here, there) in enumerate(zip(shown, printed, strict=True), start=1):
            # What is empty on paper is told in words on the page.
            assert there in here, (place, here, there)


def test_the_page_has_the_decree_s_ten_columns(filled: World) -> None:
    client = as_person(filled.clerk)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
    html = text_of(client.get(address("register")))
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', html)
    assert heads == list(words.REGISTER_COLUMNS)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_sent_beside_the_page_and_is_on_record(filled: World, name: str) -> None:
    answer = as_person(filled.clerk).get(address(name) + "?tab=void")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="trich-so-')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    log = AccessLog.objects.get(kind=AccessLog.Kind.DOWNLOAD)
    details = json.loads(log.envelope)["details"]
    assert (log.channel, details["lines"], details["filter"]["only_void"]) == ("web", 1, True)


def test_the_buttons_lead_to_files_of_what_is_shown(filled: World) -> None:
    client = as_person(filled.clerk)
    html = text_of(client.get(address("register") + "?q=dan+van&page=1"))
    for name in FILES:
        assert f'href="{address(name)}?q=dan+van"' in html
    assert address("register_pdf") not in text_of(client.get(address("register") + "?q=zzz"))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_whoever_sees_no_line_gets_no_file(filled: World, who: str, name: str) -> None:
    answer = as_person(filled.people[who]).get(address(name))
    assert answer.status_code == 422
    assert "No line of the register fits" in text_of(answer)
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.DOWNLOAD).exists()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("query", ["?year=99999999999", "?q=%00%F0%9F%8E%89", "?q=%ed%a0%80"])
def test_a_hostile_question_gets_a_sentence(filled: World, name: str, query: str) -> None:
    assert as_person(filled.clerk).get(address(name) + query).status_code in (200, 422)


@pytest.mark.parametrize("name", FILES)
def test_whoever_is_not_logged_in_is_sent_to_the_login(client: Any, db: Any, name: str) -> None:
    assert client.get(address(name)).status_code == 302
