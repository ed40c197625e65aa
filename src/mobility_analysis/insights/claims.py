"""A claim: something people want to say of a place, in one of a few forms that the data can bear out or not.

People choose the form, the measure, the group and the number; the program writes the words, or refuses them and says
why. What each form asks is in :mod:`insights.claim_forms`; ``docs/claims.md`` tells readers.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mobility_analysis.core.errors import UsageError
from mobility_analysis.framework.registry import Measure, Unit, registry
from mobility_analysis.framework.subgroups import ALL, BY_LABEL
from mobility_analysis.insights.findings import Finding, Kind
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.small_fractions import fraction_of


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
    CAUSE = "because"
    FALLS_BEHIND = "falls behind"


# Other ways to type a form, longer ones first.
_SPELLINGS: tuple[tuple[str, Form], ...] = (
    ("as many as vs", Form.AS_MANY_AS),
    ("only vs", Form.ONLY),
    ("more than", Form.MORE_THAN),
    ("less than", Form.LESS_THAN),
    ("fewer than", Form.LESS_THAN),
    ("over", Form.MORE_THAN),
    ("under", Form.LESS_THAN),
    (">", Form.MORE_THAN),
    ("<", Form.LESS_THAN),
    ("about", Form.ABOUT),
    ("lowest in", Form.LOWEST),
    ("highest in", Form.HIGHEST),
    ("rank in", Form.RANK),
    ("falls behind", Form.FALLS_BEHIND),
    ("vs", Form.COMPARED),
    ("gap", Form.GAP),
    ("times", Form.TIMES),
    ("change", Form.CHANGE),
    ("value", Form.VALUE),
    ("because of", Form.CAUSE),
    ("because", Form.CAUSE),
    ("due to", Form.CAUSE),
    ("leads to", Form.CAUSE),
    ("results in", Form.CAUSE),
    ("proves", Form.CAUSE),
)
_BY_SPELLING = dict(_SPELLINGS)
_WORDS = "|".join(re.escape(spelling) for spelling, _ in _SPELLINGS)
# Labels first: "Age 45 and Over" has a word in it that could begin a form.
_LABELS = "|".join(re.escape(label) for label in sorted(BY_LABEL, key=len, reverse=True))
_TYPED = re.compile(
    rf"(?P<measure>\w+)(?:\s*/\s*(?P<group>(?:{_LABELS})(?=\s|$)|.+?))?(?:\s+(?P<form>{_WORDS})(?![\w])\s*(?P<rest>.*))?",
    re.IGNORECASE,
)
WITH_NUMBER = (Form.MORE_THAN, Form.LESS_THAN, Form.ABOUT)
WITH_BESIDE = (
    Form.ONLY,
    Form.AS_MANY_AS,
    Form.COMPARED,
    Form.LOWEST,
    Form.HIGHEST,
    Form.RANK,
)
GRAMMAR = (
    "A claim reads MEASURE or MEASURE/GROUP, then one of: value; > 50%; < 50%; about 2 in 5; vs state; vs nation; "
    "only vs state; as many as vs state; lowest in SET; highest in SET; rank in SET; gap; times; change."
)
STATE, NATION = "state", "nation"


@dataclass(frozen=True)
class Claim:
    """What is to be said.

    Attributes
    ----------
    measure
        A measure of the registry, by its id.
    group
        A group's label as in the estimates, or as typed; ``All`` for everyone.
    beside
        What it is set beside: ``state``, ``nation``, the code of a peer, or the name of a reference set.
    number
        The number of ``more than``, ``less than`` and ``about`` in the measure's unit (shares 0 to 1); of ``about`` it
        may be left to the program.
    """

    form: Form
    measure: str
    group: str = ALL
    beside: str = ""
    number: float | None = None

    @property
    def typed(self) -> str:
        """The claim as one types it; also its name."""
        measure = registry().measures[self.measure]
        of = self.measure if self.group == ALL else f"{self.measure}/{self.group}"
        number = "" if self.number is None else _number_typed(measure, self.number)
        return " ".join(filter(None, (of, self.form.value, self.beside, number)))


def _number_typed(measure: Measure, number: float) -> str:
    if measure.unit is Unit.SHARE:
        return f"{round(number * 100, 6):g}%"
    if measure.unit is Unit.DOLLARS:
        return f"${number:,.0f}"
    return f"{round(number * measure.for_every, 6):.12g}"


def parse_claim(text: str) -> Claim:
    """The claim that a typed line means.

    Raises
    ------
    UsageError
        The line is none; it says what it lacks, with the nearest measure.
    """
    found = _TYPED.fullmatch(" ".join(text.split()))
    if found is None:
        raise UsageError(f"\u201c{text.strip()}\u201d is no claim that can be checked.", GRAMMAR)
    name, form = found["measure"], _BY_SPELLING[(found["form"] or Form.VALUE.value).casefold()]
    measure = registry().measures.get(name)
    if measure is None:
        near = difflib.get_close_matches(name, registry().measures, 3, 0.4)
        known = f"The nearest are {', '.join(near)}." if near else ""
        raise UsageError(
            f"There is no measure {name!r}.",
            f"{known} docs/claims.md says where all are listed.".strip(),
        )
    rest = (found["rest"] or "").strip()
    has_number = form in WITH_NUMBER and not (form is Form.ABOUT and not rest)
    number = _number(rest, measure, form) if has_number else None
    if form in WITH_BESIDE and not rest:
        raise UsageError(f"\u201c{text.strip()}\u201d does not say beside what.", GRAMMAR)
    beside = rest.casefold() if form in WITH_BESIDE else ""
    return Claim(form, measure.id, _unquoted(found["group"]) or ALL, beside, number)


def _unquoted(text: str | None) -> str:
    return (text or "").strip().strip("\"'\u201c\u201d")


def _number(text: str, measure: Measure, form: Form) -> float:
    """The number of a claim in the measure's unit.

    It is typed as sentences print it: percent for shares, and where a ratio is said for every 100, as so many.
    """
    fraction = fraction_of(text)
    if fraction is not None:
        return fraction
    plain = re.sub(r"(percent|per cent)$", "%", text.strip().casefold()).strip()
    is_percent = plain.endswith("%")
    digits = plain.rstrip("%").strip().lstrip("$").replace(",", "")
    try:
        number = float(digits)
    except ValueError:
        raise UsageError(
            f"\u201c{text}\u201d is no number for \u201c{form.value}\u201d.",
            "Write it as 50%, $45,000, 1.5, half or 2 in 5.",
        ) from None
    if measure.unit is not Unit.SHARE:
        if is_percent:
            raise UsageError(f"{measure.id} is not in percent.", f"It is {measure.label.lower()}.")
        return number / measure.for_every
    if not is_percent and number > 1:
        raise UsageError(
            f"A share is at most 1, and {text} is more.", f"Write {text}% or {number / 100:g}."
        )
    return number / 100 if is_percent else number


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
    """

    place: str
    latest: Mapping[str, Value]
    groups: Mapping[str, Mapping[str, Sequence[Value]]]
    findings: Sequence[Finding]
    names: Mapping[str, str]
    sets: Mapping[str, ReferenceSet] = field(default_factory=dict)
    typical: Mapping[str, float] = field(default_factory=dict)

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
