"""The words of ``sentences.yaml`` and ``claims.yaml``: every pattern, how measures, groups and differences are said.

Nothing is worded here; :mod:`insights.sentences` and :mod:`insights.differences` choose among the patterns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.registry import Measure

FILE = Path(__file__).with_name("sentences.yaml")
CLAIMS = Path(__file__).with_name("claims.yaml")
PEOPLE = "people"
_SEXES = ("girls and women", "boys and men")
_OF_A_GROUP = re.compile(r"\[[^]]*\] ?")


@dataclass(frozen=True)
class Phrase:
    """How a value of one measure is said, and whom its groups are groups of.

    ``said`` and ``said_open`` hold ``{n}`` for the number; the latter is for values of which only "or more" (or
    "or less") is known. ``sexes``: what girls or women, boys or men among ``people`` are called.
    """

    said: str
    said_open: str
    people: str = PEOPLE
    sexes: tuple[str, str] = _SEXES

    def with_number(self, number: str, *, is_open: bool = False, of_group: bool = False) -> str:
        """The phrase with a number; of a group without the people whom its name has named."""
        text = self.said_open if is_open else self.said
        text = _OF_A_GROUP.sub("", text) if of_group else text.replace("[", "").replace("]", "")
        return text.format(n=number)


@dataclass(frozen=True)
class UnitWords:
    """How a difference in one unit is said: its size (``one`` is that of 1), and its two sides.

    A share, an amount or an index is so much higher or lower; of what is counted there is more or fewer.
    """

    size: str
    one: str
    more: str
    fewer: str

    def of(self, number: Decimal, text: str) -> str:
        """The size of a difference of ``number``, which is printed as ``text``."""
        return (self.one if number == 1 else self.size).format(n=text)

    def side(self, number: Decimal, text: str, *, is_more: bool) -> str:
        """The same with its side: "3 percentage points higher", "12 fewer per 100,000"."""
        said = self.more if is_more else self.fewer
        return said.format(n=text, size=self.of(number, text))


@dataclass(frozen=True)
class Words:
    """All of ``sentences.yaml``, and the patterns of ``claims.yaml``."""

    patterns: dict[str, str]
    units: dict[str, UnitWords]
    measures: dict[str, Phrase]
    groups: dict[str, str]
    others: dict[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The files, read once."""
    content = read_yaml(FILE, dict)
    return Words(
        patterns=content["patterns"] | read_yaml(CLAIMS, dict)["patterns"],
        units={
            name: UnitWords(**{"one": entry["size"], **entry})
            for name, entry in content["units"].items()
        },
        measures={
            name: Phrase(
                said=entry["said"],
                said_open=entry.get("said_open", entry["said"]),
                people=entry.get("people", PEOPLE),
                sexes=tuple(entry.get("sexes", _SEXES)),
            )
            for name, entry in content["measures"].items()
        },
        groups=content["groups"],
        others=content["others"],
    )


def say(pattern: str, **facts: object) -> str:
    """The pattern with its facts filled in, its first letter as written.

    Raises
    ------
    KeyError
        There is no such pattern, or it needs a fact that is not given.
    """
    return words().patterns[pattern].format(**facts)


def phrase_of(measure: Measure) -> Phrase:
    """How a value of ``measure`` is said."""
    return words().measures[measure.id]


def unit_words(measure: Measure) -> UnitWords:
    """How a difference in ``measure`` is said."""
    return words().units["for_every" if measure.for_every > 1 else measure.unit.value]


def group_pattern(label: str) -> str:
    """What a group is called, with ``{people}``, ``{female}`` and ``{male}`` for those of a measure."""
    return words().groups[label]


def others_pattern(kind: str) -> str:
    """What those beside a group are called, with ``{people}`` for those of a measure."""
    return words().others[kind]


def capital(text: str) -> str:
    """``text`` with a capital at its start."""
    return text[:1].upper() + text[1:]
