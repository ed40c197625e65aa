"""Where a newer number is than the newest at hand: by source, and close to home."""

from __future__ import annotations

import re

from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.source import Source
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.insights.selection import Value, printed_period
from mobility_analysis.sources import source_module, source_modules


def where_newer(value: Value, *, is_local_at_hand: bool = False) -> str:
    """Where a newer number than ``value`` is: by source, and, unless they are at hand, who keeps records close to home."""
    if is_local_at_hand:
        return _by_source(value)
    local = ask_locally(registry().metric_of[value.measure.id].id)
    return f"{_by_source(value)} Close to home, ask {local}."


def _by_source(value: Value) -> str:
    newer = _newer_sources(value)
    if newer:
        editions = "; ".join(
            f"{source.agency}, {source.title}, {printed_period(period)}" for source, period in newer
        )
        return f"Published since, and not in this report: {editions}."
    named = [source_module(name.partition("@")[0]).SOURCE for name in value.sources[:1]]
    of = f" of {named[0].agency}, {named[0].title}," if named else ""
    return f"No newer edition{of} is known."


def _newer_sources(value: Value) -> list[tuple[Source, str]]:
    """Sources of the same kind of table whose newest known edition speaks of a later time; the value's own first.

    Of a later time: the middle of its years lies behind the value's last one. Five years taken together that
    only end later hold much of what is known already.
    """
    if not value.sources:
        return []
    source_id, _, vintage_id = value.sources[0].partition("@")
    own = source_module(source_id).SOURCE
    vintage = own.vintages.get(vintage_id)  # a run of an earlier version may have one that is gone
    kinds = own.kinds_of(vintage) if vintage else frozenset(own.provides)
    others = [module.SOURCE for name, module in source_modules().items() if name != source_id]
    found = []
    for source in (own, *others):
        newest = source.newest(kinds)
        if newest is not None and _middle(newest.period) > value.year:
            found.append((source, newest.period))
    return found[:1] if found and found[0][0] is own else found[:2]


def _middle(period: str) -> float:
    years = [int(year) for year in re.findall(r"\d{4}", period)]
    return sum(years[:1] + years[-1:]) / 2 if years else 0.0
