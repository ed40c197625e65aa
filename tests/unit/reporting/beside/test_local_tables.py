"""A place's own records beside its report; nothing of a row that is not public reaches any file."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.unit.local.writing import MEASURE, VALUE, write_local

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.local.measures import COLUMNS as MEASURE_COLUMNS
from mobility_analysis.reporting.beside.local_tables import (
    LOCAL_FILE,
    LONGEST_WORD,
    MEANINGS,
    SHARED,
    SHEET,
    block_in_print,
    dictionary_cells,
    local_sheet,
    local_table,
)
from mobility_analysis.reporting.make.render import make_report
from mobility_analysis.reporting.page.absences import absent_local
from mobility_analysis.reporting.page.local_blocks import local_blocks
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

CANARY = "kestrel"
GOOD = {
    "local_id": "preschool", "predictor": "access_to_preschool", "beside": "share_enrolled_ages_3_4", "unit": "share",
    "direction": "higher", "decimals": "1", "kind": "survey", "until": "2031-01-31", "url": "https://example.org",
}  # fmt: skip


@pytest.fixture
def root(run_folder: RunPaths, tmp_path: Path) -> Path:
    """A project with the run's estimates and no plans."""
    for name in ("data", "expectations", "notebooks", "params.yaml"):
        (tmp_path / name).symlink_to(run_folder.root / name)
    return tmp_path


def _data(root: Path) -> PlaceData:
    return read_place(RunData(RunPaths(root, "demo")), "99001")


def _canaries(local_id: str, sharing: str, **broken: str) -> dict[str, str]:
    """A measure that says the word in every text that is free, and in one cell more."""
    texts = {column: f"{CANARY} {column} {local_id}" for column in MEASURE_COLUMNS}
    url = {"url": f"https://{CANARY}.example"}
    return texts | GOOD | url | {"local_id": local_id, "sharing": sharing} | broken


def _of(local_id: str, **cells: str) -> dict[str, str]:
    counts = {"numerator": "77777", "denominator": "99999", "area": f"{CANARY} hill"}
    return {"local_id": local_id, "period": "2024", **counts, **cells}


def test_the_table_is_explained_column_by_column(root: Path) -> None:
    write_local(root, [MEASURE], [VALUE, VALUE | {"period": "2023"}])
    table = local_table(_data(root).local)
    assert sorted(table.columns) == sorted([*MEANINGS, *SHARED])
    assert table["value"].tolist() == [0.31, 0.31]
    assert table["reasons"].tolist() == ["precise", "precise"]


def test_a_report_holds_public_records_and_nothing_of_any_other(root: Path) -> None:
    measures = [
        MEASURE,
        _canaries("of_team", "team"),
        _canaries("of_coalition", "coalition"),
        _canaries("unmarked", ""),
        _canaries("mistyped", "publik"),
        _canaries("public_but_broken", "public", kind=CANARY),
    ]
    values = [
        VALUE,
        *(_of(each["local_id"]) for each in measures[1:]),
        _of(CANARY),
        _of("preschool", period=CANARY),
        _of("of_team", numerator="1", denominator="2", area=f"{CANARY} dale"),
    ]
    folder = write_local(root, measures, values)
    (folder.plan / "private").mkdir()
    (folder.plan / "private" / "roster.csv").write_text(CANARY, encoding="utf-8")
    page = make_report(RunPaths(root, "demo"), "99001", ())
    assert "Collected here by the school districts" in page.read_text(encoding="utf-8")
    made = [path for path in page.parents[1].rglob("*") if path.is_file()]
    assert {"report.html", "report.pdf", "workbook.xlsx", LOCAL_FILE, "made_from.json"} <= {
        path.name for path in made
    }
    for path in made:
        said = _text(path).lower()
        assert CANARY not in said, path.name
        assert "77,777" not in said and "77777" not in said, path.name


def _text(path: Path) -> str:
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as packed:
            names = (name for name in packed.namelist() if not name.endswith(".png"))
            return " ".join(packed.read(name).decode("utf-8") for name in names)
    if path.suffix == ".pdf":
        return " ".join(page.extract_text() for page in PdfReader(path).pages)
    return path.read_text(encoding="utf-8")


def test_print_edition_workbook_and_list_of_files_hold_the_public_records(root: Path) -> None:
    about = {"url": "https://example.org/preschool", "known_limits": "=1+1 is no formula"}
    write_local(root, [MEASURE | about], [VALUE, VALUE | {"subgroup": "Renter"}])
    page = make_report(RunPaths(root, "demo"), "99001", ())
    folder = page.parent
    assert f'href="{LOCAL_FILE}"' in page.read_text(encoding="utf-8")
    pdf = "".join(_text(folder / "report.pdf").split())
    assert "Collectedherebytheschooldistricts" in pdf
    assert "https://example.org/preschool" in pdf.replace("\u200b", "")
    book = openpyxl.load_workbook(folder / "workbook.xlsx")
    rows = list(book[SHEET].iter_rows(min_row=4, values_only=True))
    assert [row[:3] for row in rows] == [
        ("Children in public preschool", "Everyone", 0.31),
        ("Children in public preschool", "Renter", 0.31),
    ]
    dictionary = list(book["Data dictionary"].iter_rows(values_only=True))
    assert any(row[:2] == ("Measure collected here", "preschool") for row in dictionary)
    table = pd.read_csv(folder / LOCAL_FILE)
    assert table["known_limits"].tolist() == ["'=1+1 is no formula"] * 2


def test_a_long_word_may_be_parted_in_print(root: Path) -> None:
    word = "Donaudampfschifffahrtsgesellschaft"
    about = {"known_limits": f"Only {word}.", "url": f"https://example.org/{word}"}
    write_local(root, [MEASURE | about], [VALUE])
    (block,) = local_blocks(_data(root), "access_to_preschool")
    printed = block_in_print(block)
    said = dict(printed["facts"])["What it cannot tell"]
    assert said.replace("\u200b", "") == f"Only {word}."
    assert max(map(len, re.split(r"[\s\u200b]", f"{said} {printed['address']}"))) == LONGEST_WORD
    assert printed["url"] == f"https://example.org/{word}"


def test_without_records_there_is_neither_sheet_nor_file(root: Path) -> None:
    page = make_report(RunPaths(root, "demo"), "99001", ())
    assert not (page.parent / LOCAL_FILE).exists()
    assert LOCAL_FILE not in page.read_text(encoding="utf-8")
    assert SHEET not in openpyxl.load_workbook(page.parent / "workbook.xlsx").sheetnames


WORDS = st.sampled_from(["public", "Public", "coalition", "team", "", "PUBLIC ", "publik", "all"])
ROWS = st.lists(st.tuples(WORDS, st.integers(0, 40), st.integers(1, 40)), max_size=5)


@given(rows=ROWS)
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_not_marked_public_is_in_nothing_that_a_report_prints(
    rows: list[tuple[str, int, int]], root: Path
) -> None:
    measures = [_canaries(f"measure_{n}", word) for n, (word, _, _) in enumerate(rows)]
    values = [
        _of(f"measure_{n}", numerator=str(part), denominator=str(of), area=f"{CANARY} {n}")
        for n, (_, part, of) in enumerate(rows)
    ]
    write_local(root, measures, values)
    data = _data(root)
    shown = [block for metric in data.metrics for block in local_blocks(data, metric.id)]
    # Each road from the records to a file.
    local = data.local
    table = local_table(local).to_csv() if local.measures else ""
    printed = f"{shown} {table} {local_sheet(data)} {list(dictionary_cells(local))} {absent_local(data)} {local.remarks}"
    public = {
        f"measure_{n}" for n, (word, _, _) in enumerate(rows) if word.strip().lower() == "public"
    }
    for n in range(len(rows)):
        if f"measure_{n}" not in public:
            assert f"measure_{n}" not in printed
            assert f"{CANARY} {n}'" not in printed
    if not public:
        assert CANARY not in printed
