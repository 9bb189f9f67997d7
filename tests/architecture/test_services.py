"""Every write has an actor, named arguments, and a test that its record tells of it."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import pytest

from tests.architecture.source import (
    REPOSITORY,
    Function,
    Module,
    called_name,
    modules_under,
    package_modules,
    room,
    text_of,
)

FRAMES = {
    "acting": "opens the act itself",
    "deciding": "walks the decision path for the services of a plan",
    "handling": "walks the decision path for the services of a plan's year",
    "leading": "walks the path for what a unit's head orders of its work",
    "keeping": "walks the path for the services of master data",
}
"""What services are made of: they take the actor, and leave the event to the service."""

PARTS_FOR_OTHERS = {
    "offer_desk": "the flow opens desks inside the act that moved its token",
    "close_desk": "the flow closes desks inside the act that moved its token",
    "lock_subject": "the start of a flow locks what it runs on, inside its act",
    "count_opened": "the opening's order counts what it did, inside its own act",
    "order_work": "the flow orders what follows, inside the act",
    "finish_work": "the runner marks an order done in the transaction of its work",
    "send_digest": "marks a message as sent; what it tells of is on record, and nobody acted",
    "postpone_work": "the runner marks an order that failed; nobody acted",
}
"""Parts without an actor that rooms above use: the current act names the person."""


@dataclass(frozen=True)
class Service:
    """A public function of the services' room."""

    module: Module
    function: Function

    @property
    def name(self) -> str:
        return self.function.name

    @property
    def arguments(self) -> set[str]:
        args = self.function.args
        return {arg.arg for arg in (*args.args, *args.kwonlyargs)}


def public_functions() -> list[Service]:
    return [
        Service(module, node)
        for module in room("services")
        for node in module.tree.body
        if isinstance(node, Function) and not node.name.startswith("_")
    ]


PUBLIC = public_functions()
ACTS = [s for s in PUBLIC if "actor" in s.arguments and s.name not in FRAMES]
PARTS = [s for s in PUBLIC if "actor" not in s.arguments and s.name not in FRAMES]


def named(service: Service) -> str:
    return service.name


def test_there_are_services_to_look_at() -> None:
    assert len(ACTS) > 10
    assert set(FRAMES) | set(PARTS_FOR_OTHERS) <= {service.name for service in PUBLIC}


def test_no_two_services_share_a_name() -> None:
    names = [service.name for service in PUBLIC]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("service", ACTS, ids=named)
def test_a_service_takes_named_typed_arguments_and_a_required_actor(service: Service) -> None:
    args = service.function.args
    assert args.args == []
    assert args.posonlyargs == []
    required = [
        arg.arg
        for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True)
        if default is None
    ]
    assert "actor" in required
    assert [arg.arg for arg in args.kwonlyargs if arg.annotation is None] == []
    assert service.function.returns is not None
    assert ast.get_docstring(service.function)


@pytest.mark.parametrize("service", PARTS, ids=named)
def test_what_has_no_actor_is_a_part_of_services_and_used_by_nobody_else(service: Service) -> None:
    users = {
        module.path
        for module in package_modules()
        if not module.path.startswith("dvcq_workflow/services/") and _imports(module, service)
    }
    assert bool(users) == (service.name in PARTS_FOR_OTHERS), users


def _imports(module: Module, service: Service) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == service.module.name
        and service.name in {alias.name for alias in node.names}
        for node in ast.walk(module.tree)
    )


def audit_marks() -> dict[str, str]:
    """Each service that a test vouches for, and where: ``@pytest.mark.audits("name")``."""
    return {
        text_of(argument) or "": f"{module.path}:{node.lineno}"
        for module in modules_under(REPOSITORY / "tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and called_name(node) == "audits"
        for argument in node.args
    }


def test_every_service_has_a_test_of_what_its_record_says() -> None:
    assert sorted({service.name for service in ACTS} - set(audit_marks())) == []


def test_no_test_vouches_for_a_service_that_is_gone() -> None:
    known = {service.name for service in ACTS}
    assert {name: at for name, at in audit_marks().items() if name not in known} == {}


def test_no_room_but_the_services_saves_a_row() -> None:
    """``save``, ``create`` and the like are called in models, services and the recorder only."""
    writing = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
    above = ("web", "flows", "jobs", "selectors", "documents", "rules", "labels", "management")
    saved = {
        f"{module.path}:{node.lineno}"
        for name in above
        for module in room(name)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writing
        and not _is_a_form_s_or_the_engine_s(node.func)
    }
    assert saved == set()


def _is_a_form_s_or_the_engine_s(function: ast.Attribute) -> bool:
    """``super().create(…)`` makes the engine's task; a Word document is saved to memory."""
    owner = function.value
    if isinstance(owner, ast.Call):
        return called_name(owner) == "super"
    return isinstance(owner, ast.Name) and owner.id == "document"
