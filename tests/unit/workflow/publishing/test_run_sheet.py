"""A run sheet is read whole, and all its mistakes are named at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import UnknownPlace, UsageError
from mobility_analysis.geography.universe import Universe
from mobility_analysis.workflow.publishing.run_sheet import places_of, read_run_sheet


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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("place\n39153\n" + "x" * 200_000 + "\n", "line 3: a cell is longer than 20,000 letters"),
        ('place\n39153\n"' + "x" * 200_000 + '"\n', "line 3: a cell is longer than"),
        ("place\n39153\n3915\0\n", "line 3: a character that no text holds"),
        (
            'place,peers\n39153,\n"Stark County, OH,39153\n29019,\n',
            "line 3: a quotation mark that begins here",
        ),
        ('place,peers\n"Stark"x,39153\n', "line 2: letters stand behind a closing quotation mark"),
        ("place,peers,place\n39153,,39151\n", "has the column place more than once"),
        ("Place, place\n39153,39151\n", "has the column place more than once"),
        ("place,notes\n39153,x\n", "has the columns place, notes"),
        ("place,\n39153,\n", r"has the columns place, \(no name\)"),
    ],
)
def test_a_file_that_is_broken_is_told_with_its_line(
    tmp_path: Path, universe: Universe, content: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        read_run_sheet(_sheet(tmp_path, content), universe)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "39153,39151,\n\n39153,29019,\n",
            "lines 2 and 4 ask for Summit County, OH beside different peers",
        ),
        (
            '39153,39151,\n"Summit County, OH",,\n',
            "lines 2 and 3 ask for Summit County, OH beside different",
        ),
        (
            "39153,,\n39153,,skip\n",
            "lines 2 and 3 ask for Summit County, OH, only one of them with skip",
        ),
        ('"39153,39151",,\n', "line 2: 2 places are named; each line has one"),
        ("39153;39151,,\n", "line 2: 2 places are named"),
        (",39151,\n", "line 2: no places are named"),
        (";,39151,\n", "line 2: no places are named"),
        ("39153,39153;99999;nowhere,fast;slow\n", "its own peer"),
    ],
)
def test_lines_that_contradict_are_told_never_guessed(
    tmp_path: Path, universe: Universe, lines: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        read_run_sheet(_sheet(tmp_path, f"place,peers,options\n{lines}"), universe)


def test_everything_wrong_in_one_line_is_named(tmp_path: Path, universe: Universe) -> None:
    with pytest.raises(UsageError) as error:
        read_run_sheet(
            _sheet(tmp_path, "place,peers,options\n39153,39153;99999,fast;slow\n"), universe
        )
    for said in ("'fast'", "'slow'", "99999", "Summit County, OH cannot be its own peer"):
        assert said in str(error.value)


def test_the_same_asked_for_twice_is_made_once_and_said(tmp_path: Path, universe: Universe) -> None:
    said: list[str] = []
    text = 'place,peers\n39153,39151\n"Summit County, OH",39151\n'
    assert len(read_run_sheet(_sheet(tmp_path, text), universe, said.append)) == 1
    assert said == ["runs.csv: lines 2 and 3 ask for Summit County, OH; it is made once"]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path, universe: Universe) -> None:
    text = '\nplace,peers\n\n"Stark County,\n OH",\n\n99999,\n'.lstrip("\n")
    with pytest.raises(UsageError, match="line 6: No county or city has the code 99999"):
        read_run_sheet(_sheet(tmp_path, text), universe)


@pytest.mark.parametrize(
    "line", ["1001,6037", '"1001,6037",', "39153,1001;6037", '39153,"1001,6037"']
)
def test_a_lost_zero_is_hinted_at(tmp_path: Path, line: str) -> None:
    names = {"01001": "Autauga County", "06037": "Los Angeles County", "39153": "Summit County"}
    rows = [{"level": "county", "geoid": g, "name": n, "year": 2023} for g, n in names.items()]
    universe = Universe(pd.DataFrame(rows), changes=[])
    with pytest.raises(UsageError) as error:
        read_run_sheet(_sheet(tmp_path, f"place,peers\n{line}\n"), universe)
    for hint in (
        "leading zero get lost? Autauga County, AL (01001)",
        "Los Angeles County, CA (06037)",
    ):
        assert hint in str(error.value)


def test_places_of_states(universe: Universe) -> None:
    assert [ref.geoid for ref in places_of(universe, ["oh"])] == ["39151", "39153"]
    assert len(places_of(universe)) == 3
    with pytest.raises(UnknownPlace, match="postal code 'ZZ'"):
        places_of(universe, ["ZZ"])
    with pytest.raises(UnknownPlace, match="no places in TX"):
        places_of(universe, ["TX"])
