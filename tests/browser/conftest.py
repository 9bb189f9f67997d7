"""A browser, and the demonstration served as ``make demo`` serves it."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
MANAGE = REPOSITORY / "example_project" / "manage.py"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# In a container the sandbox lacks its rights, and /dev/shm its room.
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
START_SECONDS = 30
TEST_SECONDS = 240


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
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
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
    environment = {
        **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DEBUG")},
        "PROVINCE_VAR_DIR": str(tmp_path_factory.mktemp("demonstration")),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(REPOSITORY),
    }
    for arguments in (["migrate", "--verbosity", "0"], ["demo", "--json"]):
        subprocess.run(
            [sys.executable, str(MANAGE), *arguments],
            env=environment,
            check=True,
            capture_output=True,
        )
    return environment


@pytest.fixture(scope="session")
def site(demonstration: dict[str, str]) -> Iterator[str]:
    """Address of the demonstration in the province's own frame."""
    with _served(demonstration) as address:
        yield address


@pytest.fixture
def untouched_site(demonstration: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Address of a copy of the demonstration, for a test that acts in it."""
    copy = tmp_path / "var"
    shutil.copytree(demonstration["PROVINCE_VAR_DIR"], copy)
    with _served({**demonstration, "PROVINCE_VAR_DIR": str(copy)}) as address:
        yield address


@pytest.fixture(scope="session")
def own_site(demonstration: dict[str, str]) -> Iterator[str]:
    """Address of the demonstration in the package's frame."""
    own = {**demonstration, "DJANGO_SETTINGS_MODULE": "tests.browser.own_frame"}
    with _served(own) as address:
        yield address


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, str(MANAGE), "runserver", "--noreload", f"127.0.0.1:{port}"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/dang-nhap/")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
