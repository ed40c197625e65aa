"""Breaks of series: from which year on values may be joined, why earlier ones may not, and what to know of a change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml
from mobility_analysis.geography.universe import place_changes

BREAKS_FILE = Path(__file__).with_name("series_breaks.yaml")


@dataclass(frozen=True)
class Break:
    """Values of ``first_year`` and later do not continue those before it."""

    first_year: int
    why: str
    is_of_the_place: bool = False


@lru_cache(maxsize=2)
def _of_measures(*, is_break: bool = True) -> dict[str, list[Break]]:
    out: dict[str, list[Break]] = {}
    for entry in read_yaml(BREAKS_FILE, list):
        if entry.get("is_break", True) is is_break:
            out.setdefault(entry["measure"], []).append(Break(entry["first_year"], entry["why"]))
    return out


def to_know_of_a_change(measure: str, first: int, last: int) -> str:
    """What happened between two years that a reader of the change must know; empty where nothing did."""
    found = _of_measures(is_break=False).get(measure, [])
    return " ".join(entry.why for entry in found if first < entry.first_year <= last)


@lru_cache(maxsize=1)
def _of_places() -> dict[str, Break]:
    return {
        geoid: Break(
            int(change["year"]),
            f"{change['why']} Earlier values are of other territory, so none is shown before {change['year']}.",
            is_of_the_place=True,
        )
        for change in place_changes()
        for geoid in change["after"]
        if geoid not in change["before"]
    }


def last_break(measure: str, geoid: str, year: int) -> Break | None:
    """The newest break at or before ``year`` in the series of ``measure`` at ``geoid``."""
    found = list(_of_measures().get(measure, []))
    if geoid in _of_places():
        found.append(_of_places()[geoid])
    return max(
        (entry for entry in found if entry.first_year <= year),
        key=lambda entry: entry.first_year,
        default=None,
    )


def next_break(measure: str, geoid: str, year: int) -> Break | None:
    """The oldest break after ``year`` in the series of ``measure`` at ``geoid``: what ends the comparison with it."""
    found = list(_of_measures().get(measure, []))
    if geoid in _of_places():
        found.append(_of_places()[geoid])
    return min(
        (entry for entry in found if entry.first_year > year),
        key=lambda entry: entry.first_year,
        default=None,
    )
