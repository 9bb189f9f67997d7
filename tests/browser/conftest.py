"""A browser, and the demonstration served as ``make demo`` serves it."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import SWITCHES, chromium_path, played, served

TEST_SECONDS = 360


def _without(what: str) -> None:
    """Skip with a reason; in CI what is missing is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(autouse=True)
def in_bounded_time() -> Iterator[None]:
    """End a test whose browser no longer answers."""

    def ring(signum: int, frame: Any) -> None:
        raise TimeoutError(f"The browser gave no answer within {TEST_SECONDS} seconds.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(TEST_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium; none is ever downloaded."""
    found = chromium_path()
    if found is None:
        _without("There is no Chromium on this machine (Debian: apt-get install chromium)")
    try:
        playwright = importlib.import_module("playwright.sync_api")
    except ImportError:
        _without("Playwright is not installed: pip install 'dvcq-workflow[browser]'")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment of the demonstration, carried out on a database of its own."""
    return played(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture(scope="session")
def site(demonstration: dict[str, str]) -> Iterator[str]:
    """Address of the demonstration in the province's own frame."""
    with served(demonstration) as address:
        yield address


@pytest.fixture
def untouched_site(demonstration: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Address of a copy of the demonstration, for a test that acts in it."""
    copy = tmp_path / "var"
    shutil.copytree(demonstration["PROVINCE_VAR_DIR"], copy)
    with served({**demonstration, "PROVINCE_VAR_DIR": str(copy)}) as address:
        yield address


@pytest.fixture(scope="session")
def own_site(demonstration: dict[str, str]) -> Iterator[str]:
    """Address of the demonstration in the package's frame."""
    own = {**demonstration, "DJANGO_SETTINGS_MODULE": "tests.browser.own_frame"}
    with served(own) as address:
        yield address
