"""A claim: something people want to say of a place, in one of a few forms that the data can bear out or not.

People choose the form, the measure, the group and the number; the program writes the words, or refuses them and says
why. What each form asks is in :mod:`insights.claim_forms`; ``docs/claims.md`` tells readers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.findings import Finding, Kind
from mobility_analysis.insights.local_numbers import LocalNumbers
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.small_areas import known_measures


class Form(StrEnum):
    """What kind of thing is claimed; the value is how it is typed."""

    VALUE = "value"
    MORE_THAN = "more than"
    LESS_THAN = "less than"
    ABOUT = "about"
    ONLY = "only vs"
    AS_MANY_AS = "as many as vs"
    COMPARED = "vs"
    LOWEST = "lowest in"
    HIGHEST = "highest in"
    RANK = "rank in"
    GAP = "gap"
    TIMES = "times"
    CHANGE = "change"
    AREAS_MORE = "areas more than"
    AREAS_LESS = "areas less than"
    CAUSE = "because"
    FALLS_BEHIND = "falls behind"


OF_AREAS = (Form.AREAS_MORE, Form.AREAS_LESS)
WITH_NUMBER = (Form.MORE_THAN, Form.LESS_THAN, Form.ABOUT, *OF_AREAS)
WITH_BESIDE = (
    Form.ONLY,
    Form.AS_MANY_AS,
    Form.COMPARED,
    Form.LOWEST,
    Form.HIGHEST,
    Form.RANK,
)
STATE, NATION = "state", "nation"
# What the id of a place's own measure stands behind.
LOCAL = "local:"


@dataclass(frozen=True)
class Claim:
    """What is to be said.

    Attributes
    ----------
    measure
        A measure of the registry, or one that only small areas have, by its id; of a place's own, ``local:`` and its id.
    group
        A group's label as in the estimates, or as typed; ``All`` for everyone.
    beside
        What it is set beside: ``state``, ``nation``, the code of a peer, or the name of a reference set. Of a number
        of the place's own, the part of the place that it is of.
    number
        The number of ``more than``, ``less than``, ``about`` and of areas, in the measure's unit (shares 0 to 1); of ``about`` it
        may be left to the program.
    """

    form: Form
    measure: str
    group: str = ALL
    beside: str = ""
    number: float | None = None

    @property
    def is_local(self) -> bool:
        """Whether it is of a number that the place collects itself."""
        return self.measure.startswith(LOCAL)

    @property
    def typed(self) -> str:
        """The claim as one types it; also its name."""
        if self.is_local:
            of = self.measure if self.group == ALL else f"{self.measure}/{self.group}"
            part = f"in {self.beside}" if self.beside and self.form is Form.VALUE else self.beside
            return " ".join(filter(None, (of, self.form.value, part)))
        measure = known_measures()[self.measure]
        of = self.measure if self.group == ALL else f"{self.measure}/{self.group}"
        number = "" if self.number is None else _number_typed(measure, self.number)
        return " ".join(filter(None, (of, self.form.value, self.beside, number)))


def _number_typed(measure: Measure, number: float) -> str:
    if measure.unit is Unit.SHARE:
        return f"{round(number * 100, 6):g}%"
    if measure.unit is Unit.DOLLARS:
        return f"${number:,.0f}"
    return f"{round(number * measure.for_every, 6):.12g}"


@dataclass(frozen=True)
class Instead:
    """What may be said in the place of a claim that is refused."""

    typed: str
    words: str


@dataclass(frozen=True)
class Judged:
    """A claim with what the data say to it.

    Attributes
    ----------
    words
        What may be said; empty where the claim is refused.
    why
        Why it is refused, or what to know of a claim that holds.
    offers
        Forms that may hold in its place.
    instead
        What may be said in its place.
    values
        The estimates that it rests on.
    method
        How it was decided, for the slip of sources.
    """

    claim: Claim
    words: str = ""
    why: str = ""
    offers: tuple[Form, ...] = ()
    instead: tuple[Instead, ...] = ()
    values: tuple[Value, ...] = ()
    method: str = ""

    @property
    def holds(self) -> bool:
        """Whether it may be said."""
        return bool(self.words)

    @property
    def verdict(self) -> str:
        """``may be said`` or ``refused``."""
        return say("claim_holds" if self.holds else "claim_refused")

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        """What a notebook shows of it: what may be said, or why it is refused."""
        printer.text("\n".join(filter(None, (self.verdict, self.words, self.why))))


@dataclass(frozen=True)
class ReferenceSet:
    """Places among which a place may be the lowest or the highest.

    Attributes
    ----------
    words
        What its places are called: "counties of similar size".
    others
        The values of all its other places for the same measure, period and group; ``None`` for one without.
    """

    name: str
    words: str
    others: Callable[[Value], Sequence[Value | None]]


@dataclass(frozen=True)
class Ground:
    """What the claims of one place are judged by.

    Attributes
    ----------
    place
        The place's name inside a sentence.
    latest
        Its latest value for everyone together, by measure.
    groups
        The groups of each of these values, by scheme and kind.
    findings
        Its comparisons, gaps and changes.
    names
        Other places inside a sentence: ``state``, ``nation``, and peers by their codes.
    typical
        Typical distance between all counties, by measure.
    areas
        The values of the place's small areas for a measure.
    local
        The numbers that the place collects itself, by id, as they are now.
    """

    place: str
    latest: Mapping[str, Value]
    groups: Mapping[str, Mapping[str, Sequence[Value]]]
    findings: Sequence[Finding]
    names: Mapping[str, str]
    sets: Mapping[str, ReferenceSet] = field(default_factory=dict)
    typical: Mapping[str, float] = field(default_factory=dict)
    areas: Callable[[str], Sequence[Value]] = lambda _: ()
    # No class attribute, which the pages of the code would list a second time.
    local: Callable[[], Mapping[str, LocalNumbers]] = field(default_factory=lambda: dict)

    def group_values(self, measure: str) -> dict[str, Value]:
        """The groups of a measure by label."""
        panels = self.groups.get(measure, {})
        return {value.subgroup: value for panel in panels.values() for value in panel}

    def finding(self, measure: str, kind: Kind, **fields: str) -> Finding | None:
        """The one finding of a measure and kind that has these fields, if there is one."""
        return next(
            (
                each
                for each in self.findings
                if each.measure == measure
                and each.kind is kind
                and all(getattr(each, name) == value for name, value in fields.items())
            ),
            None,
        )
