"""An engine that is not ours, running the exported BPMN: it says whether the export is true."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.specs.defaults import ServiceTask
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState


class OtherEngine:
    """One running instance of a flow. Steps are told apart by their BPMN ids."""

    def __init__(self, xml: bytes, flow: str) -> None:
        parser = BpmnParser(validator=BpmnValidator())
        parser.add_bpmn_str(xml)
        self.workflow = BpmnWorkflow(parser.get_spec(flow), parser.get_subprocess_specs(flow))
        self.done: list[str] = []
        self.services: list[str] = []
        self._go_on()

    @property
    def open(self) -> list[str]:
        """The steps that await somebody, one entry for each of several."""
        return sorted(task.task_spec.bpmn_id for task in self._ready())

    @property
    def is_finished(self) -> bool:
        return bool(self.workflow.completed)

    @property
    def ends(self) -> list[str]:
        """The end events of the process itself that were reached."""
        ended = self.workflow.get_tasks(state=TaskState.COMPLETED)
        return [
            task.task_spec.bpmn_id
            for task in ended
            if type(task.task_spec).__name__ == "EndEvent" and task.workflow is self.workflow
        ]

    def do(self, step: str, **data: Any) -> None:
        """Finish one open task of a step, leaving the process's data as given."""
        task = next(task for task in self._ready() if task.task_spec.bpmn_id == step)
        task.data.update(data)
        task.run()
        self.done.append(step)
        self._go_on()

    def _ready(self) -> list[Any]:
        return list(self.workflow.get_tasks(state=TaskState.READY, manual=True))

    def _go_on(self) -> None:
        """Run on to what awaits somebody; what a service does is done at once here."""
        self.workflow.do_engine_steps()
        for task in self.workflow.get_tasks(state=TaskState.STARTED, spec_class=ServiceTask):
            self.services.append(task.task_spec.bpmn_id)
            task.complete()
            self.workflow.do_engine_steps()
