"""Every sentence has its Vietnamese, and what is compiled is what is written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.architecture.source import PACKAGE

CATALOGUE = PACKAGE / "locale" / "vi" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
IN_SOURCE = ("*.py", "*.html", "*.txt")


@pytest.fixture(scope="module")
def vietnamese() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_no_entry_is_empty_fuzzy_or_left_over(vietnamese: polib.POFile) -> None:
    assert len(vietnamese) > 100
    assert [entry.msgid for entry in vietnamese.untranslated_entries()] == []
    assert [entry.msgid for entry in vietnamese.fuzzy_entries()] == []
    assert [entry.msgid for entry in vietnamese.obsolete_entries()] == []


def test_a_translation_has_the_placeholders_of_its_sentence(vietnamese: polib.POFile) -> None:
    differing = {
        entry.msgid: entry.msgstr
        for entry in vietnamese
        if set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(entry.msgstr))
    }
    assert differing == {}


def test_what_is_compiled_is_what_is_written(vietnamese: polib.POFile) -> None:
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    written = {(e.msgctxt, e.msgid): e.msgstr for e in vietnamese.translated_entries()}
    assert {(e.msgctxt, e.msgid): e.msgstr for e in compiled} == written


def test_the_catalogue_holds_every_sentence_of_the_source_and_no_other(
    vietnamese: polib.POFile, tmp_path: Path
) -> None:
    gathered = polib.pofile(str(_gather(tmp_path)))
    source = {(e.msgctxt, e.msgid) for e in gathered if not e.obsolete}
    written = {(e.msgctxt, e.msgid) for e in vietnamese}
    assert sorted(msgid for _, msgid in source - written) == []
    assert sorted(msgid for _, msgid in written - source) == []


def _gather(folder: Path) -> Path:
    """Gather the source's sentences into a fresh catalogue, in a copy of the package."""
    if shutil.which("xgettext") is None:
        reason = "xgettext is not installed (Debian: apt-get install gettext)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    for pattern in IN_SOURCE:
        for path in PACKAGE.rglob(pattern):
            copy = folder / "copy" / path.relative_to(PACKAGE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    (folder / "copy" / "locale").mkdir()
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "django",
            "makemessages",
            "--locale",
            "vi",
            "--verbosity",
            "0",
        ],
        cwd=folder / "copy",
        env=environment,
        check=True,
        capture_output=True,
    )
    return folder / "copy" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
