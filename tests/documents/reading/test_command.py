"""``dvcq_import_plan --dry-run`` prints what was found, or refuses in one sentence."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from dvcq_workflow.documents.reading import read_plan
from dvcq_workflow.labels.imports import SENTENCES, WARNINGS

SAMPLES = Path(__file__).parent / "samples"
PLAN = SAMPLES / "bases_as_lines.txt"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Words of the command, and of what it is compared with, in one language."""
    with translation.override("en"):
        yield


def run(*args: Any) -> str:
    out = io.StringIO()
    call_command("dvcq_import_plan", *map(str, args), stdout=out)
    return out.getvalue()


def refused(path: Path) -> str:
    err, out = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("dvcq_import_plan", str(path), "--dry-run", stdout=out, stderr=err)
    assert left.value.code == 1
    assert out.getvalue() == ""
    (sentence,) = err.getvalue().splitlines()
    return sentence


def test_json_is_the_object_of_the_import_format() -> None:
    expected = read_plan(PLAN.read_bytes(), filename=PLAN.name).to_json()
    assert json.loads(run(PLAN, "--dry-run", "--json")) == expected


def test_the_summary_counts_what_was_found_and_says_what_is_doubtful() -> None:
    lines = run(PLAN, "--dry-run").splitlines()
    for line in (
        "Number and symbol: 46/KH-UBND",
        "Date of issue: 14/3/2023",
        "Numbered items: 7",
        "Points: 7",
        "Documents cited: 3",
        "Mentions of them: 4",
        "Parent body: -",
        "Signer: Nguyễn Văn Sơn",
    ):
        assert line in lines
    assert f"Line 30: {WARNINGS['annual_before_last_quarter']} [năm (trước ngày 10/12)]" in lines


def test_what_is_no_plan_is_refused_in_one_sentence(tmp_path: Path) -> None:
    poem = tmp_path / "poem.txt"
    poem.write_text("Gió đưa cành trúc la đà\n", encoding="utf-8")
    assert refused(poem) == str(SENTENCES["import_no_plan"])


def test_a_file_that_is_not_there_or_is_no_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    missing = str(SENTENCES["import_file_missing"])
    assert refused(tmp_path / "none.txt") == missing % {"file": "none.txt"}
    assert refused(tmp_path) == missing % {"file": tmp_path.name}
    assert refused(Path("/dev/zero")) == missing % {"file": "zero"}


def test_a_file_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    sparse = tmp_path / "large.txt"
    with sparse.open("wb") as stream:
        stream.truncate(3 * 1024**3)
    assert refused(sparse) == str(SENTENCES["import_file_too_large"]) % {"limit_mb": 20}


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ([], "--as-draft | --as-issued, --actor, --unit"),
        (["--as-draft", "--unit=X"], "--actor"),
        (["--as-issued", "--actor=a", "--unit=X"], "--reason"),
    ],
)
def test_storing_says_which_options_it_needs(options: list[str], missing: str) -> None:
    with pytest.raises(CommandError, match="add --dry-run") as told:
        run(PLAN, *options)
    assert missing in str(told.value)


def test_every_refusal_and_every_doubt_has_a_sentence() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (SAMPLES.parents[3] / "dvcq_workflow/documents/reading").glob("*.py")
    )
    unused = {code for code in (*SENTENCES, *WARNINGS) if f'"{code}"' not in source}
    assert unused == {"import_file_missing"}
