"""The workbook: the numbers of estimates.csv, readable, the same bytes each time."""

from __future__ import annotations

import time
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.findings import to_frame
from mobility_analysis.insights.numbers import tabled
from mobility_analysis.reporting.beside import data_dictionary, workbook
from mobility_analysis.reporting.beside.pillar_sheets import distinct
from mobility_analysis.reporting.beside.report_tables import estimates_table
from mobility_analysis.reporting.beside.workbook import HEADER_ROW, write_workbook
from mobility_analysis.reporting.beside.workbook_sheets import (
    DICTIONARY,
    FINDINGS,
    READ_ME,
    sheets,
)
from mobility_analysis.reporting.beside.worksheet_cells import (
    Cell,
    Column,
    Worksheet,
    number_format,
)
from mobility_analysis.runs.place_data import PlaceData

# openpyxl writes 16 significant digits, Excel keeps 15.
EXCEL_DIGITS = 1e-15
PILLARS = [
    "Opportunity rich neighborhoods",
    "High quality education",
    "Rewarding work",
    "Healthy environment",
    "Responsive governance",
]


@pytest.fixture(scope="module")
def path(alder: PlaceData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "workbook.xlsx"
    write_workbook(alder, path)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def _rows(page: Any) -> list[dict[str, Any]]:
    """The cells of each row by the name of their column."""
    header, *rows = page.iter_rows(min_row=HEADER_ROW)
    return [dict(zip([cell.value for cell in header], row, strict=True)) for row in rows]


def _pillar_rows(book: Any) -> list[dict[str, Any]]:
    return [row for name in PILLARS for row in _rows(book[name]) if row["Estimate id"].value]


def test_the_sheets_stand_in_the_report_s_order(book: Any) -> None:
    assert book.sheetnames == [READ_ME, *PILLARS, FINDINGS, DICTIONARY]


def test_numbers_equal_estimates_csv(alder: PlaceData, book: Any, tmp_path: Path) -> None:
    estimates_table(alder).to_csv(tmp_path / "estimates.csv", index=False)
    table = pd.read_csv(tmp_path / "estimates.csv", dtype={"geoid": str, "period": str})
    keys = ["measure", "level", "geoid", "period", "subgroup"]
    by_key = table.set_index(table[keys].agg("|".join, axis=1))
    beside = {
        "Demonstration nation": ("nation", "00"),
        "Demonstration State": ("state", "99"),
        "Birch County, DM": ("county", "99003"),
        "Cedar County, DM": ("county", "99005"),
    }
    compared = 0
    for row in _pillar_rows(book):
        key = row["Estimate id"].value
        measure, _, _, period, group = key.split("|")
        for column, name in (("Value", "value"), ("Lowest", "lower"), ("Highest", "upper")):
            compared += _same(row[column].value, by_key.loc[key, name])
        for column, place in beside.items():
            other = "|".join([measure, *place, period, group])
            expected = by_key["value"].get(other, float("nan"))
            compared += _same(row[column].value, expected)
    assert compared > 100


def _same(shown: object, expected: float) -> int:
    if pd.isna(expected):
        assert not isinstance(shown, int | float)
        return 0
    assert isinstance(shown, int | float)
    assert shown == pytest.approx(expected, rel=EXCEL_DIGITS, abs=0)
    return 1


def test_every_latest_value_and_group_of_the_place_has_its_row(alder: PlaceData, book: Any) -> None:
    shown = {row["Estimate id"].value for row in _pillar_rows(book)}
    measures = [measure.id for metric in alder.metrics for measure in metric.measures]
    latest = [alder.selection.latest(measure, "99001") for measure in measures]
    values = [value for value in latest if value is not None]
    assert len(values) > 12
    for value in values:
        groups = alder.selection.groups(value).values()
        assert {value.key, *(one.key for rows in groups for one in rows)} <= shown


def test_number_formats_print_what_the_report_prints() -> None:
    formats = {id: number_format(measure) for id, measure in registry().measures.items()}
    assert formats["share_employed"] == "0.0%"
    assert tabled(registry().measures["share_employed"], 0.7874) == "78.7%"
    assert formats["pctl_income_50"] == '"$"#,##0'
    assert formats["ratio_living_wage"] == "#,##0.000"
    assert formats["ratio_population_pc_physician"] == "#,##0"


def test_weak_values_are_gray_and_said_to_be_weak(ironwood: PlaceData, tmp_path: Path) -> None:
    write_workbook(ironwood, tmp_path / "weak.xlsx")
    book = openpyxl.load_workbook(tmp_path / "weak.xlsx")
    rows = [row for row in _pillar_rows(book) if isinstance(row["Value"].value, float)]
    assert rows
    for row in rows:
        assert row["Value"].number_format.endswith('" (weak)"')
        assert row["Value"].font.color.rgb.endswith("6B6B6B")
        assert row["Quality"].value == "Do not act on this"
        assert "margin of error" in row["Reasons"].value


def test_a_missing_value_is_words_with_its_reason_never_a_zero(book: Any) -> None:
    rows = [row for row in _pillar_rows(book) if row["Quality"].value == "No value"]
    assert rows
    for row in rows:
        assert row["Value"].value == "no value"
        assert row["Lowest"].value is row["Highest"].value is None
        assert row["Reasons"].value.endswith(".")


def test_groups_are_indented_below_their_measure(book: Any) -> None:
    rows = _rows(book["Rewarding work"])
    names = [row["Measure and group"] for row in rows]
    start = next(i for i, cell in enumerate(names) if cell.value.startswith("Share of people ages"))
    below = [(cell.value, int(cell.alignment.indent)) for cell in names[start + 1 : start + 4]]
    assert below == [
        ("By race and ethnicity", 1),
        ("American Indian or Alaska Native, Non-Hispanic", 2),
        ("Asian, Non-Hispanic", 2),
    ]


@pytest.mark.parametrize("name", [READ_ME, *PILLARS, FINDINGS, DICTIONARY])
def test_a_sheet_can_be_read_and_printed(book: Any, name: str) -> None:
    page = book[name]
    assert not page.merged_cells.ranges
    assert page["A1"].value
    assert page["A2"].value.startswith("Demonstration data: not a real place")
    assert "Demonstration data" in page.oddFooter.left.text
    assert page.freeze_panes in ("A4", "C4")
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    # One page wide is what a file that does not state it means (ECMA-376, pageSetup).
    assert page.page_setup.fitToWidth in (None, 1)
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_rows == "$3:$3"
    (table,) = page.tables.values()
    assert table.ref == f"A{HEADER_ROW}:{page.dimensions.split(':')[1]}"
    header = [cell.value for cell in page[HEADER_ROW]]
    assert [column.name for column in table.tableColumns] == header
    assert len({name.lower() for name in header}) == len(header)


def test_no_number_is_too_wide_for_its_cell(alder: PlaceData, book: Any) -> None:
    widths = {column.name: column.width for sheet in sheets(alder) for column in sheet.columns}
    for row in _pillar_rows(book):
        measure = registry().measures[row["Estimate id"].value.split("|")[0]]
        for name, cell in row.items():
            if isinstance(cell.value, float):
                words = " (weak)" if "weak" in cell.number_format else ""
                assert len(tabled(measure, cell.value) + words) + 1 < widths[name]


def test_headers_alike_are_told_apart() -> None:
    assert distinct(["Value"], ["Ohio", "value", "OHIO"]) == ["Ohio", "value (2)", "OHIO (2)"]


def test_findings_are_those_of_the_csv_strengths_first(alder: PlaceData, book: Any) -> None:
    rows = _rows(book[FINDINGS])
    table = to_frame(alder.findings)
    assert sorted(row["Finding"].value for row in rows) == sorted(table["sentence"])
    assert sorted(row["Rests on"].value for row in rows) == sorted(table["estimate_keys"])
    nation = [r["Result"].value for r in rows if r["Compared with"].value == "Demonstration nation"]
    assert nation[0] == "Better"
    assert nation.index("Worse") > max(i for i, word in enumerate(nation) if word == "Better")
    assert nation[-1] in ("Cannot tell", "Similar")


def test_the_dictionary_sheet_holds_every_entry(alder: PlaceData, book: Any) -> None:
    ids = [row["Id"].value for row in _rows(book[DICTIONARY])]
    assert ids == [entry.id for entry in data_dictionary.entries(alder.record)]


def test_the_same_numbers_give_the_same_bytes_on_another_day(
    alder: PlaceData, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.time() + 400_000_000
    monkeypatch.setattr(time, "time", lambda: later)
    write_workbook(alder, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_nothing_inside_is_dated_but_by_the_run(path: Path, book: Any) -> None:
    assert book.properties.created == book.properties.modified == datetime(2026, 1, 15)
    assert book.properties.title == "Mobility metrics of Alder County, DM"
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


RISKY = ('=HYPERLINK("http://example.org")', "http://example.org/x", "-1+1", "@SUM(A1)", "007")


def test_texts_of_any_kind_and_length_are_written_as_texts(
    alder: PlaceData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No formula, no link, no number, no damaged file: whatever a name holds."""
    long = "x" * 40_000
    columns = tuple(Column(name, 10) for name in (long, long, *RISKY))
    cells = tuple(Cell(text) for text in (long, "short", *RISKY))
    made = [
        Worksheet("List", long, RISKY[0], columns, (cells,)),
        Worksheet("None", RISKY[0], long, columns, ()),
    ]
    monkeypatch.setattr(workbook, "sheets", lambda _: made)
    write_workbook(alder, tmp_path / "book.xlsx")
    page = openpyxl.load_workbook(tmp_path / "book.xlsx")["List"]
    row = page[HEADER_ROW + 1]
    assert [cell.value for cell in row[2:]] == list(RISKY)
    assert {cell.data_type for cell in row} == {"s"}
    assert len(row[0].value) == 32_767 and row[0].value.endswith(" …")
    header = [cell.value for cell in page[HEADER_ROW]]
    assert max(map(len, header)) <= 255 and len(set(header)) == len(header)
    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        names = archive.namelist()
        assert not any(b"<f>" in archive.read(name) for name in names if "worksheets/sheet" in name)
        rels = [name for name in names if "worksheets/_rels" in name]
        assert not any(b"External" in archive.read(name) for name in rels)
