"""A place read from a release, in a folder or at an address, says what the run says of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from tests.misbehaving_server import Server
from tests.unit.dataset.conftest import make, write_small_run

from mobility_analysis import Compare, MetricAudit, Place
from mobility_analysis.core.errors import (
    AnotherForm,
    HashMismatch,
    MissingInput,
    NotFound,
    SealBroken,
    UsageError,
)
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.dataset.findings import findings_of_all
from mobility_analysis.lab.audit_choices import known_level
from mobility_analysis.reporting.beside.report_tables import findings_table
from mobility_analysis.runs.released_files import CACHE, CHECKSUMS, open_release, read_checksums

HELD = {"ratio_living_wage", "ratio_economic_connectedness"}


@pytest.fixture(scope="module")
def from_run(small_run: RunPaths) -> Place:
    return Place("99001", run="demo", root=small_run.root)


def _free(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[~frame["measure"].isin(HELD)].reset_index(drop=True)


def test_a_folder_gives_the_values_groups_and_peers_of_the_run(
    release: Path, from_run: Place
) -> None:
    place = Place("Alder County, DM", data=release)
    pd.testing.assert_frame_equal(
        _free(place.metrics(groups=True)), _free(from_run.metrics(groups=True))
    )
    pd.testing.assert_frame_equal(place.peers(), from_run.peers())
    assert "ratio_living_wage" not in set(place.metrics()["measure"])
    assert set(place.data.areas_by_measure) == {"share_poverty_single_tracts"}
    assert "Alder County" in place._repr_html_()


def test_the_other_objects_read_it_too(release: Path, small_run: RunPaths) -> None:
    pair = ["99001", "99003"]
    of_run = Compare(pair, run="demo", root=small_run.root, measures=["share_employed"])
    there = Compare(pair, data=release, measures=["share_employed"])
    pd.testing.assert_frame_equal(there.table, of_run.table)
    audit = MetricAudit("share_employed", data=release)
    assert len(audit.table) == 8


def test_a_measure_that_may_not_be_passed_on_is_told_so(release: Path) -> None:
    rows = pd.read_parquet(next(release.glob("run/estimates.parquet")))
    of_none = rows[rows["measure"] == "share_transportation_cost"]
    with pytest.raises(UsageError, match=r"(?s)release holds nothing of .*LICENSES\.md"):
        known_level(of_none, "share_transportation_cost", "county", is_release=True)
    with pytest.raises(UsageError, match="No file of this run"):
        known_level(of_none, "share_transportation_cost", "county")


def test_what_a_release_cannot_do_is_said(release: Path) -> None:
    with pytest.raises(UsageError, match="this is a data release"):
        Place("99001", data=release).report()
    with pytest.raises(UsageError, match="one run by itself"):
        Place("99001", data=release, run="demo")


def test_findings_of_a_release_are_those_that_a_place_read_from_it_has(release: Path) -> None:
    place = Place("99001", data=release)
    steps: list[tuple[str, int]] = []
    found = findings_of_all(
        open_release(release),
        ["99001"],
        "balanced",
        lambda state, number: steps.append((state, number)),
    )
    pd.testing.assert_frame_equal(found, findings_table(place.data), check_dtype=False)
    assert steps == [("99", 1)]


def test_a_folder_that_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="no data release"):
        Place("99001", data=tmp_path)


def test_a_file_that_was_changed_is_not_read(release: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(release, tmp_path / "copy"))
    state = copy / "run" / "by_state" / "99.parquet"
    state.write_bytes(state.read_bytes()[:-1] + b"x")
    with pytest.raises(SealBroken, match=r"99.parquet is not the file that was released"):
        Place("99001", data=copy)
    state.unlink()
    with pytest.raises(MissingInput, match="which is not there"):
        Place("99001", data=copy)


@pytest.mark.parametrize(
    "line", ["abc  file", f"{'a' * 64}  ../outside", f"{'a' * 64}  /etc/passwd"]
)
def test_a_list_of_checksums_that_is_none(line: str) -> None:
    with pytest.raises(AnotherForm):
        read_checksums(line.encode(), "here")


# ------------------------------------------------------------------ at an address


@pytest.fixture
def web(release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    with Server() as server:
        _serve(server, release)
        yield server


def _serve(server: Server, release: Path) -> None:
    for path in release.rglob("*"):
        if path.is_file():
            server.serve(f"/data/{path.relative_to(release).as_posix()}", path.read_bytes())


def _asked(server: Server) -> list[str]:
    return [path.removeprefix("/data/") for path, _, _ in server.requests]


def test_an_address_gives_the_same_and_is_asked_for_what_is_needed_alone(
    web: Server, release: Path
) -> None:
    place = Place("99001", data=f"{web.url}/data/")
    pd.testing.assert_frame_equal(place.metrics(), Place("99001", data=release).metrics())
    asked = _asked(web)
    assert CHECKSUMS in asked
    assert "run/by_state/99.parquet" in asked
    assert not {"run/estimates.parquet", "estimates/county.csv.gz"} & set(asked)
    assert len(asked) == len(set(asked))


def test_what_came_once_stays_here(web: Server) -> None:
    Place("99001", data=f"{web.url}/data")
    before = len(web.requests)
    Place("99003", data=f"{web.url}/data")
    assert _asked(web)[before:] == [CHECKSUMS]


def test_another_release_at_the_address_is_another(web: Server, tmp_path: Path) -> None:
    first = Place("99001", data=f"{web.url}/data").metrics()
    paths = write_small_run(tmp_path / "other")
    _serve(web, make(paths, takes_unclear=True))
    second = Place("99003", data=f"{web.url}/data").metrics()
    assert "ratio_economic_connectedness" in set(second["measure"])
    assert len(first)


def test_a_file_with_another_hash_is_refused(web: Server) -> None:
    web.serve("/data/run/places.parquet", b"something else")
    with pytest.raises(HashMismatch):
        Place("99001", data=f"{web.url}/data")


def test_an_address_without_a_release(web: Server) -> None:
    with pytest.raises(NotFound):
        Place("99001", data=f"{web.url}/nothing")
