"""What is tracked runs anywhere: no path of one machine, no address of one package index."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.architecture.source import REPOSITORY

# Written apart, so that this file does not find itself.
HOMES = ("ro" + "ot", "ho" + "me", "wo" + "rk", "Us" + "ers", "op" + "t", "t" + "mp")
MACHINE_PATH = re.compile(r"(?<![\w.$}/<:)-])/(" + "|".join(HOMES) + r")/\w")
INDEX_HOST = re.compile(
    r"https?://[\w.-]*(" + "|".join(("py" + "pi", "python" + "hosted", "npm" + "js")) + r")[\w.-]*"
)
BINARY = (".mo", ".png", ".ttf", ".docx", ".ico", ".woff2", ".pdf", ".jpg")
VENDORED = ("vendor/",)


def tracked_files() -> list[str]:
    if not (REPOSITORY / ".git").exists():
        pytest.skip("This is not a clone, so nothing says which files belong to it.")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    return [
        path
        for path in listed.stdout.split("\0")
        if path and not path.endswith(BINARY) and (REPOSITORY / path).is_file()
    ]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, INDEX_HOST], ids=["path", "package index"])
def test_no_tracked_file_names_a_machine(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path}:{number}"
        for path in tracked_files()
        if not any(part in path for part in VENDORED)
        for number, line in enumerate(
            (REPOSITORY / path).read_text(encoding="utf-8").splitlines(), start=1
        )
        if pattern.search(line)
    ]
    assert found == []


def test_nothing_that_is_made_is_tracked() -> None:
    made = re.compile(r"(^|/)(\.venv|var|build|dist|__pycache__|_build)/|\.(sqlite3|pyc)$")
    assert [path for path in tracked_files() if made.search(path)] == []
