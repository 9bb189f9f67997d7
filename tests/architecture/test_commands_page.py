"""The commands page names every command there is, and no other."""

from __future__ import annotations

import re

from tests.architecture.source import REPOSITORY, room

PAGE = (REPOSITORY / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")


def test_the_page_has_every_command() -> None:
    commands = {
        module.path.rsplit("/", 1)[1].removesuffix(".py")
        for module in room("management")
        if "/commands/" in module.path and not module.path.endswith("__init__.py")
    }
    assert commands
    assert sorted(re.findall(r"^## `(\w+)`", PAGE, re.MULTILINE)) == sorted(commands)
