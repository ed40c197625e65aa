"""Whatever people do to the worksheet, nothing that they wrote is lost, and a second refresh changes nothing."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.unit.planning.conftest import begun
from tests.unit.planning.editing import edited, header_row, texts_in

from mobility_analysis.core.paths import RunPaths

LETTERS = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])
WRITTEN = st.text(LETTERS, min_size=1, max_size=30).filter(
    lambda text: text.strip() == text and not text.startswith("=") and "_x" not in text
)
SHEETS = ["Steps", "Conditions", "Decision", "Preparedness"]
EDITS = st.tuples(
    st.sampled_from(["cell", "row", "column", "sheet", "sort", "delete", "head", "note"]),
    st.sampled_from(SHEETS),
    st.integers(0, 40),
    st.integers(0, 12),
    WRITTEN,
)


def _apply(book: Any, edit: tuple[str, str, int, int, str]) -> None:
    kind, name, down, right, text = edit
    page = book[name]
    header = header_row(page)
    number = header + 1 + down % max(page.max_row - header, 1)
    if kind == "cell":
        page.cell(number, 2 + right % (page.max_column - 1)).value = text
    elif kind == "row":
        page.cell(page.max_row + 1, 2 + right % 4).value = text
    elif kind == "column":
        at = page.max_column + 1
        page.cell(header, at).value = f"Column {text}"
        page.cell(number, at).value = text
    elif kind == "sheet":
        book.create_sheet(f"Ours {len(book.sheetnames)}").cell(1 + down, 1 + right).value = text
    elif kind == "sort":
        rows = [[each.value for each in row] for row in page.iter_rows(min_row=header + 1)]
        random.Random(down).shuffle(rows)
        for at, row in enumerate(rows, header + 1):
            for place, value in enumerate(row, 1):
                page.cell(at, place).value = value
    elif kind == "delete":
        page.delete_rows(number)
    elif kind == "head":
        page.insert_rows(1)
        page.cell(1, 1 + right).value = text
    else:
        from openpyxl.comments import Comment

        page.cell(number, 5).comment = Comment(text, "Ana")


@settings(
    max_examples=20,
    deadline=None,
    # A failing list is short enough to be read as it is; making it shorter would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edits=st.lists(EDITS, min_size=1, max_size=6))
def test_no_text_is_lost_and_a_second_refresh_is_still(
    run_folder: RunPaths, tmp_path: Path, edits: list[tuple[str, str, int, int, str]]
) -> None:
    shutil.rmtree(tmp_path, ignore_errors=True)
    desk = begun(run_folder, tmp_path)
    with edited(desk.readiness.path) as book:
        for edit in edits:
            _apply(book, edit)
    before = texts_in(desk.readiness.path.read_bytes())
    ours = {text for texts in _untouched(run_folder, tmp_path).values() for text in texts}
    desk.readiness.refresh()
    now = {text for texts in texts_in(desk.readiness.path.read_bytes()).values() for text in texts}
    theirs = {text for texts in before.values() for text in texts} - ours
    assert theirs <= now
    first = desk.readiness.path.read_bytes()
    assert not desk.readiness.refresh().is_new
    assert desk.readiness.path.read_bytes() == first


def _untouched(run_folder: RunPaths, tmp_path: Path) -> dict[str, list[str]]:
    return texts_in(begun(run_folder, tmp_path / "untouched").readiness.path.read_bytes())
