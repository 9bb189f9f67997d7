"""Flows as files: every one of them, or the one that is named."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from dvcq_workflow.flows.registry import all_flows


def export(*arguments: str) -> str:
    told = StringIO()
    call_command("dvcq_export_bpmn", *arguments, stdout=told)
    return told.getvalue()


def test_every_flow_is_written_twice_for_engines_and_for_people(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "on the way"
    told = export("--all", "--output", str(folder))
    wanted = {f"{code}.{kind}" for code in all_flows() for kind in ("bpmn", "svg")}
    assert {path.name for path in folder.iterdir()} == wanted
    for path in folder.iterdir():
        assert str(path) in told
        assert etree.parse(path) is not None


def test_writing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for _time in (1, 2):
        export("plan_approval", "--output", str(tmp_path))
        found.append((tmp_path / "plan_approval.bpmn").read_bytes())
    assert found[0] == found[1]


def test_a_flow_that_there_is_not_is_said_so_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere.*plan_approval"):
        export("nowhere", "--output", str(tmp_path))
    with pytest.raises(CommandError, match="--all"):
        export("--output", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["taken/inside", "bad\0name"])
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "taken").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(CommandError):
        export("--all", "--output", str(tmp_path / name))
