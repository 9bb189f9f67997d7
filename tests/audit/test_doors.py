"""One file writes events and access records; one folder writes history."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import Module, called_name, package_modules

WITNESS = {"AuditEvent", "AccessLog", "PersonalValue"}
RECORDERS = {"dvcq_workflow/audit/recorder.py", "dvcq_workflow/audit/appending.py"}
WRITING = {
    "create",
    "acreate",
    "get_or_create",
    "aget_or_create",
    "update_or_create",
    "aupdate_or_create",
    "bulk_create",
    "abulk_create",
}
RAW = {
    "insert_sql",
    "insert_select_sql",
    "cursor",
    "chunked_cursor",
    "raw",
    "executemany",
    "RunSQL",
}
RAW_ALLOWED = {
    "dvcq_workflow/audit/appending.py": "the event in one statement",
    "dvcq_workflow/audit/plan_rows.py": "the one moment at which rows are compared",
    "dvcq_workflow/audit/reading.py": "the whole record, read as the tables hold it",
    "dvcq_workflow/audit/sealing.py": "what was committed, and its leaves by the thousand",
    "dvcq_workflow/flows/agreement.py": "the one moment at which everything is read",
    "dvcq_workflow/models/append_only.py": "the triggers that keep rows as they are",
    "dvcq_workflow/models/history.py": "the history row, copied from the live one",
    "dvcq_workflow/selectors/approvals.py": "who did what on a plan, read at every act",
    "dvcq_workflow/selectors/plan_lists.py": "one page of keys, read",
}
"""Who speaks SQL of their own, and for what."""


def writes_of(module: Module) -> list[str]:
    """What in a module makes or stores a row of the witness: the class called, or its manager."""
    found = []
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = called_name(node)
        if name in WITNESS:
            found.append(name)
        elif name in WRITING and WITNESS & names_in(node.func):
            found.append(f"{name} on {WITNESS & names_in(node.func)}")
        elif name in RAW and any(WITNESS & names_in(given) for given in node.args):
            found.append(f"{name} of {[ast.unparse(given) for given in node.args]}")
    return found


def names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} | {
        part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)
    }


@pytest.mark.parametrize("module", package_modules(), ids=lambda module: module.path)
def test_only_the_recorder_makes_an_event(module: Module) -> None:
    if module.path in RECORDERS:
        return
    assert writes_of(module) == []


def test_the_recorder_is_found_making_them() -> None:
    # Were the search blind, the test above would pass for every module.
    found = {m.path: writes_of(m) for m in package_modules() if m.path in RECORDERS}
    assert any("AccessLog" in text for text in found["dvcq_workflow/audit/recorder.py"])
    assert set(found) == RECORDERS


@pytest.mark.parametrize("module", package_modules(), ids=lambda module: module.path)
def test_nobody_else_speaks_sql_of_their_own(module: Module) -> None:
    spoken = [
        ast.unparse(node.func)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and called_name(node) in RAW
    ]
    if module.path in RAW_ALLOWED:
        assert spoken
    else:
        assert spoken == []


def test_the_search_sees_each_way_to_make_an_event() -> None:
    ways = """
AuditEvent(code="x")
models.AccessLog(kind="view")
AuditEvent.objects.create(code="x")
PersonalValue.objects.bulk_create([])
insert_sql(AuditEvent, (), "sqlite")
cursor.execute(AuditEvent._meta.db_table)
"""
    found = writes_of(Module("somewhere.py", ways, ast.parse(ways)))
    assert len(found) == 5
