"""Whatever people do to the worksheet, nothing that they wrote is lost, and a second refresh changes nothing."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from tests.unit.planning.conftest import begun
from tests.unit.planning.editing import edited, header_row, texts_in

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook

LETTERS = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])
WRITTEN = st.text(LETTERS, min_size=1, max_size=30).filter(
    lambda text: text.strip() == text and not text.startswith("=") and "_x" not in text
)
SHEETS = {
    "readiness": ["Steps", "Conditions", "Decision", "Preparedness"],
    "claims": ["Claims", "Facts"],
    "coalition": [
        *(
            "Groups",
            "Predictors",
            "Assets",
            "People",
            "Roles",
            "Activities",
            "Champions",
            "Residents",
        ),
        *("Partners", "Benefit", "Invitations", "Letter", "Meetings", "Agreements", "Deciding"),
    ],
    "action_plan": [
        *("Findings", "Logic model", "Measures", "Tracking", "Sustainability"),
        *("Release", "Terms", "Messaging", "Checklists", "Web page"),
    ],
}
EDITS = st.tuples(
    st.sampled_from(["cell", "row", "column", "sheet", "sort", "delete", "head", "note"]),
    st.integers(0, 14),
    st.integers(0, 40),
    st.integers(0, 12),
    WRITTEN,
)


Edit = tuple[str, int, int, int, str]


def _apply(book: Any, sheets: list[str], edit: Edit) -> None:
    kind, name, down, right, text = edit
    page = book[sheets[name % len(sheets)]]
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


# A claim in a row of people's own, while something is moved to the sheet of earlier answers.
OWN_CLAIM: list[Edit] = [("row", 0, 35, 4, "debt is high"), ("head", 1, 19, 6, "Ours")]


@settings(
    max_examples=12,
    # A failing list is short enough to be read as it is; making it shorter would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@pytest.mark.parametrize("name", SHEETS)
@example(edits=OWN_CLAIM)
@given(edits=st.lists(EDITS, min_size=1, max_size=6))
def test_no_text_is_lost_and_a_second_refresh_is_still(
    run_folder: RunPaths, tmp_path: Path, name: str, edits: list[Edit]
) -> None:
    shutil.rmtree(tmp_path, ignore_errors=True)
    ours = _texts(getattr(begun(run_folder, tmp_path / "untouched"), name).book)
    book = getattr(begun(run_folder, tmp_path), name).book
    with edited(book.path) as found:
        for edit in edits:
            _apply(found, SHEETS[name], edit)
    theirs = _texts(book) - ours
    book.refresh()
    assert theirs <= _texts(book)
    first = book.path.read_bytes()
    assert not book.refresh().is_new
    assert book.path.read_bytes() == first


def _texts(book: KeptWorkbook) -> set[str]:
    return {text for texts in texts_in(book.path.read_bytes()).values() for text in texts}
