"""``roster.csv``: who holds an elected office, read and looked through.

An official is a person and counts once, however many offices they hold. Somebody who was appointed to an elected
seat counts, because they hold an elected office and act for residents; how many there are is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from mobility_analysis.planning.officials.lists import Faults, Row, columns_of, read_list

NAME = "roster.csv"
IN_OFFICE, VACANT, APPOINTED = "in office", "vacant", "appointed"
TYPES = (
    "county",
    "municipality",
    "township",
    "school district",
    "special district",
    "court",
    "other",
)
COLUMNS = columns_of(
    "id* name office* body* seats_in_body government* type* seat at_large voting term_start term_end status "
    "same_person_as email phone asked_on reminder_1_on reminder_2_on source verified_on note"
)
# A row that nobody looked at for longer is asked about.
FRESH = timedelta(days=90)


@dataclass(frozen=True)
class Official:
    """A row of the roster; what says who it is stays out of every printout."""

    line: int
    id: str = field(repr=False)
    name: str = field(repr=False)
    office: str = field(repr=False)
    body: str
    seats: int | None
    government: str
    status: str
    same_person_as: str = field(repr=False)
    email: str = field(repr=False)
    reminders: int
    is_asked: bool
    term_end: date | None
    verified_on: date | None


@dataclass(frozen=True)
class Roster:
    """All rows, vacant seats and second offices among them."""

    rows: tuple[Official, ...]

    @property
    def officials(self) -> tuple[Official, ...]:
        """Everybody in an elected office, each person once."""
        return tuple(row for row in self.rows if row.status != VACANT and not row.same_person_as)

    @property
    def vacant(self) -> int:
        """Seats that nobody holds."""
        return sum(row.status == VACANT for row in self.rows)

    @property
    def appointed(self) -> int:
        """Officials who were appointed to their elected seat."""
        return sum(row.status == APPOINTED for row in self.officials)

    @property
    def second_offices(self) -> int:
        """Rows that are a second office of somebody counted in another row."""
        return sum(bool(row.same_person_as) for row in self.rows)

    @property
    def bodies(self) -> tuple[str, ...]:
        """The elected bodies, in the order of the list."""
        return tuple(dict.fromkeys(row.body for row in self.rows))

    @property
    def governments(self) -> tuple[str, ...]:
        """The governments, in the order of the list."""
        return tuple(dict.fromkeys(row.government for row in self.rows))

    @property
    def verified_since(self) -> date | None:
        """The day since which every row was looked at; ``None`` where one never was."""
        days = [row.verified_on for row in self.rows]
        known = [day for day in days if day is not None]
        return min(known) if known and len(known) == len(days) else None

    def remarks(self, today: date, bodies: int | None) -> Iterator[str]:
        """What to look at, by line; no names.

        Parameters
        ----------
        today
            The day of the check.
        bodies
            How many elected bodies there are, where ``plan.yaml`` says so.
        """
        if bodies is not None and len(self.bodies) != bodies:
            yield (
                f"plan.yaml says that there are {bodies} elected bodies; the list has {len(self.bodies)}."
            )
        yield from self._of_bodies()
        old = [
            row.line
            for row in self.rows
            if row.verified_on is None or row.verified_on < today - FRESH
        ]
        yield from _lines("not verified within 90 days", old)
        ended = [
            row.line
            for row in self.rows
            if row.term_end is not None and row.term_end < today and row.status != VACANT
        ]
        yield from _lines("the term has ended", ended)

    def _of_bodies(self) -> Iterator[str]:
        first = {row.body: row.line for row in reversed(self.rows)}
        listed = Counter(row.body for row in self.rows)
        stated = {row.body: row.seats for row in self.rows if row.seats is not None}
        for body, line in sorted(first.items(), key=lambda item: item[1]):
            if body in stated and listed[body] != stated[body]:
                yield (
                    f"The body that begins in line {line} has {stated[body]} seats and {listed[body]} rows; "
                    "a vacant seat needs a row too."
                )
        unstated = [line for body, line in first.items() if body not in stated]
        yield from _lines("no row says how many seats the body has", sorted(unstated))


def _lines(what: str, lines: list[int]) -> Iterator[str]:
    if lines:
        shown = ", ".join(map(str, lines[:10])) + (" and more" if len(lines) > 10 else "")
        yield f"{what[0].upper()}{what[1:]}: {len(lines)} (line{'s' * (len(lines) > 1)} {shown})."


def read_roster(folder: Path, scope: str, faults: Faults) -> Roster:
    """The roster of ``folder``; what is wrong in it is noted among ``faults``.

    Parameters
    ----------
    scope
        ``own``: the place's own government alone; ``all``: every government in the place.

    Raises
    ------
    PlanError
        It is not a list with our headings.
    """
    rows = read_list(folder / NAME, COLUMNS, faults)
    officials = tuple(_official(row) for row in rows)
    _check_ids(rows)
    _check_bodies(rows, officials)
    governments = {each.government for each in officials}
    if scope == "own" and len(governments) > 1:
        other = next(r for r in rows if r.text("government") != rows[0].text("government"))
        other.fault(
            "government",
            f"it is another government than that of line {rows[0].line}, and the scope in plan.yaml is own. List "
            "your own alone, or set the scope to all.",
        )
    return Roster(officials)


def _official(row: Row) -> Official:
    for column in ("at_large", "voting"):
        row.flag(column)
    row.choice("type", TYPES, "")
    row.day("term_start")
    reminded = [row.day(column) for column in ("reminder_1_on", "reminder_2_on")]
    status = row.choice("status", (IN_OFFICE, VACANT, APPOINTED), IN_OFFICE)
    if status != VACANT and not row.text("name"):
        row.fault("name", "it is empty, and the seat is not vacant.")
    return Official(
        line=row.line,
        id=row.text("id"),
        name=row.text("name"),
        office=row.text("office"),
        body=row.text("body"),
        seats=row.number("seats_in_body"),
        government=row.text("government"),
        status=status,
        same_person_as=row.text("same_person_as"),
        email=row.text("email"),
        reminders=sum(day is not None for day in reminded),
        is_asked=row.day("asked_on") is not None,
        term_end=row.day("term_end"),
        verified_on=row.day("verified_on"),
    )


def _check_ids(rows: list[Row]) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        name = row.text("id")
        if name and first.setdefault(name, row) is not row:
            row.fault("id", f"line {first[name].line} has the same.")
    for row in rows:
        if other := row.text("same_person_as"):
            _check_link(row, first.get(other))


def _check_link(row: Row, other: Row | None) -> None:
    column = "same_person_as"
    if other is None:
        row.fault(column, "no row has that id.")
    elif other is row:
        row.fault(column, "it is the row itself.")
    elif other.text(column):
        row.fault(column, f"line {other.line} is itself a second office: name the first one.")
    elif VACANT in (row.text("status").casefold(), other.text("status").casefold()):
        row.fault(column, "a vacant seat has no person.")


def _check_bodies(rows: list[Row], officials: tuple[Official, ...]) -> None:
    stated: dict[str, tuple[int, int]] = {}
    for row, each in zip(rows, officials, strict=True):
        if each.seats is None:
            continue
        seats, line = stated.setdefault(each.body, (each.seats, each.line))
        if seats != each.seats:
            row.fault("seats_in_body", f"line {line} of the same body says otherwise.")
