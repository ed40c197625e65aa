"""What the last run changed for a place, with or without a plan: told, and written as a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.core.io import write_text
from mobility_analysis.core.paths import RunPaths, folder_name, plan_folders
from mobility_analysis.insights.place_changes import PlaceChanges
from mobility_analysis.planning.changes_log import note_changes, noted_changes
from mobility_analysis.planning.claims.rows import USES, ClaimRow, ClaimStanding
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.find import open_desk
from mobility_analysis.planning.keep import write_ours
from mobility_analysis.reporting.page.changes import changes_page
from mobility_analysis.runs.changes_since import changes_since
from mobility_analysis.runs.earlier_estimates import NO_EARLIER
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

PAGE = "changes.html"
_TURNED = (ClaimStanding.FALLEN, ClaimStanding.ORPHANED, ClaimStanding.RESTATED)


@dataclass(frozen=True)
class Told:
    """What is printed, line by line, and the page; no page where there is nothing to compare with."""

    lines: tuple[str, ...]
    page: Path | None = None


def tell_changes(
    paths: RunPaths, place: str, before: Path | None = None, peer_lens: str = ""
) -> Told:
    """What changed for a place since earlier estimates.

    A place with a plan is read as the plan reads it, the note is kept in ``state/changes.jsonl``, and the page is
    ``out/changes.html``; else it lies in ``reports/<run>/changes/``.

    Parameters
    ----------
    before
        An earlier table of estimates or its folder; without it those that the last run replaced.
    peer_lens
        The lens under which peers of a place without a plan are found.

    Raises
    ------
    UnknownPlace
        No place answers to the name.
    MissingInput, UsageError
        The file named is not there, or is no table of estimates.
    """
    run = RunData(paths)
    here = run.find(place)
    if plan_folders(paths.root, here.geoid):
        return _of_plan(open_desk(paths.root, here.geoid), before)
    peers = tuple(peer.geoid for peer in run.find_peers(here, peer_lens)) if peer_lens else ()
    data = read_place(run, here.geoid, peers, peer_lens)
    changes = changes_since(data, before)
    if changes is None:
        return Told((NO_EARLIER,))
    page = paths.reports / "changes" / f"{folder_name(here.geoid, here.label)}.html"
    write_text(page, changes_page(data, changes))
    return Told(tuple(_lines(data, changes)), page)


def _of_plan(desk: Desk, before: Path | None) -> Told:
    data = desk.opened.data
    changes = changes_since(data, before)
    if changes is None:
        return Told((NO_EARLIER,))
    earlier = [note for note in noted_changes(desk.plan) if note.now != changes.now]
    note_changes(desk.plan, changes)
    claims = [
        {"claim": row.typed, "words": _of_claim(row)}
        for row in desk.claims.read()
        if row.standing in _TURNED
    ]
    targets = desk.progress.turned_targets()
    page = desk.plan.out / PAGE
    write_ours(
        desk.plan, page, changes_page(data, changes, claims, targets, earlier).encode("utf-8")
    )
    told = [f"{each['claim']}: {each['words']}" for each in claims]
    if told:
        told = ["Approved claims that are to be looked at again:", *(f"  {line}" for line in told)]
    if targets:
        told += [
            "Targets that can be shown now, or no more:",
            *(f"  {name}: {said}" for name, said in targets),
        ]
    return Told((*_lines(data, changes), *told), page)


def _of_claim(row: ClaimRow) -> str:
    """Where an approved claim stands now, and the documents that use it."""
    assert row.approval is not None
    documents = ", ".join(USES[use] for use in row.uses)
    used = f" It is used in {documents}." if documents else ""
    return f"{row.standing.value}. Approved: \u201c{row.approval.words}\u201d{used}"


def _lines(data: PlaceData, changes: PlaceChanges) -> list[str]:
    lines = [f"{data.here.label}. {changes.summary}"]
    for kind, found in changes.by_kind.items():
        lines += [f"{kind}:", *(f"  {each.label}: {each.words}" for each in found)]
    return [*lines, *changes.unknown]
