"""The package's own source, read as text and as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "dvcq_workflow"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file: its path inside the repository, its text, its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


@lru_cache(maxsize=1)
def package_modules() -> tuple[Module, ...]:
    """Every module of the package but its migrations, which are data in the shape of code."""
    return tuple(module for module in modules_under(PACKAGE) if "/migrations/" not in module.path)


def modules_under(folder: Path) -> tuple[Module, ...]:
    """Every Python file below ``folder``, in the order of their paths."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path.relative_to(REPOSITORY).as_posix(), text, ast.parse(text)))
    return tuple(found)


def room(name: str) -> tuple[Module, ...]:
    """The modules of one room, such as ``services``, without its ``__init__``."""
    start = f"dvcq_workflow/{name}/"
    return tuple(
        module
        for module in package_modules()
        if module.path.startswith(start) and not module.path.endswith("__init__.py")
    )


def called_name(call: ast.Call) -> str:
    """The last name of what is called: ``f`` for ``f(…)`` and for ``a.b.f(…)``."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def text_of(node: ast.AST) -> str | None:
    """The value of a string constant, or None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
