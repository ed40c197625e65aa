"""Numbers of areas within a place (neighborhoods, school districts, ZIP codes) and what is said of them.

``small_areas.yaml`` has the list. The metric modules make these numbers; importing all of them takes seconds, and a claim
needs only the unit and the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.registry import Direction, Measure, Unit, registry

FILE = Path(__file__).with_name("small_areas.yaml")


@dataclass(frozen=True)
class SmallAreas:
    """The areas that have a value of one measure.

    Attributes
    ----------
    called
        What they are, in the plural.
    said
        How a value is said, with ``{n}`` and, where it is of a group, ``{group}``; empty: as of the place.
    refused
        The pattern that says why they are not counted; empty where they are.
    """

    measure: Measure
    called: str
    said: str = ""
    refused: str = ""


@lru_cache(maxsize=1)
def small_areas() -> dict[str, SmallAreas]:
    """The measures that small areas have, by id."""
    return {
        name: SmallAreas(
            registry().measures.get(name) or _measure(name, entry),
            entry["called"],
            entry.get("said", ""),
            entry.get("refused", ""),
        )
        for name, entry in read_yaml(FILE, dict).items()
    }


def _measure(name: str, entry: dict[str, str]) -> Measure:
    """A measure that only small areas have."""
    return Measure(
        id=name,
        label=entry["label"],
        question=entry["label"],
        unit=Unit(entry.get("unit", Unit.SHARE.value)),
        direction=Direction.NONE,
        decimals=0,
        one_unit=entry["one_unit"],
    )


def known_measures() -> dict[str, Measure]:
    """Every measure that a claim can be of, by id: those of the framework, and those of small areas only."""
    return {name: each.measure for name, each in small_areas().items()} | registry().measures
