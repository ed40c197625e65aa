"""Reading ``coalition.xlsx``: only what may be used outside the workbook is looked at."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from mobility_analysis.planning.coalition.answers import (
    Agreed,
    Benefit,
    Called,
    CoalitionAnswers,
    Invitation,
    Meeting,
    Method,
    Partner,
    Person,
    RoleHeld,
    Task,
    Unknown,
)
from mobility_analysis.planning.coalition.registry import LETTER, coalition_registry
from mobility_analysis.planning.coalition.sheet_names import (
    ACTIVITIES,
    AGREEMENTS,
    ASSETS,
    BENEFIT,
    CHAMPIONS,
    DECIDING,
    GROUPS,
    INVITATIONS,
    LETTERS,
    MEETINGS,
    PARTNERS,
    PEOPLE,
    PREDICTORS,
    RESIDENTS,
    ROLES,
    YES,
)
from mobility_analysis.planning.workbooks.workbook_in import BookRead, Cell, text_of

Cells = Mapping[str, Cell]
# Between several entries in one cell.
_BETWEEN = re.compile(r"[;\n]")


def read_coalition(book: BookRead | None) -> CoalitionAnswers:
    """What stands in a workbook that was read; without one, nothing."""
    people = tuple(_people(book))
    groups = tuple(_called(book, GROUPS, "group", "behind"))
    predictors = tuple(_called(book, PREDICTORS, "predictor", "concern"))
    assets = tuple(_called(book, ASSETS, "asset", "need"))
    known = tuple([each.says for each in part] for part in (groups, predictors, assets))
    letter = _cells(book, LETTERS)
    return CoalitionAnswers(
        people=people,
        roles=tuple(_roles(book, people)),
        activities=tuple(_tasks(book, ACTIVITIES, "activity", "who", "missing")),
        duties=tuple(_tasks(book, CHAMPIONS, "duty", "who", "what")),
        residents=tuple(_tasks(book, RESIDENTS, "line", "who", "how")),
        groups=groups,
        predictors=predictors,
        assets=assets,
        partners=tuple(_partners(book, known)),
        benefits=tuple(
            Benefit(key, *_texts(cells, "partner", "may_say", "critical"))
            for key, cells in _filled(book, BENEFIT, "partner")
        ),
        invitations=tuple(_invitations(book)),
        letter={id: text_of(letter.get(f"letter.{id}", {}), "text") for id in LETTER},
        answer_by=letter.get("letter.by", {}).get("text"),
        meetings=tuple(_meetings(book)),
        agreements=tuple(
            Agreed(
                key,
                text_of(cells, "matter"),
                text_of(cells, "text"),
                cells.get("on"),
                cells.get("again"),
            )
            for key, cells in _cells(book, AGREEMENTS).items()
        ),
        methods=tuple(
            Method(
                key,
                text_of(cells, "method"),
                text_of(cells, "chosen").casefold() == YES,
                text_of(cells, "for_what"),
            )
            for key, cells in _cells(book, DECIDING).items()
        ),
    )


def _cells(book: BookRead | None, sheet: str) -> Mapping[str, Cells]:
    return book.cells_of(sheet) if book else {}


def _filled(book: BookRead | None, sheet: str, *names: str) -> list[tuple[str, Cells]]:
    """Rows in which one of ``names`` is written; one that has no key yet is called by its row."""
    rows = book.sheets[sheet].rows if book and sheet in book.sheets else []
    return [
        (row.key or f"row {row.number}", row.cells)
        for row in rows
        if any(text_of(row.cells, name) for name in names)
    ]


def _texts(cells: Cells, *names: str) -> tuple[str, ...]:
    return tuple(text_of(cells, name) for name in names)


def _people(book: BookRead | None) -> Iterable[Person]:
    ids = {role.says.casefold(): role.id for role in coalition_registry().roles}
    for key, cells in _filled(book, PEOPLE, "name", "organization"):
        written = text_of(cells, "role")
        parts = (part.strip().casefold() for part in _BETWEEN.split(written))
        yield Person(
            key=key,
            name=text_of(cells, "name"),
            organization=text_of(cells, "organization"),
            sector=text_of(cells, "sector"),
            ring=text_of(cells, "ring"),
            roles=tuple(ids[part] for part in parts if part in ids),
            role=written,
            paid=text_of(cells, "paid"),
            since=cells.get("since"),
            until=cells.get("until"),
            is_public=text_of(cells, "public").casefold() == YES,
        )


def _roles(book: BookRead | None, people: Sequence[Person]) -> Iterable[RoleHeld]:
    rows = _cells(book, ROLES)
    for role in coalition_registry().roles:
        yield RoleHeld(
            role,
            tuple(each for each in people if role.id in each.roles),
            *_texts(rows.get(f"role.{role.id}", {}), "hours", "authority", "instead"),
        )


def _tasks(book: BookRead | None, sheet: str, says: str, who: str, how: str) -> Iterable[Task]:
    for key, cells in _cells(book, sheet).items():
        yield Task(key, *_texts(cells, says, who, how))


def _called(book: BookRead | None, sheet: str, says: str, called: str) -> Iterable[Called]:
    for key, cells in _cells(book, sheet).items():
        if text_of(cells, says):
            yield Called(key, *_texts(cells, says, called))


def _partners(book: BookRead | None, known: Sequence[Sequence[str]]) -> Iterable[Partner]:
    names = ("groups", "predictors", "assets")
    headings = ("Groups it serves", "Predictors it works on", "Assets it brings")
    for key, cells in _filled(book, PARTNERS, "organization"):
        unknown: list[Unknown] = []
        groups, predictors, assets = (
            _listed(text_of(cells, name), entries, heading, unknown.append)
            for name, heading, entries in zip(names, headings, known, strict=True)
        )
        yield Partner(
            key=key,
            name=text_of(cells, "organization"),
            sector=text_of(cells, "sector"),
            groups=groups,
            predictors=predictors,
            assets=assets,
            relation=text_of(cells, "relation"),
            asked_by=text_of(cells, "asked_by"),
            source=text_of(cells, "source"),
            is_public=text_of(cells, "public").casefold() == YES,
            unknown=tuple(unknown),
        )


def _listed(
    text: str, known: Sequence[str], heading: str, tell: Callable[[Unknown], None]
) -> tuple[str, ...]:
    """The entries of ``known`` that stand in a cell, however they are parted; ``tell`` is told of others."""
    by_name = {entry.casefold(): entry for entry in known}
    found: list[str] = []
    for part in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        pieces = [part]
        if part.casefold() not in by_name:
            # Names of groups have commas of their own, so these part entries only where that gives entries.
            smaller = [piece.strip() for piece in part.split(",")]
            pieces = smaller if all(piece.casefold() in by_name for piece in smaller) else pieces
        for piece in pieces:
            entry = by_name.get(piece.casefold())
            if entry is None:
                near = difflib.get_close_matches(piece.casefold(), by_name, 1, cutoff=0.5)
                tell(Unknown(heading, piece, by_name[near[0]] if near else ""))
            else:
                found.append(entry)
    return tuple(dict.fromkeys(found))


def _invitations(book: BookRead | None) -> Iterable[Invitation]:
    for key, cells in _filled(book, INVITATIONS, "person", "organization"):
        yield Invitation(
            key=key,
            person=text_of(cells, "person"),
            organization=text_of(cells, "organization"),
            sender=text_of(cells, "sender"),
            ring=text_of(cells, "ring"),
            ask=text_of(cells, "ask"),
            give=text_of(cells, "give"),
            by=cells.get("by"),
            asked_on=cells.get("asked_on"),
            answer=text_of(cells, "answer"),
        )


def _meetings(book: BookRead | None) -> Iterable[Meeting]:
    for key, cells in _filled(book, MEETINGS, "on", "present", "decided"):
        yield Meeting(
            key,
            cells.get("on"),
            *_texts(cells, "about", "place", "present", "decided", "next", "posted"),
        )
