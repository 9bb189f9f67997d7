"""What a host installs: the wheel holds all that the package needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, REPOSITORY

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from what is tracked and nothing that merely lies about."""
    folder: Path = tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, check=True, capture_output=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = REPOSITORY / name
        if path.is_file():
            copy = folder / "source" / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)],
        cwd=folder / "source",
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_every_file_of_the_package_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "dvcq_workflow"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    )
    wanted = {
        name
        for name in listed.stdout.split("\0")
        if name and not name.endswith(".md") and (REPOSITORY / name).is_file()
    }
    assert sorted(wanted - set(wheel.namelist())) == []


def test_nothing_but_the_package_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {PACKAGE.name}


@pytest.mark.parametrize(
    "needed",
    [
        "dvcq_workflow/py.typed",
        "dvcq_workflow/locale/vi/LC_MESSAGES/django.mo",
        "dvcq_workflow/templates/dvcq_workflow/base.html",
        "dvcq_workflow/documents/fonts/LiberationSerif-Regular.ttf",
        "dvcq_workflow/documents/fonts/OFL.txt",
    ],
)
def test_the_wheel_holds_what_pages_and_types_need(wheel: zipfile.ZipFile, needed: str) -> None:
    assert needed in wheel.namelist()
    assert any(name.startswith("dvcq_workflow/static/dvcq_workflow/") for name in wheel.namelist())


def test_the_wheel_carries_its_licence_and_notice(wheel: zipfile.ZipFile) -> None:
    (metadata,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    fields = message_from_bytes(wheel.read(metadata))
    assert fields["License-Expression"] == "AGPL-3.0-or-later"
    for name in ("LICENSE", "NOTICE"):
        (kept,) = [n for n in wheel.namelist() if n.endswith(f".dist-info/licenses/{name}")]
        assert wheel.read(kept) == (REPOSITORY / name).read_bytes()
        assert len(wheel.read(kept)) > 500
