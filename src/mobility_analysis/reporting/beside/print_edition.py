"""The print edition: a tagged PDF of the page's content, page one usable alone as a brief.

Typst sets it from the same objects as the page (cards, highlights, figures), so the two always agree. Typst is
a single package, takes a tenth of a second, and writes PDF/UA-1, which refuses a figure without alternative
text. Only its own fonts and Matplotlib's are used, so that the file is the same on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mobility_analysis.core.errors import ReportError
from mobility_analysis.framework.registry import Pillar
from mobility_analysis.insights.place_changes import PlaceChanges
from mobility_analysis.press.typst import TypesetError, printed, typeset
from mobility_analysis.reporting.beside.local_tables import block_in_print
from mobility_analysis.reporting.beside.own_count_sheet import own_count_in_print
from mobility_analysis.reporting.charts.area_maps import AreaMaps
from mobility_analysis.reporting.charts.panels import Panel, TrendPanel
from mobility_analysis.reporting.charts.spine import Spine
from mobility_analysis.reporting.page import sections
from mobility_analysis.reporting.page.changes import changes_in_print
from mobility_analysis.reporting.page.metric_cards import Card, MeasureView
from mobility_analysis.reporting.page.page_one import PageOne
from mobility_analysis.runs.highlights import Highlight
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.source_words import edition_years

FILE = "report.pdf"


def write_print_edition(
    data: PlaceData,
    one: PageOne,
    shown: Spine,
    by_pillar: Mapping[Pillar, Sequence[Card]],
    folder: Path,
    *,
    changes: PlaceChanges | None = None,
) -> Path:
    """Write ``report.pdf`` into ``folder``.

    Parameters
    ----------
    one
        Page one, as the page shows it.
    shown
        Where the place stands, as the page shows it.
    by_pillar
        The cards of each pillar, as the page shows them.
    changes
        What the last run changed; None where it replaced no estimates.

    Raises
    ------
    ReportError
        The document cannot be set, or would not be accessible (PDF/UA-1).
    """
    path = folder / FILE
    try:
        typeset(
            {**_content(data, one, shown, by_pillar), "changed": changes_in_print(changes)},
            path,
            int(_noon(data.record.built_at).timestamp()),
        )
    except TypesetError as error:
        raise ReportError(
            f"The print edition of {data.here.in_words} could not be set: {error.what}.",
            "Look at the figure or text it names; the page itself is not affected.",
        ) from error
    return path


def _noon(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def _content(
    data: PlaceData, one: PageOne, shown: Spine, by_pillar: Mapping[Pillar, Sequence[Card]]
) -> dict[str, Any]:
    return {
        **_page_one(data, one),
        "spine": {
            "title": f"Where {data.here_in_words} stands among all {shown.among}",
            "line": (
                f"One row for each metric; the further right, the better among the {shown.among} of the "
                "nation. Solid: strong; hollow: use with care; small marks: peers; tick: the nation; gray "
                f"band: the middle half of {shown.among}."
            ),
            "figures": [printed(figure) for figure in shown.figures],
        },
        "pillars": [
            {"label": pillar.label, "cards": [_card(card) for card in cards]}
            for pillar, cards in by_pillar.items()
        ],
        "absent": sections.absent_rows(data),
        "methods": _methods(data),
        "sources": _sources(data),
    }


def _sources(data: PlaceData) -> list[tuple[str, str, str, str]]:
    """A row for each vintage; its files and their hashes stand in the page."""
    files = Counter(f"{e['source_id']}@{e['vintage']}" for e in data.record.snapshots)
    return [
        (
            f"{entry['agency']}, {entry['title']} ({name})",
            edition_years(data, name),
            entry["retrieved"][:10],
            str(files[name]),
        )
        for name, entry in data.record.by_source.items()
    ]


def _page_one(data: PlaceData, one: PageOne) -> dict[str, Any]:
    return {
        "title": f"{data.here.label}: mobility findings",
        "author": "Mobility analysis",
        "built": data.record.built_at,
        "kicker": one.kicker,
        "place": data.here.name,
        "in_state": one.in_state,
        "lede": one.lede,
        "county_line": one.county_line,
        "demonstration": one.demonstration,
        "strengths_title": one.strengths_title,
        "strengths": [_highlight(item, "") for item in one.strengths],
        "strengths_none": one.strengths_none,
        "questions_title": one.questions_title,
        "questions": [_highlight(item, item.choice.question) for item in one.questions],
        "questions_none": one.questions_none,
        "trends": [
            {"verdict": t.verdict, "label": t.label, "text": f"{t.sentence} {t.nation}".strip()}
            for t in one.trends
        ],
        "trends_line": one.trends_line,
        "gaps": [_highlight(item, "") for item in one.gaps],
        "gaps_line": one.gaps_line,
        "trust": {
            "sentence": one.trust.sentence,
            "parts": [
                {"class": css, "words": words, "number": number}
                for css, words, number in one.trust.counts
            ],
        },
        "counts": [
            {
                "name": name,
                **{key: str(tally[key]) for key in ("better", "similar", "worse", "cannot_tell")},
            }
            for name, tally in one.counts
        ],
        "peers": one.peers_line,
        "account": [
            {
                "label": peer.label,
                "distance": peer.distance_text,
                "because": "; ".join(peer.because) or "nothing could be compared",
                "differs": "; ".join(peer.differs) or "nothing stands out",
            }
            for peer in one.peers
        ],
        "peers_explained": one.peers_explained,
        "no_peers": one.no_peers_why,
        "peers_years": f"Years of these facts: {one.peers_years}." if one.peers_years else "",
        "forms": one.forms_line,
        "map": None if one.map is None else {**printed(one.map), "caption": one.map_caption},
    }


def _highlight(item: Highlight, question: str) -> dict[str, str]:
    return {
        "label": item.label,
        "sentence": item.sentence,
        "question": question,
        "fine": item.fine,
        "how_many": item.how_many,
    }


def _card(card: Card) -> dict[str, Any]:
    trend = [] if card.trend is None else [_trend(card.trend)]
    lead = _view(card.lead)
    return {
        "label": card.title,
        "over": card.over,
        "question": card.lead.measure.question,
        "direction": card.direction,
        "stands_in": card.stands_in,
        "lead": {**lead, "panels": [*lead["panels"], *trend]},
        "others": [_view(view) for view in card.others],
        "areas": [_areas(areas) for areas in card.areas],
        "local": [block_in_print(block) for block in card.local],
        "own_count": None if card.own_count is None else own_count_in_print(card.own_count),
        "foot": [
            *(f"{label}: no value. {why}" for label, why in card.silent),
            *card.caveats,
            card.source_words,
        ],
    }


def _view(view: MeasureView) -> dict[str, Any]:
    return {
        "label": view.measure.label,
        "is_of_groups_only": view.is_of_groups_only,
        "big": view.big,
        "when": view.when,
        "class": view.grade_class,
        "grade": view.grade_words,
        "reasons": " ".join(view.reasons),
        "sentence": view.sentence,
        "notes": view.notes,
        "comparisons": [
            {
                "versus": each.versus,
                "verdict": each.verdict,
                "css": each.css,
                "detail": each.detail,
            }
            for each in view.comparisons
        ],
        "chart": None if view.chart is None else printed(view.chart),
        "panels": [_panel(panel) for panel in view.panels],
    }


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        **printed(panel.figure),
        "title": panel.figure.title.split(":")[0],
        "line": panel.line,
        "lines": [f"{name}: no value. {why}" for name, why in panel.absent],
        "gaps": [
            *(_gap(gap.certainty, f"{gap.group}: {gap.text}", gap.css) for gap in panel.gaps.lines),
            *(_gap(word, f"{names}: {why}.", "") for word, names, why in panel.gaps.untold),
        ],
        "change": None,
    }


def _gap(certainty: str, text: str, css: str) -> dict[str, str]:
    return {"certainty": certainty, "text": text, "css": css}


def _trend(trend: TrendPanel) -> dict[str, Any]:
    return {
        **printed(trend.figure),
        "title": "Over time",
        "line": sections.TREND_LINE,
        "lines": [],
        "gaps": [],
        "change": {
            "verdict": trend.verdict,
            "css": trend.css,
            "text": trend.text,
            "breaks": list(trend.breaks),
        },
    }


def _areas(areas: AreaMaps) -> dict[str, Any]:
    return {
        "title": areas.title,
        "line": areas.line,
        "figures": [printed(figure) for figure in areas.figures],
    }


def _methods(data: PlaceData) -> list[dict[str, Any]]:
    return [
        {"title": "Intervals", "paragraphs": [], "items": sections.interval_lines(data)},
        {
            "title": "Grades",
            "paragraphs": [],
            "items": [
                f"{about} Used for: {users}." for about, users in sections.rubric_lines(data)
            ],
        },
    ]
