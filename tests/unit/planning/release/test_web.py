"""The pages for everyone: only what is written, relative links, no request, nobody named who is not to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from mobility_analysis.planning.action_plan.measures import MEASURES
from mobility_analysis.planning.chapters.chapter import Making
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.release.access import page_faults, page_text
from mobility_analysis.planning.release.classes import closed_texts
from mobility_analysis.planning.release.page_texts import SHEET as PAGE
from mobility_analysis.planning.release.web import (
    GENERAL,
    INDEX,
    MADE,
    PART,
    PARTNERS,
    POINTS,
    PROGRESS,
    QUESTIONS,
    TECHNICAL,
)

Pages = dict[str, str]


@pytest.fixture
def pages(desk: Desk) -> Callable[..., Pages]:
    def of(*, is_released: bool = False) -> Pages:
        frame = replace(desk.frame, is_released=is_released)
        mark = "" if is_released else "DRAFT "
        edition = (
            f'<html lang="en"><head><title>Plan</title></head><body>{mark}Demonstration data'
            f"<main><h1>Plan</h1></main>{frame.built}</body></html>"
        )
        editions = {name: edition for name in ("map-general.html", "map-technical.html")}
        making = Making(frame, desk.claims.read(), editions)
        made = dict(desk.release.outputs(making))
        return {name.removeprefix("web/"): page.decode() for name, page in made.items()}

    return of


def test_only_pages_with_something_to_say_are_made(desk: Desk, pages: Callable[..., Pages]) -> None:
    assert list(pages()) == [INDEX, GENERAL, TECHNICAL, QUESTIONS, POINTS]
    texts = {key: {"answer": f"Text of {key}."} for key in ("page.made", "page.take_part")}
    desk.action_plan.book.answer({PAGE: texts})
    desk.coalition.book.answer(
        {
            "Partners": {
                "partner.1": {"organization": "Library of Alder", "public": "yes"},
                "partner.2": {"organization": "A bank that thinks about it"},
            }
        }
    )
    measure = {"elements": "short.1", "indicator": "share_employed", "says": "Work"}
    desk.action_plan.book.answer({MEASURES: {"measure.1": measure}})
    desk.progress.adopt(date(2026, 11, 29))
    found = pages()
    assert set(found) == {
        INDEX,
        GENERAL,
        TECHNICAL,
        QUESTIONS,
        POINTS,
        MADE,
        PARTNERS,
        PART,
        PROGRESS,
    }
    assert "Library of Alder" in found[PARTNERS]
    assert not any("A bank that thinks" in page for page in found.values())
    assert "Text of page.made." in page_text(found[MADE])
    for page in found.values():
        assert [name for name in found if f'href="{name}"' not in page] == []


def test_links_are_relative_and_nothing_is_loaded(pages: Callable[..., Pages]) -> None:
    for name, page in pages().items():
        assert list(page_faults(page)) == [], name
        links = re.findall(r'(?:href|src)="([^"]+)"', page)
        assert {link for link in links if not link.startswith("#")} <= set(pages())
        assert "url(" not in page and "<script" not in page
        assert "Content-Security-Policy" in page or name in (GENERAL, TECHNICAL)


def test_a_draft_says_so_until_it_is_released(pages: Callable[..., Pages]) -> None:
    assert all("DRAFT" in page_text(page) for page in pages().values())
    released = pages(is_released=True)
    assert not any("DRAFT" in page_text(page) for page in released.values())
    assert all("Demonstration data" in page_text(page) for page in released.values())


def test_every_page_says_of_which_run_it_is(desk: Desk, pages: Callable[..., Pages]) -> None:
    assert all(desk.opened.built in page_text(page) for page in pages().values())


def test_talking_points_have_no_blank_and_no_number_that_nobody_approved(
    desk: Desk, pages: Callable[..., Pages]
) -> None:
    text = page_text(pages()[POINTS])
    assert "[" not in text and "percent" not in text and "small print" not in text
    desk.claims.book.answer(
        {
            "Claims": {
                "claim.1": {
                    "claim": "share_employed value",
                    "points": "yes",
                    "by": "Ana",
                    "on": "2026-11-29",
                }
            }
        }
    )
    desk.claims.approve()
    assert "percent" in page_text(pages()[POINTS])


def test_what_people_write_is_text_and_never_markup(
    desk: Desk, pages: Callable[..., Pages]
) -> None:
    desk.action_plan.book.answer({PAGE: {"page.made": {"answer": "<script>x()</script>\nTwo"}}})
    page = pages()[MADE]
    assert "<script" not in page and "<p>&lt;script&gt;x()&lt;/script&gt;</p><p>Two</p>" in page


def test_nothing_that_people_wrote_for_themselves_is_on_a_page(
    desk: Desk, pages: Callable[..., Pages]
) -> None:
    """A word that stands nowhere else, in every cell of the workbooks that are not for everyone."""
    for kept in (desk.readiness.book, desk.coalition.book, desk.claims.book):
        read = kept.read()
        assert read is not None
        kept.answer(
            {
                sheet: {
                    found.rows[0].key: {
                        column: f"Heron of {sheet} {column}" for column in found.theirs
                    }
                }
                for sheet, found in read.sheets.items()
                if found.rows and found.rows[0].key
            }
        )
    desk.refresh()
    assert (
        "Heron of Benefit barriers"
        in closed_texts({desk.coalition.book.name: desk.coalition.book.read()}).values()
    )
    assert [name for name, page in pages().items() if "Heron" in page] == []
