"""Lists as Excel saves them, and what is wrong in them told by line and column, without what stands there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.planning.officials.conftest import LISTS, Write, reply, seat, statement

from mobility_analysis.core.errors import PlanError
from mobility_analysis.planning.officials.answers import REPLIES, STATEMENTS
from mobility_analysis.planning.officials.lists import Faults, read_list
from mobility_analysis.planning.officials.office import Office
from mobility_analysis.planning.officials.roster import NAME

CANARY = "Heron"
BOARD = [seat(number) for number in range(1, 6)]


def refused(office: Office) -> str:
    """What a tally says that it does not take; nothing of the lists' content is in it, and nothing was written."""
    with pytest.raises(PlanError) as caught:
        office.tally()
    said = str(caught.value)
    assert CANARY not in said
    assert not (office.plan.path / "local" / "officials.csv").exists()
    return said


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_list_that_excel_writes_is_read(
    office: Office, between: str, end: str, mark: bytes
) -> None:
    heads = [column.name.replace("_", " ").title() for column in LISTS[REPLIES]]
    cells = ["o1", "11/2/2026", "E-Mail", "2024", *[""] * 6, "X", "", "", "No"]
    lines = [heads, cells, [""] * len(heads), []]
    text = end.join(between.join(line) for line in lines)
    path = office.folder / REPLIES
    path.write_bytes(mark + text.encode())
    faults = Faults()
    (row,) = read_list(path, LISTS[REPLIES], faults)
    assert (row.line, row.text("id"), row.flag("white")) == (2, "o1", True)
    assert str(row.day("received_on")) == "2026-11-02"
    faults.refuse()


def test_a_list_without_rows_and_no_list_at_all_hold_nobody(office: Office) -> None:
    assert read_list(office.folder / NAME, LISTS[NAME], Faults()) == []
    assert read_list(office.folder / "gone.csv", LISTS[NAME], Faults()) == []
    assert "lists nobody in office" in refused(office)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "line 1: nothing is there"),
        (b"Heron 1;commissioner;Board\n", "line 1: Its first row must hold the headings"),
        (b"\xff\x00Heron", "saved as \u201cUnicode text\u201d"),
        (b"PKHeron", "an Excel workbook under the name of a CSV file"),
        (b'id,name\no1,"Heron\n', "Its cells cannot be told apart"),
    ],
)
def test_an_unreadable_list_is_refused(office: Office, content: bytes, says: str) -> None:
    (office.folder / NAME).write_bytes(content)
    assert says in refused(office)


def test_a_folder_under_the_name_of_a_list_is_refused(office: Office) -> None:
    path = office.folder / NAME
    path.unlink()
    path.mkdir()
    assert "roster.csv, line 1: nothing is there" in refused(office)


@pytest.mark.parametrize(
    ("heads", "says"),
    [
        (lambda heads: heads[:-1], "has no note. Copy the first row from docs/officials.md."),
        (lambda heads: [*heads, "Id"], "The heading id stands twice."),
        (lambda heads: [*heads, "Heron", "Heron"], "a heading is not known"),
    ],
)
def test_headings_that_are_not_ours_are_refused(
    office: Office, heads: Callable[[list[str]], list[str]], says: str
) -> None:
    written = heads([column.name for column in LISTS[NAME]])
    (office.folder / NAME).write_text(",".join(written) + "\n", encoding="utf-8")
    assert says in refused(office)


def test_letters_that_are_not_utf_8_are_not_guessed(write: Write) -> None:
    office = write(BOARD)
    path = office.folder / NAME
    path.write_bytes(path.read_bytes().replace(b"Heron 1", b"Heron\xe9"))
    assert "roster.csv, line 1: It is not UTF-8" in refused(office)


def test_cells_beside_the_headings_are_refused(write: Write) -> None:
    office = write(BOARD)
    path = office.folder / NAME
    path.write_bytes(path.read_bytes() + b"o9" + b"," * 30 + b"Heron\r\n")
    assert "roster.csv, line 7: The row has 31 cells and the first row 22." in refused(office)


def _roster_cases() -> list[tuple[int, dict[str, str], str]]:
    return [
        (2, {"id": "o1"}, "line 4, column id: line 3 has the same."),
        (2, {"id": ""}, "line 4, column id: it is empty."),
        (2, {"name": ""}, "line 4, column name: it is empty, and the seat is not vacant."),
        (2, {"status": "Heron"}, "line 4, column status: only these may stand here: in office"),
        (2, {"type": "Heron"}, "line 4, column type: only these may stand here: county"),
        (2, {"verified_on": "Heron"}, "line 4, column verified_on: write the day as"),
        (2, {"term_end": "2/30/2026"}, "line 4, column term_end: write the day as"),
        (2, {"at_large": "Heron"}, "line 4, column at_large: only yes, x or no"),
        (2, {"seats_in_body": "1.5"}, "line 4, column seats_in_body: write a whole number"),
        (2, {"same_person_as": "Heron"}, "line 4, column same_person_as: no row has that id."),
        (2, {"same_person_as": "o3"}, "line 4, column same_person_as: it is the row itself."),
        (2, {"government": "Heron"}, "line 4, column government: it is another government"),
    ]


@pytest.mark.parametrize(("position", "cells", "says"), _roster_cases())
def test_what_is_wrong_in_the_roster_is_told(
    write: Write, position: int, cells: dict[str, str], says: str
) -> None:
    rows = [seat(number) for number in (9, 1, 3, 4)]
    rows[position] = {**rows[position], **cells}
    assert f"roster.csv, {says}" in refused(write(rows))


def test_seats_and_second_offices_must_fit_together(write: Write) -> None:
    rows = [
        seat(1, seats_in_body="5"),
        seat(2, seats_in_body="6"),
        seat(3, same_person_as="o1"),
        seat(4, same_person_as="o3"),
        seat(5, status="vacant", name="", same_person_as="o1"),
    ]
    said = refused(write(rows))
    assert "line 3, column seats_in_body: line 2 of the same body says otherwise." in said
    assert "line 5, column same_person_as: line 4 is itself a second office" in said
    assert "line 6, column same_person_as: a vacant seat has no person." in said


def _reply_cases() -> list[tuple[dict[str, str], str]]:
    return [
        (reply(7, "white"), "line 2, column id: no row of roster.csv has it."),
        (reply(4, "white"), "line 2, column id: line 5 of roster.csv is a vacant seat."),
        (reply(5, "white"), "line 2, column id: line 6 of roster.csv is a second office"),
        (reply(1, white="Heron"), "line 2, column white: only yes, x or no may stand here."),
        (reply(1, "another_race"), "line 2, column another_race: the form of 2024 does not have"),
        (
            reply(1, "middle_eastern_or_north_african", standard="1997"),
            "line 2, column middle_eastern_or_north_african: the form of 1997 does not have",
        ),
        (reply(1, "white", declined="x"), "line 2, column declined: it is marked, and a category"),
        (reply(1, "white", standard="2030"), "line 2, column standard: only these"),
        (reply(1, "white", channel="Heron"), "line 2, column channel: only these"),
        (reply(1, "white", received_on=""), "line 2, column received_on: it is empty."),
        (reply(1, "white", recognizable="Heron"), "line 2, column recognizable: only yes"),
    ]


@pytest.mark.parametrize(("cells", "says"), _reply_cases())
def test_what_is_wrong_in_a_reply_is_told(write: Write, cells: dict[str, str], says: str) -> None:
    rows = [*BOARD[:3], seat(4, status="vacant", name=""), seat(5, same_person_as="o1")]
    assert f"replies.csv, {says}" in refused(write(rows, [cells]))


def test_a_column_of_ones_own_is_refused_and_not_repeated(write: Write) -> None:
    office = write(BOARD, [reply(1, "white")])
    path = office.folder / REPLIES
    head, *rest = path.read_text(encoding="utf-8-sig").splitlines()
    lines = [f"{head},Heron's own", *(f"{line},x" for line in rest)]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert "replies.csv, line 1: a heading is not known; docs/officials.md lists ours." in refused(
        office
    )


def test_two_answers_of_one_official_are_refused(write: Write) -> None:
    said = refused(write(BOARD, [reply(1, "white"), reply(2, "asian"), reply(1, "asian")]))
    assert "replies.csv, line 4, column id: line 2 is an answer of the same official" in said


def _statement_cases() -> list[tuple[dict[str, str], str]]:
    refused_basis = "column basis: names, looks, memberships and what others say do not tell"
    return [
        *(
            (statement(3, "white", basis=basis), refused_basis)
            for basis in ("name", "Surname", "looks", "photo", "membership", "third  party")
        ),
        (statement(3, "white", basis="Heron"), "column basis: only own statement may stand here."),
        (statement(3, "Heron"), "column category: only these may stand here"),
        (statement(3, "white", quotation=""), "column quotation: it is empty."),
        (statement(3, "white", address="Heron"), "column address: it must begin with http"),
        (statement(3, "white", coder_2="ab"), "column coder_2: two people must read"),
        (statement(1, "white"), "column id: this official has answered; only others"),
        (statement(2, "white"), "column id: this official prefers not to answer; only others"),
    ]


@pytest.mark.parametrize(("cells", "says"), _statement_cases())
def test_what_does_not_count_as_a_public_statement(
    write: Write, cells: dict[str, str], says: str
) -> None:
    office = write(BOARD, [reply(1, "asian"), reply(2, declined="x")], [cells])
    assert f"{STATEMENTS}, line 2, {says}" in refused(office)


def test_every_fault_is_told_up_to_a_limit(write: Write) -> None:
    said = refused(write([{**each, "type": ""} for each in BOARD * 6]))
    assert said.count("column type: it is empty.") + said.count("has the same.") == 20
    assert "And 35 more." in said


def test_lists_are_closed_to_others(write: Write, tmp_path: Path) -> None:
    office = write(BOARD)
    office.merge()
    names = sorted(path.name for path in office.folder.iterdir())
    assert names == ["merge.csv", "public_sources.csv", "replies.csv", "roster.csv"]
    for path in office.folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    assert office.folder.stat().st_mode & 0o777 == 0o700
    assert office.plan.is_private_closed
