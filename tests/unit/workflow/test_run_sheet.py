"""A run sheet is read whole, and all its mistakes are named at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import UnknownPlace, UsageError
from mobility_analysis.geography.universe import Universe
from mobility_analysis.workflow.run_sheet import places_of, read_run_sheet


@pytest.fixture
def universe() -> Universe:
    names = {"39153": "Summit County", "39151": "Stark County", "29019": "Boone County"}
    rows = [{"level": "county", "geoid": g, "name": n, "year": 2023} for g, n in names.items()]
    return Universe(pd.DataFrame(rows), changes=[])


def _sheet(folder: Path, text: str) -> Path:
    path = folder / "runs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_codes_and_names_with_and_without_peers(tmp_path: Path, universe: Universe) -> None:
    path = _sheet(
        tmp_path,
        '\ufeffPlace,peers,options\n39153,39151; "Boone County, MO",\n'
        '"Boone County, MO",39153,skip\n,,\n"Stark County, OH",,\n'.replace(
            '; "Boone County, MO"', ";29019"
        ),
    )
    lines = read_run_sheet(path, universe)
    asked = [(place.geoid, [peer.geoid for peer in peers]) for place, peers in lines]
    assert asked == [("39153", ["39151", "29019"]), ("39151", [])]


def test_only_the_place_is_needed(tmp_path: Path, universe: Universe) -> None:
    lines = read_run_sheet(_sheet(tmp_path, "place\n39153\n"), universe)
    assert [peers for _, peers in lines] == [()]


def test_all_mistakes_are_named_with_their_lines(tmp_path: Path, universe: Universe) -> None:
    text = "place,peers,options\nSummit,39153,\n39151,39151,\n39153,,fast\nBoone County, MO,,\n99999,,\n"
    with pytest.raises(UsageError) as error:
        read_run_sheet(_sheet(tmp_path, text), universe)
    said = str(error.value)
    for part in (
        "line 2: ",
        "line 3: Stark County, OH cannot be its own peer",
        "line 4: unknown option 'fast'",
        "line 5: more cells than columns",
        "line 6: No county or city has the code 99999",
    ):
        assert part in said  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("county,peers\n39153,\n", "has the columns county, peers"),
        ("", "has the columns none"),
        ("place,peers\n", "asks for no report"),
    ],
)
def test_a_sheet_that_is_none(tmp_path: Path, universe: Universe, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_run_sheet(_sheet(tmp_path, text), universe)


def test_a_file_that_cannot_be_read(tmp_path: Path, universe: Universe) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_run_sheet(tmp_path / "none.csv", universe)
    path = tmp_path / "latin.csv"
    path.write_bytes("place\nDoña Ana County, NM\n".encode("latin-1"))
    with pytest.raises(UsageError, match="not UTF-8"):
        read_run_sheet(path, universe)


def test_a_cell_of_200_000_letters_is_named(tmp_path: Path, universe: Universe) -> None:
    sheet = tmp_path / "runs.csv"
    sheet.write_text("place\n" + "x" * 200_000 + "\n")
    with pytest.raises(UsageError, match=r"runs\.csv cannot be read as a table \(field larger"):
        read_run_sheet(sheet, universe)


def test_places_of_states(universe: Universe) -> None:
    assert [ref.geoid for ref in places_of(universe, ["oh"])] == ["39151", "39153"]
    assert len(places_of(universe)) == 3
    with pytest.raises(UnknownPlace, match="postal code 'ZZ'"):
        places_of(universe, ["ZZ"])
    with pytest.raises(UnknownPlace, match="no places in TX"):
        places_of(universe, ["TX"])
