"""The checklists of Steps 2, 3, 4 and 9, with what the folder shows: a sheet of ``action-plan.xlsx``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mobility_analysis.planning.release.registry import release_registry
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

SHEET = "Checklists"
DONE = ("yes", "not yet")
_COLUMNS = (
    Column("step", "Step", 8),
    Column("item", "What should be so", 44),
    Column("shown", "What the plan's folder shows", 50),
    Column("by_folder", "By that", 10),
    Column("done", "Ours to say", 12, is_theirs=True, choices="done"),
    Column("on", "On", 12, is_theirs=True, is_date=True),
    Column("where", "Where, with whom", 36, is_theirs=True),
)


@dataclass(frozen=True)
class Shown:
    """What a plan's folder shows for a line of a checklist.

    Attributes
    ----------
    is_so
        Whether the folder itself is the fact; ``None`` where only people can say it.
    """

    text: str
    is_so: bool | None = None


def checklists_sheet(shown: Mapping[str, Shown]) -> Worksheet:
    """The fifteen lines of the guide's checklists.

    Parameters
    ----------
    shown
        What the plan's folder shows, by what shows it (``Item.shown_by``).
    """
    rows = []
    for each in release_registry().items:
        proof = shown.get(each.shown_by, Shown("Only people can say it."))
        by_folder = "" if proof.is_so is None else DONE[0] if proof.is_so else DONE[1]
        rows.append(
            Row(
                each.id,
                {
                    "step": each.step,
                    "item": each.says,
                    "shown": proof.text,
                    "by_folder": by_folder,
                },
            )
        )
    return Worksheet(
        SHEET,
        "Have we done it?",
        (
            "The guide ends each step with a checklist. Beside each line stands what this folder shows. Under \u201cOurs to "
            "say\u201d you say whether it is so; the program ticks nothing there.",
        ),
        _COLUMNS,
        tuple(rows),
    )
