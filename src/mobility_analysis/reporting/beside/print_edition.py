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
from mobility_analysis.press.typst import TypesetError, printed, typeset
from mobility_analysis.reporting.beside.brief_in_language import address_in, brief_file, brief_in
from mobility_analysis.reporting.beside.print_cards import card_in_print
from mobility_analysis.reporting.beside.print_words import READING, WORDS, matrix_line
from mobility_analysis.reporting.charts.spine import Spine
from mobility_analysis.reporting.page import sections
from mobility_analysis.reporting.page.changes import changes_in_print
from mobility_analysis.reporting.page.matrix import Matrix
from mobility_analysis.reporting.page.metric_cards import Card
from mobility_analysis.reporting.page.page_one import PageOne
from mobility_analysis.reporting.page.page_one_items import Change, Item
from mobility_analysis.reporting.page.short_edition import ShortEdition
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.source_words import edition_years

FILE, BRIEF = "report.pdf", "brief.pdf"


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
            "matrix": _matrix(glance),
            "spine": _spine(data, shown),
            "sources": _sources(data),
        }
        turn = typeset(whole, folder / FILE, second, ask="turn")
        typeset(
            brief_content(data, one, address) | turn,
            folder / BRIEF,
            second,
            TEMPLATES / "brief.typ",
        )
        for language in find_languages(languages):
            # How far page one is shrunk is found anew: texts of other languages are longer.
            content = brief_in(language, data, one, address) | {
                "pages": turn["pages"],
                "factor": None,
            }
            typeset(content, folder / brief_file(language.code), second, TEMPLATES / "brief.typ")
    except TypesetError as error:
        raise ReportError(
            f"The print edition of {data.here.in_words} could not be set: {error.what}.",
            "Look at the figure or text it names; the page itself is not affected.",
        ) from error
    return folder / FILE


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


def _spine(data: PlaceData, shown: Spine) -> dict[str, Any]:
    return {
        "title": f"Where {data.here_in_words} stands among all {shown.among}",
        "line": (
            f"One row for each metric; the further right, the better among the {shown.among} of the "
            "nation. Solid: strong; hollow: use with care; small marks: peers; tick: the nation; gray "
            f"band: the middle half of {shown.among}."
        ),
        "figures": [printed(figure) for figure in shown.figures],
        "unranked": _unranked(shown),
    }


def _unranked(shown: Spine) -> str:
    named = "; ".join(f"{label} ({why})" for label, why in shown.unranked)
    return f"Without a rank: {named}." if named else ""


def _matrix(glance: Matrix) -> dict[str, Any]:
    return {
        "others": glance.others,
        "line": matrix_line(glance.kind if glance.is_ranked else ""),
        "is_ranked": glance.is_ranked,
        "parts": [
            {
                "label": label,
                "rows": [
                    {
                        "anchor": row.anchor,
                        "label": row.label,
                        "value": row.value,
                        "when": row.when,
                        "age": row.age,
                        "grade": row.grade_class,
                        "position": row.position,
                        "verdicts": [asdict(cell) for cell in row.verdicts],
                        "trend": asdict(row.trend),
                    }
                    for row in rows
                ],
            }
            for label, rows in glance.parts
        ],
    }


def _sources(data: PlaceData) -> list[tuple[str, str, str]]:
    """A row for each product of an agency; its files and their hashes stand on the page of sources."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for name, entry in data.record.by_source.items():
        years, days = found.setdefault(f"{entry['agency']}, {entry['title']}", (set(), set()))
        years.update(edition_years(data, name).split(", "))
        days.add(entry["retrieved"][:10])
    return [
        (
            title,
            ", ".join(sorted(filter(None, years))),
            " to ".join(dict.fromkeys([min(days), max(days)])),
        )
        for title, (years, days) in sorted(found.items())
    ]


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
