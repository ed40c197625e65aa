"""One odd row stops nothing: planted in every source it is set aside with a remark; many stop the source."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.missing import Missing
from mobility_analysis.core.notes import gathered, note
from mobility_analysis.core.odd_rows import MOST_PLACES, are_few, without_odd
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.offered import OFFERED
from mobility_analysis.geography.universe import Universe
from mobility_analysis.quality.odd_rows import sift
from mobility_analysis.quality.suites import read_suite
from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.aside import load_aside, save_aside
from mobility_analysis.workflow.estimating.unlisted import find_unlisted
from mobility_analysis.workflow.fetching.vintage_fetch import fetch_source
from mobility_analysis.workflow.parse import parse_source
from mobility_analysis.workflow.remarks import (
    REMARKS,
    SourceRemark,
    load_remarks,
    name_set_aside,
    of_metric,
    parsed_remarks,
    save_remarks,
)

ROOT = project_root()
DEMO = OFFERED
# A list that the user keeps: its wrong codes are told at once (workflow/estimating/government_forms.py).
KEPT_BY_HAND = {"local_government_forms"}
ODD = "Aldre"


# ------------------------------------------------------------------ few and many


@pytest.mark.parametrize(
    ("odd", "all_rows", "few"),
    [(0, 10, True), (1, 10, True), (2, 10, False), (9, 1000, True), (11, 1000, False),
     (MOST_PLACES, 10**5, True), (MOST_PLACES + 1, 10**5, False)],
)  # fmt: skip
def test_few_are_one_in_a_hundred_and_one_always(odd: int, all_rows: int, few: bool) -> None:
    places = pd.Series([str(number) for number in range(all_rows)])
    assert are_few(places.index.to_series() < odd, places) is few


def test_in_a_long_table_the_rows_of_one_place_are_few() -> None:
    places = pd.Series(["a"] * 10 + ["b"] * 10 + ["odd"] * 10)
    assert are_few(places == "odd", places)
    assert not are_few(places != "a", places)
    assert not are_few(places.notna(), places)  # nothing would be left


def test_what_is_set_aside_is_named_and_many_are_refused() -> None:
    frame = pd.DataFrame({"code": ["01001", "Aldre", "01003"], "value": [1, 2, 3]})
    with gathered() as remarks:
        kept = without_odd(frame, frame["code"] == ODD, ["code"], "x.csv", "in no list")
    assert list(kept["value"]) == [1, 3]
    assert [each.what for each in remarks] == ["x.csv: 1 row in no list (Aldre): set aside."]
    with pytest.raises(BadValues, match="2 rows in no list \\(01001; 01003\\), of 3"):
        without_odd(frame, frame["code"] != ODD, ["code"], "x.csv", "in no list")


# ------------------------------------------------------------------ planted in every source


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("made")


def _tables(made: Path, source: str, vintage: str) -> dict[str, pd.DataFrame]:
    folder = made / source / vintage
    if not folder.is_dir():
        write_source(source, [vintage], 20260101, made)
    module = source_modules()[source]
    tables: dict[str, pd.DataFrame] = module.read(folder, module.SOURCE.vintage(vintage))
    return tables


def _with_odd_rows(
    source: str, vintage: str, tables: dict[str, pd.DataFrame], number: int
) -> Iterator[tuple[str, dict[str, pd.DataFrame]]]:
    """The tables with so many odd rows, in one table after another; two tables of a source are enough."""
    suite = read_suite(ROOT / "expectations" / "sources" / f"{source}.yaml")
    done = 0
    for name, table in tables.items():
        parts = [
            part
            for part in suite.tables
            if fnmatchcase(name, part.match) and fnmatchcase(vintage, part.vintages)
        ]
        columns = [column for part in parts for column in part.places if column in table]
        if not columns or done == 2:
            continue
        done += 1
        odd = table.iloc[[len(table) // 2] * number].copy()
        odd[columns] = odd[columns].astype("object")
        for column in columns:
            odd[column] = [f"{ODD}{position or ''}" for position in range(number)]
        yield name, {**tables, name: pd.concat([table, odd], ignore_index=True)}


@pytest.mark.parametrize("source", [name for name in DEMO if name not in KEPT_BY_HAND])
def test_one_odd_row_is_set_aside_in_every_source(made: Path, source: str) -> None:
    module = source_modules()[source]
    suite = read_suite(ROOT / "expectations" / "sources" / f"{source}.yaml")
    for vintage in DEMO[source][:2]:
        tables = _tables(made, source, vintage)
        for name, planted in _with_odd_rows(source, vintage, tables, 1):
            with gathered() as remarks:
                sifted = sift(planted, suite, vintage)
            pd.testing.assert_frame_equal(
                pd.DataFrame(sifted[name]),
                pd.DataFrame(tables[name].reset_index(drop=True)),
                check_dtype=False,
            )
            assert ODD in remarks[0].what
            module.tidy(sifted, module.SOURCE.vintage(vintage))


@pytest.mark.parametrize("source", [name for name in DEMO if name not in KEPT_BY_HAND])
def test_many_odd_rows_stay_for_the_gate_to_stop(made: Path, source: str) -> None:
    suite = read_suite(ROOT / "expectations" / "sources" / f"{source}.yaml")
    vintage = DEMO[source][0]
    tables = _tables(made, source, vintage)
    for name, planted in _with_odd_rows(
        source, vintage, tables, len(max(tables.values(), key=len))
    ):
        with gathered() as remarks:
            assert len(sift(planted, suite, vintage)[name]) == len(planted[name])
        assert not remarks


def test_every_source_says_which_columns_name_its_places() -> None:
    """But for files whose names are looked up by the metric or the parser, which set odd ones aside themselves."""
    by_name = {"epa_aqi", "seda", "urban_meps", "icpsr_ucr_county"}
    for source in set(source_modules()) - by_name - KEPT_BY_HAND:
        suite = read_suite(ROOT / "expectations" / "sources" / f"{source}.yaml")
        assert any(part.places for part in suite.tables), source


# ------------------------------------------------------------------ carried on


def _plant(paths: RunPaths, old: str, new: str) -> None:
    path = next((paths.raw / "epa_aqi").rglob("*.csv"))
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


AIR = "2023-annual-county"


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunPaths:
    shutil.copyfile(ROOT / "params.yaml", tmp_path / "params.yaml")
    shutil.copytree(ROOT / "expectations", tmp_path / "expectations")
    paths = RunPaths(tmp_path, "demo")
    fetch_source(paths, "epa_aqi", [AIR], "demonstration")
    monkeypatch.setattr("mobility_analysis.workflow.parse.require_as_recorded", lambda *_: None)
    return paths


def test_parse_writes_what_it_set_aside_and_forgets_what_was_mended(paths: RunPaths) -> None:
    _plant(paths, '"Demonstration State","Alder"', '"Demonstrative State","Alder"')
    assert parse_source(paths, "epa_aqi", [AIR]) == []
    path = paths.interim / "epa_aqi" / REMARKS
    (remark,) = load_remarks(path)
    assert "Demonstrative State" in remark.what
    assert (remark.source, remark.vintage) == ("epa_aqi", AIR)
    _plant(paths, "Demonstrative State", "Demonstration State")
    parse_source(paths, "epa_aqi", [AIR])
    assert not path.exists()


def _universe() -> Universe:
    counties = {"39001": "Adams County", "39003": "Allen County", "01001": "Autauga County"}
    rows = [
        {"level": "county", "geoid": code, "name": name, "year": 2023, "population": 10}
        for code, name in counties.items()
    ]
    return Universe(pd.DataFrame(rows), [])


@pytest.mark.parametrize(
    ("row", "places"),
    [
        (("39998", "Adams County, Ohio"), ("39001",)),
        (("39998", "Adams County, OH"), ("39001",)),
        (("39", "998", "Adams County"), ("39001",)),
        (("Adams County", "Ohio"), ("39001",)),
        (("39001",), ("39001",)),
        (("99999", "Aldre"), ()),
        (("39998", "Adams County, Iowa"), ()),
    ],
)
def test_a_row_names_its_place_where_it_can(
    tmp_path: Path, row: tuple[str, ...], places: tuple[str, ...]
) -> None:
    paths = RunPaths(tmp_path, "real")
    save_remarks(paths.interim / "s" / REMARKS, [SourceRemark("s", "v", "what", (row,))])
    (remark,) = parsed_remarks(paths, {"s": ["v"]}, _universe())
    assert remark.places == places
    assert parsed_remarks(paths, {"s": ["another"]}, _universe()) == []


def test_a_metrics_remark_is_of_the_file_its_rows_came_from() -> None:
    rows = pd.DataFrame({"geoid": ["39001"], "snapshot": ["epa_aqi@v"], "value": [1.0]})
    with gathered() as noted:
        note("two names", rows)
    (remark,) = of_metric(noted, _universe())
    assert (remark.source, remark.vintage, remark.places) == ("epa_aqi", "v", ("39001",))


def test_a_place_whose_only_row_was_set_aside_says_so() -> None:
    lacking, monitor = Missing.NO_SOURCE_ROW.value, Missing.NOT_COLLECTED.value
    estimates = pd.DataFrame(
        {
            "geoid": ["39001", "39003", "39001", "39001", "39001"],
            "missing_reason": [lacking, lacking, None, monitor, lacking],
            "reasons": [[], [], [], ["no_monitor"], []],
            "sources": [["s@v"], ["s@v"], ["s@v"], ["s@v"], ["other@v"]],
        }
    )
    out = name_set_aside(estimates, [SourceRemark("s", "v", "what", (), ("39001",))])
    aside = Missing.SET_ASIDE.value
    assert list(out["missing_reason"].astype(object).where(out["missing_reason"].notna(), None)) == [
        aside, lacking, None, aside, lacking,
    ]  # fmt: skip
    assert out["reasons"][3] == []


# ------------------------------------------------------------------ places in no list


def _parsed(tmp_path: Path, codes: list[str], level: str = "county") -> dict[str, list[Path]]:
    path = tmp_path / "epa_aqi" / f"some.{AIR}.parquet"
    path.parent.mkdir()
    pd.DataFrame({"level": level, "geoid": codes}).to_parquet(path)
    return {"some": [path]}


def test_a_well_formed_code_in_no_list_is_left_out(tmp_path: Path) -> None:
    files = _parsed(tmp_path, ["39001", "39003", "39998"])
    found = find_unlisted(files, _universe())
    assert list(found.codes.values()) == [frozenset({"39998"})] and not found.aside
    assert "39998" in found.remarks[0].what


def test_the_made_up_state_is_in_no_list_of_the_nation(tmp_path: Path) -> None:
    files = _parsed(tmp_path, ["39001", "99999"])
    people = pd.DataFrame(
        [
            {"level": "county", "geoid": c, "name": c, "year": 2023, "population": 1}
            for c in ("39001", "99999")
        ]
    )
    assert find_unlisted(files, Universe(people, [])).codes


def test_tracts_of_no_county_are_left_out(tmp_path: Path) -> None:
    files = _parsed(tmp_path, ["39001000100", "39003000100", "39998000100"], "tract")
    assert list(find_unlisted(files, _universe()).codes.values()) == [frozenset({"39998000100"})]


def test_many_codes_in_no_list_set_the_vintage_aside(tmp_path: Path) -> None:
    files = _parsed(tmp_path, ["39001", "39997", "39998"])
    found = find_unlisted(files, _universe())
    (fact,) = found.aside
    assert (fact.source, fact.vintage, fact.stage) == ("epa_aqi", AIR, "listed")
    assert "places that are in no list" in fact.why and not found.codes
    save_aside(tmp_path / "aside.yaml", found.aside)
    assert load_aside(tmp_path / "aside.yaml")[0].what == fact.what


def test_rows_of_pooled_counties_are_no_places(tmp_path: Path) -> None:
    path = tmp_path / "cdc_wonder_natality" / "births.2022-all-counties.parquet"
    path.parent.mkdir()
    pd.DataFrame({"level": "county", "geoid": ["39001", "39999"]}).to_parquet(path)
    found = find_unlisted({"births": [path]}, _universe())
    assert not found.codes and not found.remarks
