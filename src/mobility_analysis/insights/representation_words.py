"""A place's own count of its elected officials in words: for the terminal, the report and documents alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mobility_analysis.framework.estimate import DO_NOT_ACT
from mobility_analysis.insights.group_names import short_group
from mobility_analysis.insights.numbers import plain
from mobility_analysis.insights.representation import (
    BELOW_ONE,
    NO_RESIDENTS,
    NOBODY_KNOWN,
    SELF_IDENTIFIED,
    GroupCount,
    OwnCount,
    Representation,
)

NONE = "\u2013"
SCOPES = {
    "own": "elected officials of the government itself",
    "all": "elected officials of all local governments in the place",
}
HEADINGS = (
    "Group",
    "Officials",
    "Share of officials",
    "Share of residents",
    "Ratio",
    "Possible range",
    "Seats that would match",
    "What can be said",
)
_NOTHING = {
    BELOW_ONE: "no whole seat could match",
    NO_RESIDENTS: "residents are not known",
    NOBODY_KNOWN: "nobody is known",
}
WEAK = "weak: do not act on it"
PARITY = (
    "A ratio of 1 means that the group's share of officials is as large as its share of residents; neither high nor "
    "low is good by itself."
)


def percent(value: float, decimals: int = 0) -> str:
    """A share as percent."""
    return f"{plain(value * 100, decimals)}%"


def many(number: int, one: str, more: str = "") -> str:
    """``1 seat``, ``2 seats``."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def counted_words(own: OwnCount) -> str:
    """Whom the count is of, and how many of them are known."""
    whole = own.of()[0]
    appointed = f", {own.appointed} of them appointed to an elected seat" if own.appointed else ""
    vacant = (
        f" {many(own.vacant, 'vacant seat')} {'is' if own.vacant == 1 else 'are'} not counted."
        if own.vacant
        else ""
    )
    return (
        f"It counts the {SCOPES[own.scope]}: {many(whole.in_office, 'person', 'people')} in office{appointed}.{vacant} "
        f"{whole.known} of {whole.in_office} ({percent(whole.known / whole.in_office)}) said how they identify."
    )


def officials_words(count: GroupCount) -> str:
    """How many officials, or the range in which a withheld count lies."""
    if count.is_withheld:
        return f"{count.at_least} to {count.at_most}"
    return str(count.at_least)


def row_words(each: Representation) -> tuple[str, ...]:
    """One group as a row below :data:`HEADINGS`; of a weak ratio only the range is printed."""
    is_weak = each.grade == DO_NOT_ACT
    return (
        short_group(each.count.subgroup),
        officials_words(each.count),
        _share(each),
        _residents(each),
        NONE if each.ratio is None or is_weak else plain(each.ratio, 2),
        _range(each),
        NONE if each.at_parity is None else plain(each.at_parity, 1),
        said_words(each),
    )


def said_words(each: Representation) -> str:
    """What can be said of a group, in a few words."""
    if each.standing is not None:
        return each.standing.value
    if each.grade == DO_NOT_ACT:
        return WEAK
    return _NOTHING.get(each.why_no_ratio, "")


def _share(each: Representation) -> str:
    count = each.count
    if not count.known:
        return NONE
    if count.is_withheld:
        return f"{percent(count.at_least / count.known)} to {percent(count.at_most / count.known)}"
    return percent(count.at_least / count.known)


def _residents(each: Representation) -> str:
    value = each.residents
    if value is None or value.value is None:
        return NONE
    # Of a small group, whole percent would hide what the ratio rests on.
    decimals = 0 if value.value >= 0.1 else 1
    shown = percent(value.value, decimals)
    if value.lower is None or value.upper is None:
        return shown
    return f"{shown} ({percent(value.lower, decimals)} to {percent(value.upper, decimals)})"


def _range(each: Representation) -> str:
    if each.lower is None:
        return NONE
    if each.upper is None:
        return f"{plain(each.lower, 2)} or more"
    return f"{plain(each.lower, 2)} to {plain(each.upper, 2)}"


def notes(own: OwnCount, shown: Sequence[Representation]) -> list[str]:
    """What a reader of the table must know; only what is true of it."""
    found = [PARITY]
    periods = [each.residents.when for each in shown if each.residents is not None]
    if periods:
        found.append(
            f"Residents are those of {periods[0]}, children and people who are not citizens included."
        )
    whole = own.of()[0]
    if whole.known < whole.in_office:
        found.append(
            f"How {many(whole.in_office - whole.known, 'official')} would identify is not known; the possible range "
            "holds whatever they would say."
        )
    if any(each.count.is_withheld for each in shown):
        found.append(
            "Where a range of officials is given, the count is not published, so that nobody can be recognized in it."
        )
    if any(each.why_no_ratio and not each.count.is_withheld for each in shown):
        found.append(
            "There is no ratio where the group's share of residents comes to less than one official, or is not known."
        )
    zero = [
        short_group(each.count.subgroup)
        for each in shown
        if each.ratio == 0 and not each.count.unknown and not each.count.is_withheld
    ]
    if zero:
        found.append(
            f"Everyone answered, so none is a finding and no gap in the data: {'; '.join(zero)}."
        )
    return found


def statements_words(stated: Sequence[Representation]) -> str:
    """What the count with public statements is."""
    whole = stated[0].count
    return (
        f"With what officials who did not answer have themselves said in public, {whole.known} of {whole.in_office} "
        f"({percent(whole.known / whole.in_office)}) are known."
    )


def boxes_words(own: OwnCount) -> str:
    """How many marked each box, where that may be told."""
    if not own.boxes:
        return ""
    marked = "; ".join(f"{label} {count}" for label, count in own.boxes)
    return f"Boxes marked, alone or with others, not comparable with residents: {marked}."


def bodies_words(own: OwnCount) -> list[str]:
    """The bodies that are shown by themselves, a line each."""
    found = []
    for body in own.bodies:
        groups = own.of(SELF_IDENTIFIED, body)
        counts = "; ".join(
            f"{short_group(each.subgroup)} {officials_words(each)}"
            for each in groups
            if each.at_most
        )
        found.append(f"{body}: {groups[0].known} of {groups[0].in_office} answered. {counts}.")
    return found


def day_words(day: date) -> str:
    """A day as it is printed."""
    return f"{day:%B} {day.day}, {day.year}"
