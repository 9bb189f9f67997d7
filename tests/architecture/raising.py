"""Where the package says no: each rule code that is raised, and with which parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.source import (
    Function,
    Module,
    called_name,
    package_modules,
    text_of,
)

REFUSALS = {"RuleViolation", "NotVisible", "NotPermitted", "Conflict", "Unavailable"}
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


@dataclass(frozen=True)
class Refusal:
    """One place that may raise ``code``; ``params`` are the names it fills in."""

    code: str
    params: frozenset[str]
    where: str


class UnreadableCodeError(AssertionError):
    """A code that is put together at run time: nobody could search for it."""


def refusals() -> list[Refusal]:
    """Every code that some place of the package may raise. (A page that rebuilds a refusal of the
    past, to say it again, raises nothing.)

    A code is written there as text; or chosen of two; or passed in by the callers of the function;
    or assigned in it; or taken from a table of the module.
    """
    return [refusal for module in package_modules() for refusal in _refusals_in(module)]


def _refusals_in(module: Module) -> Iterator[Refusal]:
    raised = {id(node.exc) for node in ast.walk(module.tree) if isinstance(node, ast.Raise)}
    for function, call in _calls(module):
        if called_name(call) not in REFUSALS or not call.args:
            continue
        where = f"{module.path}:{call.lineno}"
        params = frozenset(keyword.arg or "**" for keyword in call.keywords)
        codes = set(_codes(call.args[0], function, module))
        if not codes and id(call) in raised:
            raise UnreadableCodeError(f"{where} raises a code that cannot be read from the source.")
        for code in sorted(codes):
            yield Refusal(code, params, where)


def _calls(module: Module) -> Iterator[tuple[Function | None, ast.Call]]:
    """Each call with the innermost function around it."""

    def walk(
        node: ast.AST, function: Function | None
    ) -> Iterator[tuple[Function | None, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield function, child
            yield from walk(child, child if isinstance(child, Function) else function)

    return walk(module.tree, None)


def _codes(node: ast.expr, function: Function | None, module: Module) -> Iterator[str]:
    literal = text_of(node)
    if literal is not None:
        yield literal
    elif isinstance(node, ast.IfExp):
        yield from _codes(node.body, function, module)
        yield from _codes(node.orelse, function, module)
    elif isinstance(node, ast.Name) and function is not None:
        if node.id in _parameters(function):
            yield from _passed(function, node.id)
        else:
            yield from _bound(function, node.id, module)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        yield from _in_table(module, node.value.id)


def _parameters(function: Function) -> list[str]:
    return [arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)]


def _passed(function: Function, name: str) -> Iterator[str]:
    """What the callers of ``function`` give as its parameter ``name``."""
    position = _parameters(function).index(name)
    for module in package_modules():
        for around, call in _calls(module):
            if called_name(call) != function.name:
                continue
            given = [keyword.value for keyword in call.keywords if keyword.arg == name]
            if not given and position < len(call.args):
                given = [call.args[position]]
            for value in given:
                yield from _codes(value, around, module)


def _bound(function: Function, name: str, module: Module) -> Iterator[str]:
    """What ``name`` is set to in ``function``: assigned, or taken in a loop from a table."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and _names(node.targets) == {name}:
            yield from _codes(node.value, function, module)
        elif isinstance(node, ast.For | ast.comprehension) and name in _names([node.target]):
            yield from _texts(node.iter)
            for used in ast.walk(node.iter):
                if isinstance(used, ast.Name):
                    yield from _in_table(module, used.id)


def _names(targets: list[ast.expr]) -> set[str]:
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


def _in_table(module: Module, name: str) -> Iterator[str]:
    for node in module.tree.body:
        value = getattr(node, "value", None)
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        if isinstance(node, ast.Assign | ast.AnnAssign) and value and name in _names(targets):
            yield from _texts(value)


def _texts(node: ast.AST) -> Iterator[str]:
    for child in ast.walk(node):
        text = text_of(child)
        if text is not None and CODE.fullmatch(text):
            yield text
