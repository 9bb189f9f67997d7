"""The state of proof of one plan: verified while one looks, and up to where it is sealed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from dvcq_workflow.audit.found import Proof
from dvcq_workflow.audit.proving import prove_stream
from dvcq_workflow.audit.signing import is_signed
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.checkpoints import Checkpoint, SealedLeaf
from dvcq_workflow.models.plans import Plan


@dataclass(frozen=True)
class StateOfProof:
    """What can be said of a plan's record. ``proof``: of its own rows; ``last``: number of its last
    event; ``sealed_to``: up to which event checkpoints cover it, 0 for none.

    ``checkpoint``: the last one, or None; ``is_signed``: whether its signature is that of its key;
    ``same_key``: whether it was signed by the key of the first one.
    """

    proof: Proof
    last: int
    sealed_to: int
    checkpoint: Checkpoint | None
    is_signed: bool
    same_key: bool

    @property
    def holds(self) -> bool:
        """Whether nothing was found against it."""
        return not self.proof.breaks and (self.checkpoint is None or self.is_signed)


def state_of_proof(plan: Plan) -> StateOfProof:
    """Verify one plan's rows and return what was found, in seven queries whatever its length."""
    events = AuditEvent.objects.filter(stream_id=plan.stream_id).order_by()
    leaves = SealedLeaf.objects.filter(kind=SealedLeaf.Kind.EVENT, row_id__in=events.values("pk"))
    sealed = events.filter(pk__in=leaves.values("row_id"))
    checkpoint = Checkpoint.objects.order_by("-number").first()
    first_key = Checkpoint.objects.order_by("number").values_list("key", flat=True).first()
    return StateOfProof(
        proof=prove_stream(plan.stream),
        last=events.aggregate(last=Max("seq"))["last"] or 0,
        sealed_to=sealed.aggregate(last=Max("seq"))["last"] or 0,
        checkpoint=checkpoint,
        is_signed=checkpoint is not None and _is_signed(checkpoint),
        same_key=checkpoint is not None and checkpoint.key == first_key,
    )


def _is_signed(checkpoint: Checkpoint) -> bool:
    text = checkpoint.text.encode()
    return is_signed(text, key=checkpoint.key, signature=checkpoint.signature)
