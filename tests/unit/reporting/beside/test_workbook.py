"""The workbook: the numbers of estimates.csv, readable, the same bytes each time."""

from __future__ import annotations

import re
import time
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from mobility_analysis.framework.registry import Unit, registry
from mobility_analysis.insights.findings import Kind, Method, to_frame
from mobility_analysis.insights.numbers import tabled
from mobility_analysis.reporting.beside import data_dictionary, workbook
from mobility_analysis.reporting.beside.pillar_sheets import distinct
from mobility_analysis.reporting.beside.report_tables import estimates_table
from mobility_analysis.reporting.beside.summary_sheet import COMPARISONS, RANKS, SUMMARY
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
    row_height,
)
from mobility_analysis.reporting.page.page_one import comparison_counts
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import FOR_THE_RUN

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
    assert book.sheetnames == [SUMMARY, RANKS, COMPARISONS, READ_ME, *PILLARS, FINDINGS, DICTIONARY]


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


def test_groups_follow_their_measure_and_each_row_names_metric_and_measure(book: Any) -> None:
    rows = _rows(book["Rewarding work"])
    groups = [row["Group"].value for row in rows]
    start = next(
        i for i, row in enumerate(rows) if row["Measure"].value.startswith("Share of people ages")
    )
    assert groups[start : start + 3] == [
        "Everyone",
        "American Indian or Alaska Native, Non-Hispanic",
        "Asian, Non-Hispanic",
    ]
    assert rows[start + 1]["Kind of group"].value == "By race and ethnicity"
    assert rows[start + 1]["Question it answers, or who is in the group"].value
    for name in PILLARS:
        for row in _rows(book[name]):
            assert row["Metric"].value and row["Measure"].value and row["Group"].value


# ------------------------------------------------------------------ summary and charts


def test_the_summary_has_a_row_for_each_measure_with_what_the_report_says(
    alder: PlaceData, book: Any
) -> None:
    rows = {row["Measure"].value: row for row in _rows(book[SUMMARY])}
    measures = [
        measure
        for metric in alder.metrics
        for measure in metric.measures
        if measure.headline or measure.id in alder.latest
    ]
    assert list(rows) == [measure.label for measure in measures]
    told = 0
    for measure in measures:
        row, value = rows[measure.label], alder.latest.get(measure.id)
        assert row["Metric"].value == registry().metric_of[measure.id].label
        if value is None or value.value is None:
            assert row["Value"].value == "no value" and row["Quality"].value == "No value"
            assert row["Age in years"].value is None
            continue
        assert row["Value"].value == pytest.approx(value.value, rel=EXCEL_DIGITS, abs=0)
        assert row["Period"].value == value.when
        assert row["Age in years"].value == value.years_since_end
        for column, kind in (
            ("Beside Demonstration nation", Kind.VERSUS_NATION),
            ("Beside Demonstration State", Kind.VERSUS_STATE),
            ("Trend", Kind.TREND),
        ):
            found = alder.findings_of(measure.id, kind)
            words = found[0].verdict_words if found else None
            assert (row[column].value or "").startswith(words or "")
            assert bool(row[column].value) == bool(words)
            told += bool(words)
        position = alder.positions.get(measure.id)
        rank = row["Ahead of so many in 100 counties"].value
        if position is None or measure.unit is Unit.COUNT:
            assert rank is None
        else:
            assert rank == round(position.rank)
    assert told > 20


def test_the_beside_peers_column_counts_every_peer(alder: PlaceData, book: Any) -> None:
    for row in _rows(book[SUMMARY]):
        text = row["Beside its peers"].value
        if text:
            assert sum(map(int, re.findall(r"\d+", text))) == len(alder.peers)


def test_charts_draw_the_cells_of_their_sheet(path: Path, book: Any) -> None:
    for name, parts in ((RANKS, 1), (COMPARISONS, 4)):
        page = book[name]
        (chart,) = page._charts
        last = page.tables[name].ref.rpartition(":")[2].lstrip("ABCDE")
        assert len(chart.series) == parts
        for series in chart.series:
            assert f"'{name}'" in series.val.numRef.f or f"{name}!" in series.val.numRef.f
            assert series.cat.strRef.f.endswith(f"$A${last}") and "$A$4" in series.cat.strRef.f
    with zipfile.ZipFile(path) as archive:
        drawings = [name for name in archive.namelist() if name.startswith("xl/drawings/drawing")]
        assert len(drawings) == 2
        for name in drawings:
            assert b"The table at the left has its numbers." in archive.read(name)


def test_ranks_stand_from_the_highest_down_and_comparisons_add_up(
    alder: PlaceData, book: Any
) -> None:
    ranks = [row["Ahead of"].value for row in _rows(book[RANKS])]
    assert len(ranks) > 5
    # Ties of the unrounded ranks aside, nothing rises.
    assert ranks == sorted(ranks, reverse=True)
    for row, (name, counts) in zip(_rows(book[COMPARISONS]), comparison_counts(alder), strict=True):
        assert row["Beside"].value == name
        assert row["Better"].value == counts["better"]


def test_a_place_without_ranks_has_no_empty_chart(ironwood: PlaceData) -> None:
    names = [sheet.name for sheet in sheets(ironwood)]
    assert names[0] == SUMMARY
    assert all(sheet.rows for sheet in sheets(ironwood) if sheet.chart is not None)


# ------------------------------------------------------------------ rows that do not overlap, paper


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("short", 1),
        ("ten letter", 1),
        ("ten letters", 2),
        ("one two three four", 2),
        ("one\ntwo", 2),
        ("x" * 35, 4),
        ("a " + "x" * 35, 5),
    ],
)
def test_a_row_is_as_high_as_its_longest_text(text: str, lines: int) -> None:
    assert row_height([(text, 10.0), ("b", 10.0)]) == lines * 12.75 + 3


def test_no_row_is_higher_than_excel_allows() -> None:
    assert row_height([("word " * 5000, 10.0)]) == 409


def test_every_row_has_a_height_in_which_its_texts_fit(book: Any) -> None:
    """By the widths of Arial's letters (in thousandths of the font's size), not by our own count of lines."""
    for page in book.worksheets:
        widths = {
            place: each.width
            for each in page.column_dimensions.values()
            for place in range(each.min, each.max + 1)
        }
        for row in page.iter_rows(min_row=HEADER_ROW + 1):
            height = page.row_dimensions[row[0].row].height
            assert height
            for cell in row:
                if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
                    continue
                lines = (height - 3) / 12.75
                assert _pixels(cell) <= (widths[cell.column] * 7 - 1) * lines, cell.value


# Helvetica's widths, which Arial and Liberation Sans share (Adobe's font metrics); others as wide as a digit.
_WIDTHS = dict.fromkeys("abdeghnopqu0123456789_?", 556) | {
    **dict.fromkeys("ckvxyzsJ", 500), **dict.fromkeys("fIt .,;:/!", 278), **dict.fromkeys("ijl'|", 222),
    **dict.fromkeys("r()-", 333), **dict.fromkeys("mM", 833), **dict.fromkeys("wCDHNRU", 722),
    **dict.fromkeys("ABEKPSVXY&", 667), **dict.fromkeys("FTZ", 611), **dict.fromkeys("GOQ", 778),
    "W": 944, "L": 556,
}  # fmt: skip


def _pixels(cell: Any) -> float:
    plain = sum(_WIDTHS.get(letter, 556) for letter in cell.value) / 1000 * cell.font.size * 96 / 72
    return plain * (1.08 if cell.font.bold else 1.0)


def test_paper_is_wide_enough_to_be_read(alder: PlaceData) -> None:
    """Ten inches of paper hold 137 letters of the usual size; at six tenths of it they are still six points high."""
    for sheet in sheets(alder):
        printed = sheet.columns[: len(sheet.columns) - sheet.unprinted]
        assert sum(column.width for column in printed) <= 240, sheet.name


def test_read_me_gives_readers_no_advice_for_the_run(
    alder: PlaceData, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even that which an earlier version wrote into the record of the run."""
    why = "No source of this run has it. It would come from PUMS: a run takes it where it is asked to (--with pums)."
    asked = f"No source of this run has it.{FOR_THE_RUN}add a pin to params.yaml."
    record = replace(alder.record, measures_absent={"share_hs_degree": why, "rate_learning": asked})
    monkeypatch.setattr(alder.run, "record", record)
    (read_me,) = [each for each in sheets(alder) if each.name == READ_ME]
    text = " ".join(str(cell.value) for row in read_me.rows for cell in row)
    assert "It would come from PUMS." in text and "No source of this run has it." in text
    assert not re.search(r"--with|params\.yaml|next run", text)


@pytest.mark.parametrize(
    "name", [SUMMARY, RANKS, COMPARISONS, READ_ME, *PILLARS, FINDINGS, DICTIONARY]
)
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
    # A chart and its table share a page; one is what a file that does not state it means.
    assert page.page_setup.fitToHeight in ((None, 1) if name in (RANKS, COMPARISONS) else (0,))
    assert page.print_title_rows == "$3:$3"
    (table,) = page.tables.values()
    assert table.ref == f"A{HEADER_ROW}:{page.dimensions.split(':')[1]}"
    # The title, too, is printed, and below a chart nothing is cut.
    assert page.print_area.startswith(f"'{name}'!$A$1:")
    assert int(page.print_area.rpartition("$")[2]) >= page.max_row
    header = [cell.value for cell in page[HEADER_ROW]]
    assert [column.name for column in table.tableColumns] == header
    assert len({name.lower() for name in header}) == len(header)


def test_a_number_that_is_too_wide_becomes_smaller(book: Any) -> None:
    for row in _pillar_rows(book):
        for cell in row.values():
            if isinstance(cell.value, float):
                assert cell.alignment.shrink_to_fit and not cell.alignment.wrap_text


def test_headers_alike_are_told_apart() -> None:
    assert distinct(["Value"], ["Ohio", "value", "OHIO"]) == ["Ohio", "value (2)", "OHIO (2)"]


def test_findings_are_those_of_the_csv_strengths_first(alder: PlaceData, book: Any) -> None:
    rows = _rows(book[FINDINGS])
    table = to_frame(each for each in alder.findings if each.method is not Method.NO_VALUE)
    assert 0 < len(table) < len(alder.findings)
    assert sorted(row["Finding"].value for row in rows) == sorted(table["sentence"])
    assert sorted(row["Rests on"].value for row in rows) == sorted(table["estimate_keys"])
    nation = [r["Result"].value for r in rows if r["Compared with"].value == "Demonstration nation"]
    assert nation[0] == "Better"
    assert nation.index("Worse") > max(i for i, word in enumerate(nation) if word == "Better")
    assert nation[-1] in ("Cannot tell", "Similar")


def test_the_dictionary_sheet_holds_every_measure(alder: PlaceData, book: Any) -> None:
    ids = [row["Id"].value for row in _rows(book[DICTIONARY])]
    entries = data_dictionary.entries(alder.record)
    assert ids == [entry.id for entry in entries if entry.kind == "Measure"]
    assert len(ids) > 40


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
