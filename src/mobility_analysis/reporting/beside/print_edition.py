"""The print edition: a tagged PDF of the page's content, page one usable alone as a brief.

Typst sets it from the same objects as the page (cards, highlights, figures), so the two always agree. Typst is
a single package, takes a tenth of a second, and writes PDF/UA-1, which refuses a figure without alternative
text. Only its own fonts and Matplotlib's are used, so that the file is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mobility_analysis.core.errors import ReportError
from mobility_analysis.framework.registry import Pillar
from mobility_analysis.insights.place_changes import PlaceChanges
from mobility_analysis.press.templates import TEMPLATES
from mobility_analysis.press.translation import ENGLISH, find_languages
from mobility_analysis.press.typst import TypesetError, ask, printed, typeset
from mobility_analysis.reporting.beside.brief_in_language import address_in, brief_file, brief_in
from mobility_analysis.reporting.beside.print_cards import card_in_print
from mobility_analysis.reporting.beside.print_overview import (
    matrix_in_print,
    sources_in_print,
    spine_in_print,
)
from mobility_analysis.reporting.beside.print_words import READING, WORDS
from mobility_analysis.reporting.charts.spine import Spine
from mobility_analysis.reporting.page import sections
from mobility_analysis.reporting.page.changes import changes_in_print
from mobility_analysis.reporting.page.matrix import Matrix
from mobility_analysis.reporting.page.metric_cards import Card
from mobility_analysis.reporting.page.page_one import PageOne
from mobility_analysis.reporting.page.page_one_items import Change, Item
from mobility_analysis.reporting.page.short_edition import ShortEdition
from mobility_analysis.runs.place_data import PlaceData

FILE, BRIEF = "report.pdf", "brief.pdf"
BRIEF_TEMPLATE = TEMPLATES / "brief.typ"


def write_print_edition(
    data: PlaceData,
    one: PageOne,
    glance: Matrix,
    shown: Spine,
    by_pillar: Mapping[Pillar, Sequence[Card]],
    *,
    folder: Path,
    short: ShortEdition | None = None,
    changes: PlaceChanges | None = None,
    languages: Sequence[str] = (),
    address: str = "",
) -> Path:
    """Write ``report.pdf`` and ``brief.pdf`` into ``folder``; return the first.

    Parameters
    ----------
    one
        Page one, as the page shows it.
    glance
        All numbers at a glance, as the page shows them.
    shown
        Where the place stands, as the page shows it.
    by_pillar
        The cards of each pillar, as the page shows them.
    short
        The edition of a place of which next to nothing is known: two pages, and no brief beside them.
    changes
        What the last run changed; None where it replaced no estimates.
    languages
        Codes of the languages besides English in which the brief is written, as ``brief.<code>.pdf``.
    address
        Where the report can be read: printed on page one of each, as text and as a QR code.

    Raises
    ------
    UsageError
        One of ``languages`` has no catalogue.
    ReportError
        A document cannot be set, or would not be accessible (PDF/UA-1).
    """
    second = int(_noon(data.record.built_at).timestamp())
    whole = _content(data, one, by_pillar, address) | {"changed": changes_in_print(changes)}
    try:
        if short is not None:
            content = whole | {"short": _short(short)}
            typeset(content, folder / FILE, second, TEMPLATES / "short.typ")
            return folder / FILE
        whole |= {
            "matrix": matrix_in_print(glance),
            "spine": spine_in_print(data, shown),
            "sources": sources_in_print(data),
        }
        brief = brief_content(data, one, address)
        question = {"pages": _some_pages(one), "factor": None, "is_only_asked": True}
        factor = ask(brief | question, "factor", BRIEF_TEMPLATE)
        pages = typeset(whole | {"factor": factor}, folder / FILE, second, label="pages")
        known = {"pages": pages, "factor": factor}
        typeset(brief | known, folder / BRIEF, second, BRIEF_TEMPLATE)
        for language in find_languages(languages):
            # How far page one is shrunk is found anew: texts of other languages are longer.
            content = brief_in(language, data, one, address) | {"pages": pages, "factor": None}
            typeset(content, folder / brief_file(language.code), second, BRIEF_TEMPLATE)
    except TypesetError as error:
        raise ReportError(
            f"The print edition of {data.here.in_words} could not be set: {error.what}.",
            "Look at the figure or text it names; the page itself is not affected.",
        ) from error
    return folder / FILE


def _some_pages(one: PageOne) -> dict[str, int]:
    """A number of two digits for each page to turn to, which are not known before the report is set."""
    anchors = [item.anchor for item in (*one.strengths, *one.questions, *one.gaps)]
    return dict.fromkeys([*anchors, *(trend.anchor for trend in one.trends)], 10)


def brief_content(data: PlaceData, one: PageOne, address: str = "") -> dict[str, Any]:
    """What the brief prints: page one, and where the whole report is."""
    return {
        **_page_one(data, one, address),
        "title": f"{data.here.label}: brief",
        "footer": f"Built {data.record.built_at}. The pages named are those of report.pdf.",
    }


def _noon(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def _content(
    data: PlaceData, one: PageOne, by_pillar: Mapping[Pillar, Sequence[Card]], address: str
) -> dict[str, Any]:
    return {
        **_page_one(data, one, address),
        "footer": f"Built {data.record.built_at}. Numbers, intervals and reasons: estimates.csv beside this file.",
        "pillars": [
            {
                "label": pillar.label,
                "cards": [card_in_print(card) for card in cards if card.has_numbers],
                "without": [
                    {"id": card.metric.id, "label": card.title, "why": card.without}
                    for card in cards
                    if not card.has_numbers
                ],
            }
            for pillar, cards in by_pillar.items()
        ],
        "absent": sections.absent_rows(data),
        "reading": READING,
    }


def _short(short: ShortEdition) -> dict[str, Any]:
    return {
        "title": short.title,
        "lede": short.lede,
        "around": short.around,
        "notes": short.notes,
        "parts": [
            {"label": label, "rows": [asdict(row) for row in rows]} for label, rows in short.parts
        ],
    }


def _page_one(data: PlaceData, one: PageOne, address: str) -> dict[str, Any]:
    return {
        "title": f"{data.here.label}: mobility findings",
        "lang": "en",
        "words": WORDS,
        "dots_key": one.dots_key,
        "author": "Mobility analysis",
        "built": data.record.built_at,
        "kicker": one.kicker,
        "place": data.here.name,
        "in_state": one.in_state,
        "lede": one.lede,
        "county_line": one.county_line,
        "demonstration": one.demonstration,
        "address": address_in(ENGLISH, address),
        "strengths_title": one.strengths_title,
        "strengths": [_highlight(item, "") for item in one.strengths],
        "strengths_none": one.strengths_none,
        "questions_title": one.questions_title,
        "questions": [_highlight(item, item.choice.question) for item in one.questions],
        "questions_none": one.questions_none,
        "trends": [
            {
                "anchor": t.anchor,
                "verdict": t.verdict,
                "css": t.css,
                "arrow": t.arrow,
                "label": t.label,
                "text": f"{t.sentence} {t.nation}".strip(),
                "picture": None if t.picture is None else printed(t.picture),
            }
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


def _highlight(item: Item, question: str) -> dict[str, Any]:
    return {
        "anchor": item.anchor,
        "label": item.label,
        "sentence": item.sentence,
        "question": question,
        "fine": item.fine,
        "how_many": item.how_many,
        "picture": None if item.picture is None else printed(item.picture),
        "change": None if item.change is None else _change(item.change),
    }


def _change(change: Change) -> dict[str, str]:
    return {
        "verdict": f" {change.verdict}",
        "css": change.css,
        "arrow": change.arrow,
        "since": f"since {change.since}.",
    }
