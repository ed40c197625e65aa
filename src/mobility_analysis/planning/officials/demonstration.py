"""Made-up officials of the demonstration county: enough answers to count, and a few that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.officials.answers import (
    OWN_STATEMENT,
    REPLIES,
    REPLY_COLUMNS,
    STATEMENT_COLUMNS,
    STATEMENTS,
)
from mobility_analysis.planning.officials.lists import Column, Faults, read_list, write_list
from mobility_analysis.planning.officials.roster import APPOINTED, COLUMNS, IN_OFFICE, NAME, VACANT

_GOVERNMENT = "Alder County (made up)"
# Office, body, seats; one of the school board's seats is vacant.
_BODIES = (
    ("commissioner", "Board of Commissioners", 9),
    ("member", "Board of Education", 12),
    ("sheriff", "Sheriff", 1),
    ("clerk", "Clerk", 1),
    ("assessor", "Assessor", 1),
    ("treasurer", "Treasurer", 1),
)
_VACANT, _APPOINTED = 21, 14  # by number
# Boxes marked, by the number of the official; who has no entry has not answered.
_MARKED: Mapping[int, Sequence[str]] = {
    **dict.fromkeys((1, 2, 4, 5, 10, 11, 12, 13, 14, 22, 23), ("white",)),
    **dict.fromkeys((6, 15, 16, 24), ("black_or_african_american",)),
    **dict.fromkeys((7, 8, 17), ("hispanic_or_latino",)),
    3: ("black_or_african_american", "white"),
    18: ("asian",),
    19: ("asian", "white"),
}
_DECLINED, _STATED = 9, 20


def write_demonstration_officials(plan: PlanFolder, today: date) -> None:
    """Fill the lists of the demonstration plan; one with rows in it is left as it is."""
    lists: tuple[tuple[str, Sequence[Column], Iterator[dict[str, str]]], ...] = (
        (NAME, COLUMNS, _roster(today)),
        (REPLIES, REPLY_COLUMNS, _replies(today)),
        (STATEMENTS, STATEMENT_COLUMNS, _statements(today)),
    )
    if any(read_list(plan.officials / name, columns, Faults()) for name, columns, _ in lists):
        return
    for name, columns, rows in lists:
        write_list(plan.officials / name, [column.name for column in columns], rows)


def _roster(today: date) -> Iterator[dict[str, str]]:
    number = 0
    for office, body, seats in _BODIES:
        for seat in range(1, seats + 1):
            number += 1
            is_vacant = number == _VACANT
            yield {
                "id": f"d{number}",
                "name": "" if is_vacant else f"Official {number}",
                "office": office,
                "body": body,
                "seats_in_body": str(seats),
                "government": _GOVERNMENT,
                "type": "county",
                "seat": f"{seat}" if seats > 1 else "",
                "status": VACANT if is_vacant else APPOINTED if number == _APPOINTED else IN_OFFICE,
                "email": "" if is_vacant else f"official{number}@example.org",
                "asked_on": "" if is_vacant else _ago(today, 40),
                "reminder_1_on": "" if is_vacant or number in _MARKED else _ago(today, 20),
                "source": "made up",
                "verified_on": _ago(today, 50),
            }


def _replies(today: date) -> Iterator[dict[str, str]]:
    for number, boxes in sorted(_MARKED.items()):
        marks = dict.fromkeys(boxes, "x")
        yield {**_reply(number, today), **marks}
    yield {**_reply(_DECLINED, today), "declined": "x"}


def _reply(number: int, today: date) -> dict[str, str]:
    return {"id": f"d{number}", "received_on": _ago(today, 30), "channel": "e-mail"}


def _statements(today: date) -> Iterator[dict[str, str]]:
    yield {
        "id": f"d{_STATED}",
        "category": "hispanic_or_latino",
        "basis": OWN_STATEMENT,
        "address": "https://example.org/about",
        "stated_on": _ago(today, 400),
        "quotation": "Made-up words of a made-up official.",
        "coder_1": "A",
        "coder_2": "B",
        "agreement": "yes",
    }


def _ago(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()
