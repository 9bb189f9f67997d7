"""The demonstration, played once and served as ``make demo`` serves it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
MANAGE = REPOSITORY / "example_project" / "manage.py"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# In a container the sandbox lacks its rights, and /dev/shm its room.
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
START_SECONDS = 30


def chromium_path() -> str | None:
    """Return where the system's Chromium is; none is ever downloaded."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def played(folder: Path) -> dict[str, str]:
    """Play the demonstration on a database of its own and return its environment."""
    environment = {
        **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DEBUG")},
        "PROVINCE_VAR_DIR": str(folder),
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


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """Serve it at a free port and give its address."""
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
