"""``state/changes.jsonl``: what each run changed for a place, so that a team that was away reads it on one page."""

from __future__ import annotations

import json
from dataclasses import asdict

from mobility_analysis.core.io import write_text
from mobility_analysis.insights.place_changes import ChangeKind, ChangeLine, PlaceChanges
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.runs.changes_since import changes_since
from mobility_analysis.runs.earlier_estimates import day_of, find_earlier
from mobility_analysis.runs.place_data import PlaceData

NAME = "changes.jsonl"


def noted_changes(plan: PlanFolder) -> list[PlaceChanges]:
    """The notes of all runs, the newest first; a line that is damaged is left out."""
    path = plan.state / NAME
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    notes = [note for line in lines if (note := _read(line)) is not None]
    return notes[::-1]


def note_changes(plan: PlanFolder, changes: PlaceChanges) -> None:
    """Add a run's note; one of the same two days takes the place of the earlier."""
    kept = [
        note
        for note in noted_changes(plan)[::-1]
        if (note.before, note.now) != (changes.before, changes.now)
    ]
    plan.state.mkdir(parents=True, exist_ok=True)
    written = [json.dumps(asdict(note), ensure_ascii=False) for note in (*kept, changes)]
    write_text(plan.state / NAME, "\n".join(written) + "\n")


def note_new_changes(plan: PlanFolder, data: PlaceData) -> None:
    """Keep what the last run changed for the place, where that is not noted yet."""
    table = find_earlier(data.run.paths, None)
    if table is None:
        return
    days = day_of(table.parent)[:10], data.record.built_at[:10]
    if days in {(note.before, note.now) for note in noted_changes(plan)}:
        return
    changes = changes_since(data)
    if changes is not None:
        note_changes(plan, changes)


def _read(line: str) -> PlaceChanges | None:
    try:
        found = json.loads(line)
        lines = [
            ChangeLine(**(each | {"kind": ChangeKind(each["kind"])})) for each in found["lines"]
        ]
        return PlaceChanges(
            found["before"], found["now"], tuple(lines), found["within"], tuple(found["unknown"])
        )
    except (ValueError, KeyError, TypeError):
        return None
