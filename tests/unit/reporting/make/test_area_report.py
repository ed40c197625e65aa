"""The report of an area of one's own: it is called an area, stands in no list, and is compared with what is like it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.made_up_areas import write_area
from tests.made_up_run import write_run

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.reporting.beside.summary_sheet import summary_sheet
from mobility_analysis.reporting.charts.place_map import locator_map
from mobility_analysis.reporting.make.render import make_report
from mobility_analysis.reporting.page import sections
from mobility_analysis.reporting.page.matrix import matrix, matrix_section
from mobility_analysis.reporting.page.short_edition import short_edition
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> RunPaths:
    run = write_run(tmp_path_factory.mktemp("areas"))
    write_area(run, "99A01", "Two Rivers", "99001")
    write_area(run, "99A02", "Ward 3", "99001", tracts=True, measures=("share_employed",))
    return run


@pytest.fixture(scope="module")
def rivers(paths: RunPaths) -> PlaceData:
    return read_place(RunData(paths), "Two Rivers")


@pytest.fixture(scope="module")
def report(paths: RunPaths) -> Path:
    return make_report(paths, "99A01").parent


def test_the_map_has_its_name(rivers: PlaceData) -> None:
    drawn = locator_map(rivers)
    assert drawn is not None
    assert "<title>Two Rivers, DM</title>" in drawn.svg
    assert "<title>Birch County</title>" in drawn.svg


def test_no_column_tells_a_rank_that_it_cannot_have(rivers: PlaceData, alder: PlaceData) -> None:
    for data, is_told in ((rivers, False), (alder, True)):
        html = matrix_section(data, matrix(data, sections.sections(data)))
        heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)", html)
        cells = [row.count("<td") for row in re.findall(r"<tr data-measure.*?</tr>", html)]
        assert cells and set(cells) == {len(heads) - 1}
        assert ("Ahead of" in heads) is ("Ahead of" in html) is is_told
        sheet = summary_sheet(data)
        assert any("Ahead of" in column.name for column in sheet.columns) is is_told
        assert {len(row) for row in sheet.rows} == {len(sheet.columns)}


def test_what_it_is_made_of_and_why_it_has_no_peers_is_said_and_no_rank(report: Path) -> None:
    html = (report / "report.html").read_text(encoding="utf-8")
    assert "Two Rivers is an area of your own, added up from Alder County." in html
    assert "An area of your own has no peers" in html
    assert not re.search(r"Ahead of \d|\ball (counties|areas)\b", html)
    book = load_workbook(report / "workbook.xlsx")
    assert "Two Rivers, DM" in str(book.worksheets[0]["A1"].value)


def test_beside_a_few_tracts_stand_the_numbers_of_their_county(paths: RunPaths) -> None:
    run = RunData(paths)
    ward, county = read_place(run, "Ward 3"), read_place(run, "99001")
    shown = short_edition(ward, sections.sections(ward))
    assert shown is not None and shown.around == "Alder County"
    rows = [row for _, part in shown.parts for row in part]
    income = next(row for row in rows if row.anchor == "opportunities_for_income")
    value = county.latest["pctl_income_50"]
    assert income.own is None and income.around is not None
    assert (income.around.value, income.around.when) == (value.short, value.when)
