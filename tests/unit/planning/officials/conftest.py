"""Lists of made-up officials, written as people's Excel would."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from tests.unit.planning.conftest import begun

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.officials.answers import (
    REPLIES,
    REPLY_COLUMNS,
    STATEMENT_COLUMNS,
    STATEMENTS,
)
from mobility_analysis.planning.officials.lists import Column, write_list
from mobility_analysis.planning.officials.office import Office, begin_officials
from mobility_analysis.planning.officials.roster import COLUMNS, NAME

TODAY = date(2026, 11, 29)
Cells = Mapping[str, str]
Write = Callable[..., Office]
LISTS: Mapping[str, Sequence[Column]] = {
    NAME: COLUMNS,
    REPLIES: REPLY_COLUMNS,
    STATEMENTS: STATEMENT_COLUMNS,
}


def seat(number: int, **more: str) -> Cells:
    """A row of the roster."""
    return {
        "id": f"o{number}",
        "name": f"Heron {number}",
        "office": "commissioner",
        "body": "Board",
        "government": "Alder County",
        "type": "county",
        "verified_on": "2026-11-01",
        **more,
    }


def reply(number: int, *marks: str, **more: str) -> Cells:
    """A row of the replies."""
    about = {"id": f"o{number}", "received_on": "2026-11-02", "channel": "e-mail"}
    return {**about, **dict.fromkeys(marks, "x"), **more}


def statement(number: int, category: str, **more: str) -> Cells:
    """A row of the public statements."""
    return {
        "id": f"o{number}",
        "category": category,
        "basis": "own statement",
        "address": "https://example.org/me",
        "stated_on": "3/1/2026",
        "quotation": "Heron says so",
        "coder_1": "AB",
        "coder_2": "CD",
        "agreement": "yes",
        **more,
    }


def fill(folder: Path, name: str, rows: Sequence[Cells]) -> None:
    """Write a list with these rows."""
    heads = [column.name for column in LISTS[name]]
    assert all(set(row) <= set(heads) for row in rows)
    write_list(folder / name, heads, rows)


@pytest.fixture
def office(run_folder: RunPaths, tmp_path: Path) -> Office:
    """The officials of a plan just begun."""
    desk: Desk = begun(run_folder, tmp_path)
    begin_officials(desk.plan)
    return Office(desk.plan, desk.office.frame, TODAY)


@pytest.fixture
def write(office: Office) -> Write:
    """Fill the lists and return the office."""

    def write(
        roster: Sequence[Cells], replies: Sequence[Cells] = (), statements: Sequence[Cells] = ()
    ) -> Office:
        for name, rows in zip(LISTS, (roster, replies, statements), strict=True):
            fill(office.folder, name, rows)
        return office

    return write
