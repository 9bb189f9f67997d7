"""What changed between two contents, in words a person can follow."""

from __future__ import annotations

from dataclasses import replace

from dvcq_workflow.rules.content import Node
from dvcq_workflow.web.changes import changes_between, word_pieces
from tests.web.test_forms_content import content_with

NODES = (
    Node("section", "I", "MỤC ĐÍCH"),
    Node("item", "1", "Chính quyền gần dân hơn."),
    Node("section", "II", "NHIỆM VỤ"),
    Node("item", "3", "Đối thoại với Nhân dân mỗi năm một lần."),
)


def test_the_same_content_has_no_change() -> None:
    assert changes_between(content_with(), content_with()) == []


def test_a_changed_sentence_is_told_word_by_word_and_where() -> None:
    old = content_with(nodes=NODES)
    new = content_with(
        nodes=(*NODES[:3], Node("item", "3", "Đối thoại với Nhân dân mỗi quý một lần."))
    )
    (change,) = changes_between(old, new)
    assert (change.kind, change.part, change.place) == ("changed", "body", "II.3")
    words = {(piece.kind, piece.text.strip()) for piece in change.pieces}
    assert ("removed", "năm") in words
    assert ("added", "quý") in words


def test_a_new_and_a_gone_paragraph_are_told_apart() -> None:
    old = content_with(nodes=NODES)
    new = content_with(nodes=(NODES[0], *NODES[2:], Node("bullet", "", "Trả lời đúng hạn.")))
    kinds = [(change.kind, change.place) for change in changes_between(old, new)]
    assert kinds == [("removed", "I.1"), ("added", "II.3")]


def test_every_part_of_a_content_is_compared() -> None:
    old = content_with()
    changed = {
        "subject": replace(old, subject="Khác"),
        "years": replace(old, year=2021),
        "place": replace(old, place="Càng Long"),
        "preamble": replace(old, preamble=("Căn cứ thứ nhất;",)),
        "citation": replace(old, citations=old.citations[:1], bases=("01/A",)),
        "recipient": replace(old, recipients=old.recipients[1:]),
        "appendix": replace(old, appendices=()),
        "signature": replace(old, signature=replace(old.signature, name="Người khác")),
    }
    for part, new in changed.items():
        assert [change.part for change in changes_between(old, new)] == [part]


def test_pieces_put_together_are_the_two_texts() -> None:
    old, new = "một hai  ba bốn", "một ba bốn năm"
    pieces = word_pieces(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "removed") == new


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    old, new = "a " * 3000, "b " * 3000
    assert [piece.kind for piece in word_pieces(old, new)] == ["removed", "added"]
