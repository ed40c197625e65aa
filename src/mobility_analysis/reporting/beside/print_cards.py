"""Cards as the print edition takes them: words, and pictures in the font of print."""

from __future__ import annotations

from typing import Any

from mobility_analysis.press.typst import printed
from mobility_analysis.reporting.beside.local_tables import block_in_print
from mobility_analysis.reporting.beside.own_count_sheet import own_count_in_print
from mobility_analysis.reporting.charts.area_maps import AreaMaps
from mobility_analysis.reporting.charts.panels import Panel, TrendPanel
from mobility_analysis.reporting.page import sections
from mobility_analysis.reporting.page.metric_cards import Card, MeasureView
from mobility_analysis.reporting.page.page_one_items import STEADY


def card_in_print(card: Card) -> dict[str, Any]:
    """Return a card as ``cards.typ`` takes it."""
    trend = [] if card.trend is None else [_trend(card.trend)]
    lead = _view(card.lead)
    return {
        "id": card.metric.id,
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
            " ".join([*(f"{label}: no value. {why}" for label, why in card.silent), *card.caveats]),
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
                "versus": names,
                "verdict": each.verdict,
                "css": each.css,
                "detail": each.difference if view.all_how else each.detail,
            }
            for names, each in view.compared
        ],
        "all_how": view.all_how,
        "chart": None if view.chart is None else printed(view.chart),
        "panels": [_panel(panel, panel in view.telling_panels) for panel in view.panels],
    }


def _panel(panel: Panel, is_drawn: bool) -> dict[str, Any]:
    """A panel; paper has its picture only where there is a gap to see, the page has all of them."""
    return {
        **printed(panel.figure),
        "is_drawn": is_drawn,
        "title": panel.title,
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
        "is_drawn": trend.css not in STEADY,
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
