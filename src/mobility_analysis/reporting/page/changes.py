"""What the last run changed for a place: a section of its report, and a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from mobility_analysis.insights.place_changes import PlaceChanges
from mobility_analysis.press.templates import TEMPLATES, render
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION


def within_words(changes: PlaceChanges) -> str:
    """How many values moved only within their earlier interval, in a sentence."""
    number = changes.within
    if number == 0:
        return "No other value moved."
    if number == 1:
        return "One more value moved within its earlier interval; it is not listed."
    return f"{number:,} more values moved within their earlier intervals; they are not listed."


def changes_section(changes: PlaceChanges | None) -> str:
    """The section of the report as HTML; empty where the run replaced no estimates."""
    if changes is None:
        return ""
    return render("changes.html.j2", changes=changes, within=within_words(changes))


def changes_in_print(changes: PlaceChanges | None) -> dict[str, Any]:
    """The section as the print edition shows it: counted by kind, with the page for the rest."""
    if changes is None:
        return {"title": "", "line": ""}
    return {
        "title": f"What changed since {changes.since}",
        "line": f"{changes.summary} {within_words(changes)} The page lists them.",
    }


def changes_page(
    data: PlaceData,
    changes: PlaceChanges,
    claims: Sequence[dict[str, str]] | None = None,
    targets: Sequence[tuple[str, str]] = (),
    earlier: Sequence[PlaceChanges] = (),
) -> str:
    """The page of its own, ``changes.html``.

    Parameters
    ----------
    claims
        The approved claims of the place's plan that read otherwise now: ``claim`` and ``words`` of each; None where
        there is no plan.
    targets
        Adopted targets that the data can show now and could not, or no more: the measure, and what is said of it.
    earlier
        Notes of runs before this one, the newest first.
    """
    return render(
        "changes_page.html.j2",
        title=f"What changed for {data.here.label}",
        css=Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),
        section=Markup(changes_section(changes)),
        claims=claims,
        targets=targets,
        earlier=earlier,
        banner=DEMONSTRATION if data.record.is_demonstration else "",
        footer=f"{data.here.label}. Estimates of {data.record.built_at}.",
    )
