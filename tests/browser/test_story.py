"""One plan from a text to its issue, by clicks and typing, each person at a browser of their own.

It follows ``docs/tutorial/first-plan.md``. Every page on the way is held against axe, the policy
and the screen, at desktop and phone width; from the signature on, people work on a phone.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from typing import Any

import pytest
from documents.demo.year import ENDS

from tests.browser.looking import DESKTOP, HOME, PHONE, Looked, Visitor, visiting, words
from tests.browser.serving import REPOSITORY

pytestmark = pytest.mark.browser

TEXT = REPOSITORY / "tests" / "data" / "small_plan.txt"
NOT_A_PLAN = "Một dòng ghi chép, không phải kế hoạch."
SUBJECT = "Công tác dân vận chính quyền tại các cơ quan tiếp công dân"
ASKED = ("Sở Tư pháp", "Sở Thông tin và Truyền thông", "Sở Nội vụ")
RECIPIENT = "Ủy ban nhân dân thành phố Trà Vinh"
SENTENCE = "Nâng chất lượng tiếp dân ở các cơ quan của tỉnh."
MENDED = "Nâng chất lượng tiếp công dân ở các cơ quan của tỉnh và của huyện."
CHANGES_ASKED = "Đề nghị nêu rõ cả cơ quan cấp huyện ở mục I."
ANSWER = "Tiếp thu, đã bổ sung cấp huyện."
CLOSED_BECAUSE = "Đã trao đổi thống nhất với Sở Nội vụ qua điện thoại."
RETURNED_BECAUSE = "Thiếu thời hạn báo cáo ở mục II."
REPORT = "Sở Nội vụ báo cáo kết quả trước ngày 10 tháng 12."
NOT_FOUND = 404


@dataclass
class Tale:
    """The story's place and what is carried through it. ``plan``: address of the plan's page."""

    browser: Any
    site: str
    looked: Looked = field(default_factory=Looked)
    plan: str = ""
    number: str = ""

    def as_person(self, username: str, width: int = DESKTOP) -> Any:
        return visiting(self.browser, self.site, username, width=width, looked=self.looked)

    def at_desk(self, visitor: Visitor, msgid: str) -> None:
        """Open the task from the inbox, as its holder finds it there."""
        visitor.page.goto(self.site + HOME)
        visitor.look()
        visitor.page.get_by_role("link", name=f"{words(msgid)}: {SUBJECT}", exact=True).click()
        visitor.look()


def test_one_plan_goes_from_a_text_to_its_issue_by_clicks(
    browser: Any, untouched_site: str
) -> None:
    tale = Tale(browser, untouched_site)
    import_the_text(tale)
    ask_three_units(tale)
    answer_for_two_units(tale)
    close_the_round_and_submit(tale)
    return_without_and_with_a_reason(tale)
    mend_and_submit_again(tale)
    check_and_sign(tale)
    hide_from_whoever_has_no_part(tale)
    number_seal_and_release(tale)
    receive(tale)
    read_register_and_history(tale)
    assert tale.looked.findings == []
    assert tale.looked.pages >= 40


def import_the_text(tale: Tale) -> None:
    """A text that is no plan is marked and kept; then a file, corrected, becomes a draft."""
    with tale.as_person("thnv.cv1") as drafter:
        drafter.follow("Import a document")
        drafter.look()
        drafter.write("Or paste the plan's text", NOT_A_PLAN)
        drafter.press("Read and show what is found")
        assert drafter.value("Or paste the plan's text") == NOT_A_PLAN
        drafter.look()
        drafter.write("Or paste the plan's text", "")
        drafter.page.set_input_files("[type=file]", TEXT)
        drafter.press("Read and show what is found")
        drafter.look()
        correct_the_preview(drafter)
        part = drafter.unfold("Store as a draft")
        drafter.field("Issuing body", within=part).select_option(
            label="Ủy ban nhân dân tỉnh Trà Vinh"
        )
        drafter.field("Advising unit", within=part).select_option(label="Sở Nội vụ")
        drafter.press("Store as a draft", within=part)
        drafter.look()
        tale.plan = drafter.page.url.split("?")[0]
        assert drafter.reads(SUBJECT)


def correct_the_preview(drafter: Visitor) -> None:
    """The preview doubts that a document is cited; one is added. Subject and year are set right."""
    assert drafter.reads(words("To be looked at: %(count)s", count=4))
    drafter.write("Subject", SUBJECT)
    drafter.write("Year", str(ENDS.year))
    part = drafter.unfold("Cited documents and bases")
    drafter.press("Add a document", within=part)
    assert drafter.value("Subject") == SUBJECT
    drafter.write("Number and symbol", "30/2020/NĐ-CP")
    drafter.write("Kind", "Nghị định")
    drafter.write("Date", "05/3/2020")
    drafter.write("Issuer", "Chính phủ")
    drafter.field("Basis: %(symbol)s", symbol="").check()
    drafter.press("Keep the corrections")
    drafter.look()
    assert drafter.value("Number and symbol") == "30/2020/NĐ-CP"


def ask_three_units(tale: Tale) -> None:
    """The signer is named; a group's button ticks many, a search without diacritics finds one."""
    with tale.as_person("thnv.cv1") as drafter:
        tale.at_desk(drafter, "Draft")
        signer = drafter.field("Who is to sign")
        signer.select_option(
            signer.locator("option", has_text="Phó Chủ tịch thứ nhất").get_attribute("value")
        )
        add_recipient(drafter)
        drafter.press("Store")
        drafter.look()
        part = drafter.unfold("Ask for opinions")
        drafter.press("Các sở, ban, ngành tỉnh", within=part)
        part = drafter.unfold("Ask for opinions")
        assert part.get_by_role("checkbox", checked=True).count() > len(ASKED)
        drafter.press("Untick all", within=part)
        for query, unit in zip(("tu phap", "thong tin va truyen", "so noi vu"), ASKED, strict=True):
            part = drafter.unfold("Ask for opinions")
            part.get_by_role("searchbox").fill(query)
            drafter.press("Find", within=part)
            part = drafter.unfold("Ask for opinions")
            part.get_by_label(unit, exact=True).check()
        drafter.look()
        drafter.write("What is asked", "Đề nghị góp ý về mục I.", within=part)
        drafter.press("Store and ask for opinions", within=part)
        drafter.look()


def add_recipient(drafter: Visitor) -> None:
    """A line more under recipients, above the archive line."""
    drafter.press("Add a line")
    lines = drafter.page.locator("[name=recipient_text]")
    lines.last.fill(RECIPIENT)
    drafter.press("Move up")


def answer_for_two_units(tale: Tale) -> None:
    """One head agrees, one asks for changes; the third unit stays silent."""
    with tale.as_person("stp.gd") as head:
        tale.at_desk(head, "Give an opinion")
        head.press("Agree with the draft")
        head.look()
    with tale.as_person("stttt.gd") as head:
        tale.at_desk(head, "Give an opinion")
        part = head.unfold("Ask for changes")
        head.press("Ask for changes", within=part)
        head.look()
        part = head.unfold("Ask for changes")
        head.write("What should be changed, and where", CHANGES_ASKED, within=part)
        head.press("Ask for changes", within=part)
        head.look()


def close_the_round_and_submit(tale: Tale) -> None:
    """Closing before all have answered needs a reason; the opinion is answered, the text edited."""
    with tale.as_person("thnv.cv1") as drafter:
        tale.at_desk(drafter, "Close the consultation")
        drafter.press("Close the consultation")
        drafter.look()
        drafter.write("Why you close without the opinions still awaited", CLOSED_BECAUSE)
        drafter.press("Close the consultation")
        drafter.look()
        tale.at_desk(drafter, "Draft")
        drafter.main.get_by_role("textbox", name=words("What was done with it")).fill(ANSWER)
        drafter.main.get_by_role("button", name=words("Store the answer")).click()
        drafter.look()
        paragraph(drafter, SENTENCE).fill(MENDED)
        drafter.press("Store and send to be checked")
        drafter.look()
        drafter.page.goto(tale.plan)
        drafter.look()
        assert drafter.reads(words("Check the content"))


def paragraph(drafter: Visitor, text: str) -> Any:
    """Return the box of the paragraph that reads so."""
    return drafter.page.locator("textarea[name=node_text]").filter(has_text=text).first


def return_without_and_with_a_reason(tale: Tale) -> None:
    """Without a reason the form is marked and the page stands; with one, the draft goes back."""
    with tale.as_person("thnv.tp") as head:
        tale.at_desk(head, "Check the content")
        part = head.unfold("Return for revision")
        head.press("Return for revision", within=part)
        assert head.is_told("reason_missing")
        head.look()
        part = head.unfold("Return for revision")
        head.write("What to mend, and where", RETURNED_BECAUSE, within=part)
        head.press("Return for revision", within=part)
        head.look()


def mend_and_submit_again(tale: Tale) -> None:
    """The drafter reads the reason on top of the draft, mends it and sends it on again."""
    with tale.as_person("thnv.cv1") as drafter:
        tale.at_desk(drafter, "Draft")
        assert drafter.reads(RETURNED_BECAUSE)
        paragraph(drafter, "Sở Nội vụ").fill(REPORT)
        drafter.press("Store and send to be checked")
        drafter.look()


def check_and_sign(tale: Tale) -> None:
    """The head reads what changed and confirms, then the format checker, then the deputy signs."""
    for username, desk, button in (
        ("thnv.tp", "Check the content", "Content is right"),
        ("vp.tt1", "Check the format", "Format is right"),
    ):
        with tale.as_person(username) as checker:
            tale.at_desk(checker, desk)
            checker.press(button)
            checker.look()
    with tale.as_person("ubnd.pct1", PHONE) as leader:
        tale.at_desk(leader, "Sign")
        assert leader.reads("KT. CHỦ TỊCH")
        leader.press("Sign")
        leader.look()


def hide_from_whoever_has_no_part(tale: Tale) -> None:
    """Until the release the unit that will receive the plan finds nothing at its address."""
    with tale.as_person("tptv.cv1") as member:
        assert member.page.goto(tale.plan).status == NOT_FOUND
        assert not member.reads(SUBJECT)
        member.look()


def number_seal_and_release(tale: Tale) -> None:
    """The records clerk looks at the number, takes it, seals and releases."""
    with tale.as_person("vp.vt1", PHONE) as clerk:
        tale.at_desk(clerk, "Assign a number")
        clerk.press("Show the number of this date")
        clerk.look()
        tale.number = clerk.page.locator(".dv-big").inner_text()
        clerk.press("Assign the number")
        assert clerk.reads(tale.number)
        tale.at_desk(clerk, "Seal")
        clerk.press("Seal")
        tale.at_desk(clerk, "Release")
        clerk.press("Release")
        clerk.look()


def receive(tale: Tale) -> None:
    """Whoever is named under recipients finds the plan in the list and takes its file home."""
    with tale.as_person("tptv.cv1", PHONE) as member:
        member.follow("Plans")
        member.look()
        member.page.get_by_role("link", name=SUBJECT).click()
        member.look()
        member.follow("Documents")
        member.look()
        with member.page.expect_download() as taken:
            member.page.get_by_role("link", name=".docx").click()
        with zipfile.ZipFile(taken.value.path()) as document:
            assert REPORT in document.read("word/document.xml").decode()


def read_register_and_history(tale: Tale) -> None:
    """The register has the number; the history tells every act with its reason."""
    with tale.as_person("thnv.cv1", PHONE) as drafter:
        drafter.follow("Register of issued documents")
        drafter.look()
        assert drafter.reads(tale.number)
        drafter.page.goto(tale.plan)
        drafter.follow("History of the plan")
        drafter.look()
        told = drafter.main.inner_text()
        for reason in (CLOSED_BECAUSE, RETURNED_BECAUSE):
            assert reason in told
