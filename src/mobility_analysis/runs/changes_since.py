"""What the last run changed for a place: its values, its findings, its peers (:mod:`insights.place_changes`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from mobility_analysis.core.io import read_parquet
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.age import with_age
from mobility_analysis.insights.peers import find_peers
from mobility_analysis.insights.place_changes import (
    ChangeLine,
    PlaceChanges,
    finding_changes,
    peer_change,
    value_changes,
)
from mobility_analysis.insights.standing import Distributions, read_distributions
from mobility_analysis.insights.typical import TYPICAL, TYPICAL_COUNTY, typical_words
from mobility_analysis.runs.earlier_estimates import day_of, find_earlier
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_data import RunData, changed


class _EarlierRun(RunData):
    """The present run with the distributions of an earlier one, by which its findings were judged.

    Parameters
    ----------
    folder
        What was kept of the earlier estimates; of files that were not, the present ones stand in.
    """

    def __init__(self, now: RunData, folder: EstimatesFolder) -> None:
        self.paths, self.record, self.files = now.paths, now.record, folder
        self._shared = now._shared

    @property
    def distributions(self) -> Distributions:
        path = self.files.distribution
        return _distributions(path, *changed([path])) if path.is_file() else super().distributions


# What the notes of all places of a run read, once per process.
@lru_cache(maxsize=1)
def _distributions(path: Path, _: int) -> Distributions:
    return read_distributions(read_parquet(path))


@lru_cache(maxsize=1)
def _factors(path: Path, _: int) -> pd.DataFrame:
    return read_parquet(path)


def changes_since(data: PlaceData, before: str | Path | None = None) -> PlaceChanges | None:
    """What changed for a place since earlier estimates; None where none are named and none were kept.

    Parameters
    ----------
    before
        An earlier table of estimates or the folder it lies in, relative to the project's folder. Without it the
        estimates that the last run replaced.

    Raises
    ------
    MissingInput
        The file named is not there.
    UsageError
        It is no table of estimates.
    """
    table = find_earlier(data.run.paths, before)
    if table is None:
        return None
    folder, here = EstimatesFolder(table.parent), data.here.geoid
    day, today = day_of(table.parent), data.record.built_at
    rows = with_age(_rows(table, folder, _codes(data)), day or today)
    now = data.estimates
    lines, within = value_changes(rows[rows["geoid"] == here], now[now["geoid"] == here])
    earlier = replace(data, run=_EarlierRun(data.run, folder), estimates=rows)
    called = {each.geoid: each.words for each in data.references}
    called |= {name: typical_words(data.here.level, name) for name in (TYPICAL, TYPICAL_COUNTY)}
    lines += finding_changes(earlier.findings, data.findings, called)
    peers, unknown = _peers(data, folder)
    return PlaceChanges(day[:10], today[:10], (*lines, *peers), within, unknown)


def _codes(data: PlaceData) -> set[str]:
    return {each.geoid for each in (data.here, data.state, data.nation, *data.peers)}


def _rows(table: Path, folder: EstimatesFolder, codes: Iterable[str]) -> pd.DataFrame:
    """The earlier rows of a few places, of measures that this version has."""
    wanted = [("geoid", "in", sorted(codes))]
    parts = [folder.rows_of(state) for state in sorted({code[:2] for code in codes})]
    found = [path for path in parts if path.is_file()] or [table]
    rows = pd.concat([read_parquet(path, filters=wanted) for path in found], ignore_index=True)
    return rows[rows["measure"].isin(registry().measures)].reset_index(drop=True)


def _peers(data: PlaceData, folder: EstimatesFolder) -> tuple[list[ChangeLine], tuple[str, ...]]:
    """The line about peers that were found, and what cannot be said of them."""
    if not (data.peers and data.peer_lens):
        return [], ()
    if not folder.peer_factors.is_file():
        return [], ("Which places were found as peers before was not kept.",)
    factors = _factors(folder.peer_factors, *changed([folder.peer_factors]))
    if data.here.geoid not in set(factors["geoid"]):
        return [], ("No peers were found for this place before.",)
    found = find_peers(factors, data.here.geoid, data.peer_lens, how_many=len(data.peers))
    names = dict(zip(data.run.places["geoid"], data.run.places["name"], strict=True))
    was = [str(names.get(peer.geoid, peer.geoid)) for peer in found]
    return peer_change(was, [str(names.get(peer.geoid, peer.geoid)) for peer in data.peers]), ()
