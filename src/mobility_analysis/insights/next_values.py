"""When the next value of a series comes that shares no year with the one at hand.

It follows from the years that the value pools and from the rhythm of its sources
(:class:`~mobility_analysis.framework.source.Rhythm`): five years of a survey, 2019-2023, are next told anew by
2024-2028, which come out about the end of 2029.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.framework.source import Source
from mobility_analysis.insights.selection import Value, period_length, printed_period
from mobility_analysis.sources import source_module


@dataclass(frozen=True)
class NextValue:
    """The first value that shares no year with the baseline.

    Attributes
    ----------
    year
        Year under which the estimates list it.
    period
        As in the estimates: ``2024-2028``.
    out
        First day of the month in which the last of its sources should be out.
    """

    year: int
    period: str
    out: date


def next_value(
    value: Value, sources: Mapping[str, Source] | None = None
) -> tuple[NextValue | None, str]:
    """The next independent value, or None and why nobody can say when it comes.

    A value from several sources comes with the last of them.
    """
    found = _sources_of(value) if sources is None else dict(sources)
    asked = {name: found[name] for name in value.source_ids if name in found}
    moving = {name: source for name, source in asked.items() if not source.is_lasting}
    for source in moving.values():
        if source.ended:
            return None, f"No later value of this series comes. {source.ended}"
    if not moving or any(source.rhythm is None for source in moving.values()):
        return (
            None,
            "Its source comes out in no fixed rhythm, so nobody can say when the next value is due.",
        )
    rhythms = {name: source.rhythm for name, source in moving.items() if source.rhythm is not None}
    step = max(rhythm.every for rhythm in rhythms.values())
    shift = math.ceil(period_length(value.period) / step) * step
    out = max(rhythm.out(_edition(value, moving[name]) + shift) for name, rhythm in rhythms.items())
    period = re.sub(r"\d{4}", lambda year: str(int(year[0]) + shift), value.period)
    return NextValue(value.year + shift, period, out), ""


def _edition(value: Value, source: Source) -> int:
    """Label year of the edition of ``source`` behind a value; the value's own where the edition is not known.

    An edition of a later year holds earlier years too, as estimates of residents do; the next value needs no edition
    later than its own year for it.
    """
    for snapshot in value.sources:
        name, _, vintage = snapshot.partition("@")
        if name == source.id and vintage in source.vintages:
            return min(source.vintages[vintage].year, value.year)
    return value.year


def _sources_of(value: Value) -> dict[str, Source]:
    found = {}
    for name in value.source_ids:
        try:
            found[name] = source_module(name).SOURCE
        except SettingsError:  # of a place's own records, or of a module renamed since
            continue
    return found


def due_words(coming: NextValue) -> str:
    """When it comes, in a sentence."""
    period = printed_period(coming.period)
    return f"The next independent value is of {period} and is due about {coming.out:%B %Y}."
