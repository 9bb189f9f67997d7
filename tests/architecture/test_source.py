"""Files and functions stay small enough to be read, and their names say what they hold."""

from __future__ import annotations

import ast

from tests.architecture.source import package_modules, room

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "time"}


def test_no_file_is_longer_than_400_lines() -> None:
    long = {module.path: module.lines for module in package_modules()}
    assert {path: n for path, n in long.items() if n > MAX_FILE_LINES} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        f"{module.path}:{function.name}": length
        for module in package_modules()
        for function in module.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > MAX_FUNCTION_LINES
    }
    assert long == {}


def test_no_file_is_a_drawer_for_everything() -> None:
    parts = {part for module in package_modules() for part in module.name.split(".")}
    assert parts & DRAWERS == set()


def test_the_law_never_reads_the_clock() -> None:
    asked = {
        f"{module.path}:{node.lineno}"
        for module in room("rules")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    }
    assert asked == set()


def test_no_module_lacks_a_docstring() -> None:
    bare = {
        module.path
        for module in package_modules()
        if module.text.strip() and ast.get_docstring(module.tree) is None
    }
    assert bare == set()


def test_nobody_catches_every_exception() -> None:
    caught = {
        f"{module.path}:{node.lineno}"
        for module in package_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    }
    assert caught == set()


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_is_broad(element) for element in caught.elts)
    return caught is None or (
        isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException")
    )
