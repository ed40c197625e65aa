"""What a plan's folder shows for each line of the guide's checklists. It stands beside the line and ticks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mobility_analysis.planning.coalition.answers import CoalitionAnswers
from mobility_analysis.planning.coalition.registry import RINGS, coalition_registry
from mobility_analysis.planning.readiness.answers import ReadinessAnswers, is_filled_day
from mobility_analysis.planning.readiness.evidence import report_page, review_answers
from mobility_analysis.planning.release.checklists import Shown
from mobility_analysis.planning.release.messaging import Flag
from mobility_analysis.planning.release.topics import Decided
from mobility_analysis.runs.place_data import PlaceData

# The guide asks for two or three other places beside one's own.
FEWEST_PEERS = 2


@dataclass(frozen=True)
class Folder:
    """What the checklists look at.

    Attributes
    ----------
    unanswered
        Remarks on the plan's wording without a reason.
    has_editions
        Whether both editions of the plan were built.
    """

    data: PlaceData
    readiness: ReadinessAnswers
    coalition: CoalitionAnswers
    topics: Sequence[Decided]
    unanswered: Sequence[Flag]
    has_texts: bool
    has_editions: bool


def shown(folder: Folder) -> Mapping[str, Shown]:
    """What the folder shows, by what shows it (``Item.shown_by``)."""
    return {
        "report": _report(folder.data),
        "review": _review(folder.data),
        "readiness": _readiness(folder.readiness),
        "decision": _decision(folder.readiness),
        "team": _team(folder.coalition),
        "invitations": _invitations(folder.coalition),
        "launch": _launch(folder.coalition),
        "agreements": _agreements(folder.coalition),
        "format": Shown(
            "Two editions are built: one for those who work with it, one for everyone."
            if folder.has_editions
            else "No edition is built yet: mobility plan build.",
            folder.has_editions,
        ),
        "topics": _topics(folder.topics),
        "messaging": _messaging(folder),
    }


def _report(data: PlaceData) -> Shown:
    is_made = report_page(data).is_file()
    return Shown(
        "The findings report of this place is made." if is_made else "There is no report yet.",
        is_made,
    )


def _review(data: PlaceData) -> Shown:
    answered, asked = review_answers(data)
    peers = len(data.peers)
    return Shown(
        f"Answered in the review guide: {answered} of {asked} questions. Places beside ours: {peers}.",
        bool(answered) and peers >= FEWEST_PEERS,
    )


def _readiness(answers: ReadinessAnswers) -> Shown:
    steps, left = len(answers.readiness.answers), answers.readiness.unanswered
    return Shown(f"Answered: {steps - left} of {steps} steps.", left == 0)


def _decision(answers: ReadinessAnswers) -> Shown:
    decided = answers.decided
    if decided is None:
        return Shown("No decision is recorded.", False)
    by = f", by {decided.by}" if decided.by else ""
    return Shown(f"Recorded: {decided.decision}{by}.", True)


def _team(coalition: CoalitionAnswers) -> Shown:
    settled = sum(each.is_settled for each in coalition.roles)
    return Shown(
        f"Roles of the management team that somebody holds, or for which it is said why not: {settled} of "
        f"{len(coalition.roles)}.",
        settled == len(coalition.roles),
    )


def _invitations(coalition: CoalitionAnswers) -> Shown:
    asked = [each.ring for each in coalition.invitations if is_filled_day(each.asked_on)]
    counts = {
        entry.says: asked.count(entry.says)
        for entry in coalition_registry().rings
        if entry.id != RINGS[0]
    }
    residents = sum(each.is_resident for each in coalition.people)
    told = ", ".join(f"{name}: {count}" for name, count in counts.items())
    return Shown(
        f"Asked, by ring: {told}. Residents on the list of people: {residents}.",
        all(counts.values()) and residents > 0,
    )


def _launch(coalition: CoalitionAnswers) -> Shown:
    held = [each for each in coalition.meetings if is_filled_day(each.on)]
    return Shown(f"Meetings with a day: {len(held)}.", bool(held))


def _agreements(coalition: CoalitionAnswers) -> Shown:
    written = sum(bool(each.text) for each in coalition.agreements)
    chosen = sum(each.is_chosen for each in coalition.methods)
    settled = all(each.is_settled for each in coalition.roles)
    return Shown(
        f"Roles settled: {'all' if settled else 'not all'}. Ways to decide that were chosen: {chosen}. Agreements written: "
        f"{written} of {len(coalition.agreements)}.",
        bool(chosen) and settled,
    )


def _topics(topics: Sequence[Decided]) -> Shown:
    decided = sum(bool(each.decision) for each in topics)
    return Shown(f"Topics decided: {decided} of {len(topics)}.", decided == len(topics))


def _messaging(folder: Folder) -> Shown:
    if not folder.has_texts:
        return Shown("There is no text of the plan yet.", False)
    left = len(folder.unanswered)
    return Shown(f"Remarks on the wording without an answer: {left}.", left == 0)
