"""Sustainability: of each action who looks after it, with what means, and until when these are secured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mobility_analysis.planning.action_plan.logic import ACTIVITY, NAME, Model
from mobility_analysis.planning.check import MISSING, Remark
from mobility_analysis.planning.workbooks.workbook_in import BookRead, text_of
from mobility_analysis.planning.workbooks.worksheets import OWN, Column, Row, Worksheet

SUSTAINABILITY = "Sustainability"
NOT_FOUND = "not found yet"
_COLUMNS = (
    Column("activity", "Action, from the logic model", 44),
    Column("action", "Another action, in our words", 36, is_theirs=True),
    Column(
        "steward", "Who looks after it", 28, is_theirs=True, choices="not_found", may_differ=True
    ),
    Column("means", "With what means", 34, is_theirs=True, choices="not_found", may_differ=True),
    Column("until", "Secured until", 14, is_theirs=True, is_date=True),
    Column("note", "Our notes", 30, is_theirs=True),
)


@dataclass(frozen=True)
class Stewardship:
    """Who keeps one action going, and with what."""

    key: str
    action: str
    steward: str
    means: str
    until: str


def sustainability_sheet(model: Model, found: list[Stewardship]) -> Worksheet:
    """The sheet: one row for each activity, and rows of people's own."""
    own = [each.key for each in found if each.key.startswith(f"{OWN}.")]
    return Worksheet(
        SUSTAINABILITY,
        "Who keeps each action going?",
        (
            f"Of each action write who looks after it and with what means. \u201c{NOT_FOUND}\u201d is an answer, and better "
            "than none. Add rows for what is no activity of the logic model.",
        ),
        _COLUMNS,
        (
            *(Row(each.key, {"activity": each.says}) for each in model.of(ACTIVITY)),
            *(Row(key, {}) for key in own),
        ),
    )


def read_sustainability(book: BookRead | None, model: Model) -> list[Stewardship]:
    """What is known of each action; of activities also where nothing is written yet."""
    rows = book.cells_of(SUSTAINABILITY) if book else {}
    says = {each.key: each.says for each in model.of(ACTIVITY)}
    keys = [*says, *(key for key in rows if key not in says)]
    found = []
    for key in keys:
        cells = rows.get(key, {})
        text = {
            name: text_of(cells, name).strip() for name in ("action", "steward", "means", "until")
        }
        action = says.get(key) or text["action"]
        if action:
            found.append(Stewardship(key, action, text["steward"], text["means"], text["until"]))
    return found


def sustainability_remarks(found: list[Stewardship]) -> Iterator[Remark]:
    """Actions without a steward or means."""
    for name in ("steward", "means"):
        bare = [each.key for each in found if not getattr(each, name)]
        if bare:
            what = "Nobody looks after" if name == "steward" else "No means are named for"
            yield Remark(
                MISSING,
                f"{NAME}, {SUSTAINABILITY}",
                f"{what}: {', '.join(bare)}. \u201c{NOT_FOUND}\u201d is an answer.",
            )
