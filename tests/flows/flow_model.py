"""A small model, in memory, of what the law lets happen to one plan. It calls no rule of ours.

People are names, units are codes. The machine beside it does the same acts for real and compares.
"""

from __future__ import annotations

from dataclasses import dataclass, field

DRAFT, CONSULTED, CONTENT, FORMAT, SIGNATURE, SIGNED, NUMBERED, SEALED = (
    "draft",
    "in_consultation",
    "content_check",
    "format_check",
    "awaiting_signature",
    "signed",
    "numbered",
    "sealed",
)
ENDED = frozenset({"issued", "refused", "withdrawn"})
DESK_IN = {
    DRAFT: "draft",
    CONSULTED: "close_consultation",
    CONTENT: "check_content",
    FORMAT: "check_format",
    SIGNATURE: "sign",
    SIGNED: "number",
    NUMBERED: "seal",
    SEALED: "release",
}
SITS = {
    "draft": ("THNV", {"specialist", "head"}),
    "close_consultation": ("THNV", {"specialist", "head"}),
    "check_content": ("THNV", {"head"}),
    "check_format": ("VPUB", {"format_checker"}),
    "sign": ("UBND", {"leader"}),
    "number": ("VPUB", {"records_clerk"}),
    "seal": ("VPUB", {"records_clerk"}),
    "release": ("VPUB", {"records_clerk"}),
}
OPINION_ROLES = {"head", "leader"}
MOVES = {
    ("draft", "submit"): CONTENT,
    ("check_content", "pass"): FORMAT,
    ("check_format", "pass"): SIGNATURE,
    ("sign", "sign"): SIGNED,
    ("sign", "refuse"): "refused",
    ("number", "assign"): NUMBERED,
    ("seal", "seal"): SEALED,
    ("release", "release"): "issued",
}
RETURNING = frozenset({"check_content", "check_format", "sign", "number", "seal", "release"})
OWN_DESKS = frozenset({"draft", "close_consultation"})


@dataclass(frozen=True)
class Place:
    """A seat as one may use it: where, as what, and for whom (empty: in one's own right)."""

    unit: str
    role: str
    for_whom: str = ""


@dataclass
class People:
    """Who holds which seats, who is away and who stands in, who is active."""

    seats: dict[str, set[tuple[str, str]]]
    active: set[str]
    substitutions: set[tuple[str, str, str, str]] = field(default_factory=set)

    def places(self, person: str, saying: str = "") -> list[Place]:
        """One's own seats first, then those of absent people, never passed on a second time.

        ``saying``: for whom the person says they act; themselves means for nobody else.
        """
        if person not in self.active:
            return []
        own = [Place(unit, role) for unit, role in sorted(self.seats[person])]
        held = [
            Place(unit, role, absent)
            for who, absent, unit, role in sorted(self.substitutions)
            if who == person and absent in self.active and (unit, role) in self.seats[absent]
        ]
        if not saying:
            return own + held
        return own if saying == person else [place for place in held if place.for_whom == saying]


def hands_of(person: str, place: Place) -> set[str]:
    """Whose act it is: the person's, and that of whom they stand in for."""
    return {person} | ({place.for_whom} if place.for_whom else set())


@dataclass
class PlanModel:
    """One plan: where it is, who had which hand in it, who keeps its desks."""

    drafter: str
    status: str = DRAFT
    text: int = 0
    authors: set[str] = field(default_factory=set)
    checked: set[str] = field(default_factory=set)
    formatted: set[str] = field(default_factory=set)
    signers: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    kept: dict[tuple[str, str], str] = field(default_factory=dict)

    def desks(self) -> set[tuple[str, str]]:
        """Which desks are open: step and unit."""
        if self.status in ENDED:
            return set()
        step = DESK_IN[self.status]
        there = {(step, SITS[step][0])}
        if self.status == CONSULTED:
            there |= {("give_opinion", unit) for unit in self.asked}
        return there

    def may_sit(self, step: str, unit: str, places: list[Place]) -> list[Place]:
        """The places among these from which one could sit at a desk of a unit."""
        roles = OPINION_ROLES if step == "give_opinion" else SITS[step][1]
        fitting = [place for place in places if place.unit == unit and place.role in roles]
        return [place for place in fitting if step != "sign" or not place.for_whom]

    def place_for(
        self, step: str, unit: str, person: str, places: list[Place], *, heeds_keeper: bool = True
    ) -> Place | None:
        """The place from which a person may decide at a desk now; None where they may not."""
        keeper = self.kept.get((step, unit)) if heeds_keeper else None
        for place in self.may_sit(step, unit, places):
            hands = hands_of(person, place)
            if self._is_free(step, hands) and (keeper is None or keeper in hands):
                return place
        return None

    def leads(self, unit: str, places: list[Place], *, as_well: bool) -> Place | None:
        """The place from which a person orders a unit's work: its head or leader; ``as_well``:
        whoever the work is, from any seat there."""
        here = [place for place in places if place.unit == unit]
        leading = [place for place in here if as_well or place.role in OPINION_ROLES]
        return leading[0] if leading else None

    def _is_free(self, step: str, hands: set[str]) -> bool:
        wrote = self.authors | {self.drafter}
        if step in OWN_DESKS:
            return self.drafter in hands
        if step in ("check_content", "check_format", "sign") and hands & wrote:
            return False
        if step == "check_format" and hands & self.checked:
            return False
        return not (step in ("number", "seal") and hands & self.signers)

    def writes(self, hands: set[str]) -> None:
        """Whoever acts at the drafter's desk has a hand in the draft for ever."""
        self.authors |= hands

    def comes_back(self) -> None:
        """Back to the draft: all that was decided no longer counts."""
        self.status = DRAFT
        self.void()
        self.kept.clear()

    def void(self) -> None:
        """Another content, or a return: no check and no signature counts any more."""
        self.checked, self.formatted, self.signers = set(), set(), set()

    def goes_on(self, step: str, act: str, hands: set[str]) -> None:
        """Take a desk's act: note whose hand it was and move to the next state."""
        noted = {"check_content": "checked", "check_format": "formatted", "sign": "signers"}
        if (step, act) in (("check_content", "pass"), ("check_format", "pass"), ("sign", "sign")):
            setattr(self, noted[step], hands)
        self.status = MOVES[step, act]
        self.kept.clear()
