"""What planning asks: conditions, steps, answers, decisions. Read from ``guide.yaml``, its sizes fixed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import BY_LABEL
from mobility_analysis.planning.registries import Strict, read_registry, refuse_troubles

FILE = Path(__file__).with_name("guide.yaml")
# As many steps in each condition as in the guide's readiness assessment (Step 3, supplemental materials).
STEPS = {
    "leadership": 4,
    "partnerships": 3,
    "capacity": 4,
    "culture": 2,
    "buy_in": 4,
    "structural_racism": 5,
    "data": 4,
    "engagement": 2,
    "learning": 3,
}
# Step 4, worksheet "Mobility Coalition inventory", Part 1: eleven groups; the guide's other two lists add four. Its twelve
# assets, and two more that its text has.
GROUPS, OFFERED_GROUPS, ASSETS = 11, 4, 14
POINTS = {"what": 2, "why": 5, "how": 2, "who": 2, "gains": 4}
YES, PARTLY, NOT_YET, NOT_KNOWN, NOT_PERMITTED = (
    "yes",
    "partly",
    "not yet",
    "not known",
    "not permitted here",
)
ANSWERS = (YES, PARTLY, NOT_YET, NOT_KNOWN, NOT_PERMITTED)
LAUNCH, PREPARE, POSTPONE = "launch", "prepare first", "postpone"
DECISIONS = (LAUNCH, PREPARE, POSTPONE)
WHO = ("advocate", "executives", "champions")


class Choice(Strict):
    """One entry of a drop-down, and what choosing it means."""

    id: str
    means: str


class Step(Strict):
    """One readiness step, as ``guide.yaml`` words it."""

    says: str
    who: str
    known_by: str
    first_move: str


class Condition(Strict):
    """One readiness condition and its steps."""

    id: str
    title: str
    why: str
    steps: tuple[Step, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its steps: ``leadership.1``, and so on."""
        return tuple(f"{self.id}.{number}" for number in range(1, len(self.steps) + 1))


class TalkingPoints(Strict):
    """What may be said about the planning, under the guide's four questions; ``gains`` are what partners bring."""

    what: tuple[str, ...]
    why: tuple[str, ...]
    how: tuple[str, ...]
    who: tuple[str, ...]
    gains: tuple[str, ...]


class Group(Strict):
    """A group of people of the coalition's inventory, and which numbers can speak of it.

    Attributes
    ----------
    labels
        Groups of the estimates that are it, or part of it.
    measures
        Measures for everyone that say something of it.
    not_said
        What no measure can say.
    offered
        In the guide's other lists only, not in its worksheet.
    """

    id: str
    says: str
    labels: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    not_said: str
    offered: bool = False


class Guide(Strict):
    """Everything that planning asks, and what it offers to say."""

    answers: tuple[Choice, ...]
    decisions: tuple[Choice, ...]
    people: dict[str, str]
    conditions: tuple[Condition, ...]
    talking_points: TalkingPoints
    groups: tuple[Group, ...]
    assets: tuple[str, ...]

    @property
    def steps(self) -> dict[str, tuple[Condition, Step]]:
        """Each step with its condition, by key, in order."""
        return {
            key: (condition, step)
            for condition in self.conditions
            for key, step in zip(condition.keys, condition.steps, strict=True)
        }


@lru_cache(maxsize=1)
def guide() -> Guide:
    """What planning asks (:func:`load_guide` of the package's own file)."""
    return load_guide(FILE)


def load_guide(path: Path) -> Guide:
    """Read a guide and hold it against the sizes it must have.

    Raises
    ------
    SettingsError
        A key is unknown or missing, or a list has not the entries it must have; each is named.
    """
    found = read_registry(path, Guide)
    troubles = [
        *_differs("answers", [each.id for each in found.answers], ANSWERS),
        *_differs("decisions", [each.id for each in found.decisions], DECISIONS),
        *_differs("people", list(found.people), WHO),
        *_differs("conditions", [each.id for each in found.conditions], tuple(STEPS)),
        *(
            f"{each.id} has {len(each.steps)} steps instead of {STEPS[each.id]}"
            for each in found.conditions
            if len(each.steps) != STEPS.get(each.id, len(each.steps))
        ),
        *(
            f"talking points: {len(points)} under {name} instead of {POINTS[name]}"
            for name, points in found.talking_points
            if len(points) != POINTS[name]
        ),
        *_sizes("groups", len([each for each in found.groups if not each.offered]), GROUPS),
        *_sizes("offered groups", len([e for e in found.groups if e.offered]), OFFERED_GROUPS),
        *_sizes("assets", len(found.assets), ASSETS),
        *(
            f"the group {each.id} speaks of {name!r}, which is no group or measure"
            for each in found.groups
            for name in (*each.labels, *each.measures)
            if name not in BY_LABEL and name not in registry().measures
        ),
        *(
            f"{key} can be answered by {step.who!r}, who is not among people"
            for key, (_, step) in found.steps.items()
            if step.who not in found.people
        ),
    ]
    refuse_troubles(path, troubles)
    return found


def _sizes(what: str, found: int, wanted: int) -> list[str]:
    return [] if found == wanted else [f"{found} {what} instead of {wanted}"]


def _differs(what: str, found: Sequence[str], wanted: Sequence[str]) -> list[str]:
    if list(found) == list(wanted):
        return []
    return [f"{what} are {', '.join(found)} instead of {', '.join(wanted)}"]
