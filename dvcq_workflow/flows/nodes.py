"""Our node classes: subclasses of the engine's, from outside and unpatched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial, update_wrapper
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.timezone import now
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.exceptions import FlowRuntimeError
from viewflow.workflow.nodes.split import SplitActivation
from viewflow.workflow.nodes.switch import SwitchActivation
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.signals import task_started
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from dvcq_workflow.flows import runner
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.services.desks import close_desk, offer_desk


class DeskActivation(ViewActivation):
    """A human task whose desk opens and closes with it, in the same transaction.

    ``desk``: the task's desk, where the act has read it under its lock.
    """

    desk: Desk | None = None

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> DeskActivation:
        activation = super().create(flow_task, prev_activation, token, data=data, seed=seed)
        offer_desk(
            task=activation.task,
            plan=activation.process.plan,
            step=Step(flow_task.name),
            opinion_id=(data or {}).get("opinion"),
            subject=activation.process.subject,
        )
        return activation

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.STARTED)
    def take(self, user: Any) -> None:
        """Assign and start at once, unsaved: the same act completes the task and saves it then.
        The engine's own two transitions would write the row once more on the way."""
        self.task.owner = user
        self.task.started = now()
        task_started.send(sender=self.flow_class, process=self.process, task=self.task)

    @Activation.status.super()
    def complete(self) -> None:
        super().complete.original()
        close_desk(task=self.task, desk=self.desk)

    @Activation.status.super()
    def cancel(self) -> None:
        super().cancel.original()
        close_desk(task=self.task, cancelled=True)


class DeskView(flow.View):
    """A desk: one page of ours. The engine's wrapper answers 403 to everything; this one lets
    ``runner`` say 404 for what may not be seen and 409 for what somebody else has done."""

    activation_class = DeskActivation

    @property
    def desk_path(self) -> URLPattern:
        """The desk's one URL; the engine's detail, assign, cancel and undo pages have none."""
        return path(
            f"desks/<int:process_pk>/{self.name}/<int:task_pk>/",
            _wrapped(self, self.view),
            name=f"desk_{self.name}",
        )


def _wrapped(node: DeskView, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the page the one way to find its desk and the one way to act at it."""
    step = Step(node.name)

    def desk_page(request: HttpRequest, process_pk: int, task_pk: int) -> HttpResponse:
        find = partial(runner.find_desk, step, process_pk, task_pk)
        perform = partial(runner.perform, step, process_pk, task_pk)
        return view(request, find=find, perform=perform)

    update_wrapper(desk_page, view)
    return desk_page


class GateActivation(SwitchActivation):
    """A choice among the ways on. It only reads, so that there is nothing to roll back to: the
    engine's savepoint around it would be two more statements under the process's lock."""

    @Activation.status.super()
    def activate(self) -> None:
        with self.exception_guard():
            for node, fits in self.flow_task._branches:
                if fits is None or fits(self):
                    self.next_task = node
                    return
            raise FlowRuntimeError(f"No way on from {self.flow_task.name}")


class Gate(flow.Switch):
    """Takes the first way whose condition holds."""

    activation_class = GateActivation


class OpinionSplitActivation(SplitActivation):
    """One token for whoever closes the round and one for each unit asked, all siblings: nested
    splits would break the join ("Multiple tokens")."""

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        tokens = Token.split_token_source(self.task.token, self.task.pk)
        closing, asking = (node for node, _condition, _source in self.flow_task._branches)
        yield closing._create(prev_activation=self, token=next(tokens))
        for opinion_id in self.flow_task.opinions_of(self):
            yield asking._create(
                prev_activation=self, token=next(tokens), data={"opinion": opinion_id}
            )


class OpinionSplit(flow.Split):
    """Split into the desk that closes a consultation and N desks that give an opinion."""

    activation_class = OpinionSplitActivation

    def __init__(self, opinions_of: Callable[[Activation], list[int]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.opinions_of = opinions_of
