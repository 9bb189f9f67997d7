"""The settings page says what ``conf.py`` says, in both directions."""

from __future__ import annotations

import ast
import re

from dvcq_workflow.conf import KEYS, Settings
from tests.architecture.source import PACKAGE, REPOSITORY

PAGE = (REPOSITORY / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([A-Z_]+)` \| `(\w+)` \| `(.+?)` \| (.+?) \|$", re.MULTILINE)
CHECK = re.compile(r"^\| `dvcq_workflow\.([EW]\d{3})`", re.MULTILINE)


def docstrings() -> dict[str, str]:
    """The sentence under each key in ``conf.py``."""
    tree = ast.parse((PACKAGE / "conf.py").read_text(encoding="utf-8"))
    (table,) = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Settings"]
    return {
        field.target.id: " ".join(str(said.value.value).split()).replace("``", "`")
        for field, said in zip(table.body, table.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(said, ast.Expr)
        and isinstance(said.value, ast.Constant)
    }


def test_the_page_has_every_key_with_its_type_default_and_meaning() -> None:
    said = {
        key: (kind, ast.literal_eval(default), text)
        for key, kind, default, text in ROW.findall(PAGE)
    }
    meant = {
        key: (kind.__name__, getattr(Settings(), key), docstrings()[key])
        for key, kind in KEYS.items()
    }
    assert said == meant


def test_the_page_has_every_check() -> None:
    source = (PACKAGE / "checks.py").read_text(encoding="utf-8")
    assert sorted(CHECK.findall(PAGE)) == sorted(set(re.findall(r"\{TAG\}\.([EW]\d{3})", source)))
