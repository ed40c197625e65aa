"""A list of forms of government in a mirror, through a real run's fetch, parse and factors.

All places are of the demonstration state, laid out as a mirror: nothing is made up about a real place.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.demo.generate import write_source
from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.snapshot import load_snapshot
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe
from mobility_analysis.insights.peer_lenses import find_lens
from mobility_analysis.insights.peers import find_peers, set_aside
from mobility_analysis.sources.local.government_forms import COLUMNS, NAME
from mobility_analysis.workflow.estimating.peer_factors import peer_factors
from mobility_analysis.workflow.fetching.vintage_fetch import fetch_source
from mobility_analysis.workflow.parse import load_tables, parse_source

SOURCES = {
    "census_pep": ["v2023-county-agesex", "v2023-places"],
    "local_government_forms": ["own-list"],
}
NO_ESTIMATES = conform(pd.DataFrame({"measure": [], "level": [], "geoid": []}))


def _save(mirror: Path, codes: list[str]) -> None:
    rows = [(code, "county", "commission", "2025-06-30", "Made-up charter") for code in codes]
    path = mirror / "local_government_forms" / "own-list" / NAME
    pd.DataFrame(rows, columns=COLUMNS).to_csv(path, index=False)


def _run(paths: RunPaths, mirror: Path, **fetching: bool) -> Tables:
    for source_id, vintages in SOURCES.items():
        fetch_source(paths, source_id, vintages, str(mirror), **fetching)
        parse_source(paths, source_id, vintages)
    return load_tables(paths, list(SOURCES))


def _factors(tables: Tables) -> pd.DataFrame:
    return peer_factors(tables, Universe(tables["population"]), NO_ESTIMATES)


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    for source_id, vintages in SOURCES.items():
        write_source(source_id, vintages, 20260101, tmp_path / "mirror")
    return tmp_path / "mirror"


@pytest.fixture
def paths(tmp_path: Path) -> RunPaths:
    return RunPaths(tmp_path / "project", "real")


def test_a_full_list_counts_and_is_recorded(paths: RunPaths, mirror: Path) -> None:
    factors = _factors(_run(paths, mirror))
    assert factors["government_form"].notna().all() and len(factors) == 18
    assert set_aside(factors, "county") == ()
    # Weights of one's own: fewer than five factors would not do without.
    first = find_peers(factors, "99009", weights=find_lens("balanced").weights, how_many=1)[0]
    assert (first.geoid, first.because[0]) == ("99021", "same form of government: commission")
    record = load_snapshot(paths.snapshots, "local_government_forms", "own-list")
    assert record is not None and [file.name for file in record.files] == [NAME]


def test_a_list_shortened_later_is_accepted_by_hand_and_no_longer_counts(
    paths: RunPaths, mirror: Path
) -> None:
    _save(mirror, ["99001", "99003", "99005", "99009"])
    factors = _factors(_run(paths, mirror))
    assert factors["government_form"].notna().sum() == 4
    by_size = find_peers(factors.assign(government_form=None), "99009")
    assert [peer.geoid for peer in find_peers(factors, "99009")] == [p.geoid for p in by_size]
    _save(mirror, ["99001", "99003", "99009"])
    assert _factors(_run(paths, mirror, refresh=True))["government_form"].notna().sum() == 3


def test_a_place_there_is_not_is_named_before_the_estimates(paths: RunPaths, mirror: Path) -> None:
    _save(mirror, ["99001", "99002", "09001"])
    with pytest.raises(BadValues, match="names 2 places") as caught:
        _factors(_run(paths, mirror))
    assert "code 99002" in caught.value.what
    assert "nine planning regions replaced its eight counties" in caught.value.what
