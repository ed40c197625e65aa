"""The data dictionary explains every column, measure and code there is, in both of its pages."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import SUBGROUPS
from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.reporting.beside import data_dictionary
from mobility_analysis.reporting.beside.local_tables import MEANINGS, SHARED
from mobility_analysis.reporting.beside.report_tables import estimates_table, findings_table
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.sources.local.government_forms import NAMES
from mobility_analysis.workflow.estimating import small_areas


@pytest.fixture(scope="module")
def entries(alder: PlaceData) -> tuple[data_dictionary.Entry, ...]:
    return data_dictionary.entries(alder.record)


def _ids(entries: tuple[data_dictionary.Entry, ...], kind: str) -> list[str]:
    return [entry.id for entry in entries if entry.kind == kind]


def test_every_column_of_every_table_is_explained(
    alder: PlaceData, entries: tuple[data_dictionary.Entry, ...]
) -> None:
    assert _ids(entries, data_dictionary.ESTIMATES) == list(estimates_table(alder).columns)
    assert _ids(entries, data_dictionary.FINDINGS) == list(findings_table(alder).columns)
    # The outline stays in the Parquet file.
    columns = set(small_areas.COLUMNS) - {"geometry"} | {"open_end"}
    assert set(_ids(entries, data_dictionary.AREAS)) == columns
    assert _ids(entries, data_dictionary.LOCAL) == [*MEANINGS, *SHARED]


def test_every_measure_says_what_it_is(entries: tuple[data_dictionary.Entry, ...]) -> None:
    measures = [entry for entry in entries if entry.kind == data_dictionary.MEASURE]
    assert [entry.id for entry in measures] == list(registry().measures)
    for entry in measures:
        assert entry.label and entry.unit and entry.direction and entry.meaning and entry.universe
    by_id = {entry.id: entry for entry in measures}
    employed = by_id["share_employed"]
    assert "kept as a share from 0 to 1" in employed.unit
    assert employed.direction == "Higher is better."
    assert "American Community Survey" in employed.source


def test_a_measure_that_a_run_does_not_compute_says_why(
    alder: PlaceData, entries: tuple[data_dictionary.Entry, ...]
) -> None:
    absent = next(iter(alder.record.metrics_absent))
    measure = registry().metric(absent).headline.id
    entry = next(entry for entry in entries if entry.id == measure)
    assert entry.source == "Not in this run. Not built yet."


def test_every_code_a_cell_can_hold_is_explained(
    alder: PlaceData, entries: tuple[data_dictionary.Entry, ...]
) -> None:
    assert set(_ids(entries, "Reason")) == set(REASONS)
    assert set(_ids(entries, "Group")) == {group.label for group in SUBGROUPS}
    for level, word in (("county", "county"), ("place", "city")):
        assert tuple(_ids(entries, f"Form of government of a {word}")) == NAMES[level]
    assert all(entry.meaning for entry in entries)
    table = estimates_table(alder)
    methods = set(_ids(entries, "Interval method (ci_method)"))
    assert set(table["ci_method"].dropna()) <= methods
    assert set(table["missing_reason"].dropna()) <= set(_ids(entries, "Reason for no value"))


def test_both_pages_hold_every_entry(
    alder: PlaceData, entries: tuple[data_dictionary.Entry, ...], tmp_path: Path
) -> None:
    data_dictionary.write_dictionary(alder.record, tmp_path)
    markdown = (tmp_path / "data_dictionary.md").read_text(encoding="utf-8")
    page = html.unescape((tmp_path / "data_dictionary.html").read_text(encoding="utf-8"))
    for entry in entries:
        assert entry.meaning in page
        assert entry.meaning.replace("|", "\\|") in markdown
    assert "Demonstration data: not a real place" in page and "Demonstration data" in markdown
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_tables_keep_their_columns_in_markdown(alder: PlaceData) -> None:
    lines = data_dictionary.to_markdown(alder.record).splitlines()
    for section in (each for each in data_dictionary.sections(alder.record) if each.is_table):
        start = lines.index(f"## {section.title}") + 2
        rows = lines[start : start + 2 + len(section.rows)]
        bars = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
        assert bars == {len(section.header) + 1}


def test_a_page_that_says_the_same_is_left_alone(alder: PlaceData, tmp_path: Path) -> None:
    data_dictionary.write_dictionary(alder.record, tmp_path)
    page = tmp_path / "data_dictionary.html"
    before = page.stat().st_mtime_ns, page.stat().st_ino
    data_dictionary.write_dictionary(alder.record, tmp_path)
    assert (page.stat().st_mtime_ns, page.stat().st_ino) == before
    page.write_text("cut short")
    data_dictionary.write_dictionary(alder.record, tmp_path)
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
