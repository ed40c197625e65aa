"""The brief in another language: nothing on it is left in English, its catalogue is whole and in step."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from mobility_analysis.press.templates import TEMPLATES
from mobility_analysis.press.translation import DOMAIN, find_language, languages
from mobility_analysis.press.typst import typeset
from mobility_analysis.reporting.beside import messages
from mobility_analysis.reporting.beside.brief_in_language import brief_in
from mobility_analysis.reporting.beside.files_beside import files_section
from mobility_analysis.reporting.page.page_one import PageOne, page_one_content
from mobility_analysis.runs.place_data import PlaceData

EVERY = pytest.mark.parametrize("code", languages())


def _catalogue(code: str) -> Any:
    return messages.read(messages.LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po")


# ------------------------------------------------------------------ catalogues


@EVERY
def test_every_text_is_translated_with_the_same_placeholders(code: str) -> None:
    assert messages.troubles(_catalogue(code)) == []


def test_a_missing_text_and_a_wrong_placeholder_are_named() -> None:
    catalogue = _catalogue("es")
    catalogue.delete("Household income at the 50th percentile")
    catalogue["since {period}."].string = "desde {periodo}."
    catalogue["Air quality"].string = ""
    assert sorted(messages.troubles(catalogue)) == [
        "not translated: Air quality",
        "not translated: Household income at the 50th percentile",
        "{placeholders} differ: since {period}.",
    ]


@EVERY
def test_what_is_read_is_compiled_from_what_is_translated(code: str) -> None:
    path = messages.LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.mo"
    assert path.read_bytes() == messages.compiled(_catalogue(code)), (
        "run: python -m mobility_analysis.reporting.beside.messages"
    )


def test_the_template_has_every_text_and_no_other() -> None:
    written = {(each.id, each.context) for each in messages.read(messages.TEMPLATE) if each.id}
    assert written == {(each.id, each.context) for each in messages.template() if each.id}


def test_all_of_the_registry_is_among_the_texts() -> None:
    texts = {each.text for each in messages.messages()}
    from mobility_analysis.framework.registry import registry

    for metric in registry().metrics:
        assert {metric.heading(measure) for measure in metric.measures} <= texts


# ------------------------------------------------------------------ the brief


@pytest.fixture(scope="module")
def one(alder: PlaceData) -> PageOne:
    return page_one_content(alder)


@pytest.fixture(scope="module")
def spanish(alder: PlaceData, one: PageOne) -> dict[str, Any]:
    return brief_in(find_language("es"), alder, one)


def _texts(content: Any) -> list[str]:
    """Every text of the content that a reader sees or hears."""
    if isinstance(content, str):
        return [content]
    if isinstance(content, dict):
        kept = [
            each for key, each in content.items() if key not in ("svg", "css", "class", "anchor")
        ]
        return [text for each in kept for text in _texts(each)]
    return [text for each in content for text in _texts(each)] if isinstance(content, list) else []


ENGLISH_WORDS = re.compile(
    r"\b(the|of|and|with|better|worse|than|data|percent|everyone|year|years|to|from|in)\b", re.I
)


def test_no_english_is_left(spanish: dict[str, Any]) -> None:
    texts = _texts({key: each for key, each in spanish.items() if key != "author"})
    assert len(texts) > 50
    assert [text for text in texts if ENGLISH_WORDS.search(text)] == []


def test_it_has_the_items_of_page_one_in_their_order(spanish: dict[str, Any], one: PageOne) -> None:
    for name in ("strengths", "questions", "trends", "gaps"):
        items = getattr(one, name)
        assert [item["anchor"] for item in spanish[name]] == [item.anchor for item in items]
    assert one.strengths and one.questions and one.gaps and one.trends


def test_the_numbers_are_those_of_the_findings(
    spanish: dict[str, Any], one: PageOne, alder: PlaceData
) -> None:
    language = find_language("es")
    for made, item in zip(spanish["strengths"], one.strengths, strict=True):
        value = alder.latest[item.choice.finding.measure]
        assert language.number(value.measure, value.value) in made["sentence"]
        assert value.when in made["sentence"]
        assert made["fine"].startswith("Por delante de ")


def test_titles_count_in_spanish(alder: PlaceData, one: PageOne) -> None:
    language = find_language("es")

    def title(number: int) -> str:
        return brief_in(language, alder, replace(one, strengths=one.strengths[:number]))[
            "strengths_title"
        ]

    assert [title(n) for n in (0, 1, 2)] == ["Fortalezas", "1 fortaleza", "2 fortalezas"]


def test_the_file_is_one_tagged_page_in_united_states_spanish(
    spanish: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "brief.es.pdf"
    pages = {"pages": {}, "factor": None}
    typeset(spanish | pages, path, 0, TEMPLATES / "brief.typ")
    made = PdfReader(path)
    assert made.root_object["/Lang"] == "es-US"
    assert made.root_object["/MarkInfo"]["/Marked"]
    assert len(made.pages) == 1
    assert spanish["strengths"][0]["label"][:20] in made.pages[0].extract_text()


def test_the_page_lists_it_only_where_it_is_asked_for(alder: PlaceData) -> None:
    assert "brief.es.pdf" not in files_section(alder)
    assert 'href="brief.es.pdf"' in files_section(alder, languages=["es"])
    assert "brief.es.pdf" not in files_section(alder, has_brief=False, languages=["es"])
