"""The pages around a run's reports: an index with a map, and the methods stored once.

All pages work from a folder on a disk, without server or network; the index works without its script, too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import mistune

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.errors import MissingInput, ReportError
from mobility_analysis.core.io import write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import NATION_GEOID, Level, in_words
from mobility_analysis.geography.universe import states
from mobility_analysis.press.templates import TEMPLATES, render
from mobility_analysis.reporting.beside.data_dictionary import NAME, write_dictionary
from mobility_analysis.reporting.make import catalogue
from mobility_analysis.reporting.make.report_card import ReportCard
from mobility_analysis.reporting.make.report_folders import one_each
from mobility_analysis.reporting.make.site_map import site_map
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.runs.run_record import DEMONSTRATION

INDEX, STYLE, METHODS = "index.html", "site.css", "methods"
DICTIONARY = f"{NAME}.html"
STYLE_SOURCES = ("page.css", "site.css")


def write_site(paths: RunPaths) -> Path:
    """Write ``index.html``, ``site.css``, ``methods/`` and the data dictionary into ``reports/<run>/``; return the index.

    Reads the reports that are there (``<geoid>-<slug>/report.html``) and makes none.

    Raises
    ------
    MissingInput
        The run has no report, or no estimates.
    ReportError
        A report was made by a version that did not yet say what it is about.
    """
    run = RunData(paths)
    cards = read_cards(paths)
    common = {
        "title": run.record.title,
        "banner": DEMONSTRATION if run.record.is_demonstration else "",
        "built": run.record.built_at,
    }
    css = [(TEMPLATES / name).read_text(encoding="utf-8") for name in STYLE_SOURCES]
    write_text(paths.reports / STYLE, "\n".join(css))
    with atomic_folder(paths.reports / METHODS) as folder:
        write_methods(folder, common)
    write_dictionary(run.record, paths.reports)
    write_text(paths.reports / INDEX, index_page(run, cards, common))
    return paths.reports / INDEX


def read_cards(paths: RunPaths) -> list[ReportCard]:
    """The reports of a run by state and name; see :func:`write_site` for what it raises."""
    pages = sorted(paths.reports.glob("[0-9]*-*/report.html"))
    if not pages:
        raise MissingInput(
            f"The run {paths.run!r} has no reports yet.",
            f"Make some first: `mobility report --run {paths.run} -c <code>`.",
        )
    found = one_each(pages)
    unknown = [page.parent.name for page, card in found.items() if card is None]
    if unknown:
        raise ReportError(
            f"{len(unknown)} reports do not say which place they are about: "
            f"{', '.join(unknown[:5])}{' ...' if len(unknown) > 5 else ''}.",
            "They are older than this version: make them again with `mobility report --force`.",
        )
    cards = [card for card in found.values() if card is not None]
    return sorted(cards, key=lambda card: (_state_of(card), card.name, card.geoid))


def _state_of(card: ReportCard) -> str:
    return _state_names().get(card.geoid[:2], "")


def _state_names() -> dict[str, str]:
    return dict(zip(states()["fips"], states()["name"], strict=True))


def index_page(run: RunData, cards: list[ReportCard], common: dict[str, Any]) -> str:
    """The list of reports with its search and its map."""
    names = {card.geoid: card.name for card in cards}
    shapes = run.boundaries_today
    drawn = site_map(shapes, names) if shapes is not None else None
    found = {_state_of(card) for card in cards}
    area = found.pop() if len(found) == 1 else run.ref(NATION_GEOID, Level.NATION).name
    return render(
        "site_index.html.j2",
        **common,
        style=STYLE,
        cards=[(card, _state_of(card)) for card in cards],
        hrefs={card.geoid: card.href for card in cards},
        names=names,
        map=drawn,
        area=area,
        area_in_words=in_words(area),
        methods=METHODS,
        dictionary=DICTIONARY,
    )


# ------------------------------------------------------------------ methods


def write_methods(folder: Path, common: dict[str, Any]) -> None:
    """The catalogue's pages as HTML."""
    for name, text in catalogue.pages().items():
        body = to_html(text)
        heading = re.search(r"<h1>(.*?)</h1>", body)
        assert heading is not None
        write_text(
            folder / _html_name(name),
            render(
                "site_method.html.j2",
                **common,
                style=f"../{STYLE}",
                heading=heading.group(1),
                body=body,
                is_index=name == catalogue.INDEX,
                dictionary=f"../{DICTIONARY}",
            ),
        )


def _html_name(name: str) -> str:
    return "index.html" if name == catalogue.INDEX else name.replace(".md", ".html")


def to_html(markdown: str) -> str:
    """A page of the catalogue as HTML: its links lead to HTML, its tables have headers and scroll."""
    text = markdown.removeprefix(catalogue.HEAD)
    body = str(mistune.create_markdown(plugins=["table"])(text))
    body = re.sub(r'href="(\w+\.md)"', lambda found: f'href="{_html_name(found[1])}"', body)
    body = re.sub(r"<th\b", '<th scope="col"', body)
    opened = '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>'
    return body.replace("<table>", opened).replace("</table>", "</table></div>")
