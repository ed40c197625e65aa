"""Pinned editions that are older than the newest one known: a run says which, since nothing else would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mobility_analysis.core.settings import NONE
from mobility_analysis.framework.source import Source
from mobility_analysis.sources import source_module

HEADING = "Pinned in params.yaml to an edition older than the newest one known:"


def old_pins(pins: Mapping[str, Sequence[str] | str]) -> list[str]:
    """A sentence for each source that is pinned to an older edition than its record knows.

    Parameters
    ----------
    pins
        Vintages by source, as in ``params.yaml``; ``none`` leaves the source out and is no edition.

    Raises
    ------
    SettingsError
        A source has no such vintage.

    Each kind of table is looked at by itself: the newest pinned edition that holds it against the newest
    known. What covers only a part of the nation is not compared.
    """
    return [
        line
        for source_id, names in pins.items()
        if names != NONE
        for line in _lines(source_module(source_id).SOURCE, names)
    ]


def _lines(source: Source, names: Sequence[str]) -> list[str]:
    pinned = [source.vintage(name) for name in names]
    said: dict[tuple[str, str], None] = {}
    for kind in source.provides:
        held = [each for each in pinned if kind in source.kinds_of(each) and not each.covers]
        newest = source.newest([kind])
        if not held or newest is None:
            continue
        last = max(held, key=lambda each: each.year)
        if last.year < newest.year:
            said[last.id, newest.period] = None
    return [
        f"{source.id}: {vintage_id}; the newest edition known is of {period}."
        for vintage_id, period in said
    ]


def print_old_pins(pins: Mapping[str, Sequence[str] | str]) -> None:
    """Print them under a heading; nothing where there are none."""
    lines = old_pins(pins)
    if lines:
        print("\n  ".join([HEADING, *lines]))
