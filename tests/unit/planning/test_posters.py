"""Handout, posters and slides: numbers only in claims that hold, a poster or a line of whom to ask for each predictor."""

from __future__ import annotations

import gettext
import io
import re
from typing import Any

import pypdf
import pytest

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.claims import Claim, Form, Judged
from mobility_analysis.insights.language import remarks
from mobility_analysis.insights.questions import questions
from mobility_analysis.planning.chapters.chapter import Making
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.documents.handout import handout_content, handout_pdf
from mobility_analysis.planning.documents.posters import (
    POSTERS,
    SLIDES,
    posters_content,
    posters_pdf,
)
from mobility_analysis.press.translation import (
    DOMAIN,
    LOCALE,
    Language,
    find_language,
    languages,
)


@pytest.fixture
def content(desk: Desk) -> dict[str, Any]:
    return posters_content(desk.frame, desk.opened.judge, desk.coalition.predictors)


def test_each_predictor_has_a_poster_or_a_line_of_whom_to_ask(content: dict[str, Any]) -> None:
    labels = [each.label for pillar in registry().pillars for each in pillar.predictors]
    shown = [each["title"] for each in content["sheets"]]
    asked = [row[0] for row in content["ask"]["rows"]]
    assert shown and asked
    assert not set(shown) & set(asked)
    assert sorted([*shown, *asked]) == sorted(labels)
    for _, why, whom in content["ask"]["rows"]:
        assert why and whom[0].isupper()


def test_a_poster_says_what_may_be_said_and_shows_the_same_number(
    desk: Desk, content: dict[str, Any]
) -> None:
    facts = {each.words for each in desk.opened.facts}
    for sheet in content["sheets"]:
        assert sheet["claim"] in facts
        assert set(sheet["more"]) <= facts
        assert desk.opened.here.label in sheet["figure"]["alt"]
        assert sheet["source"]


def test_the_question_of_a_shortfall_stands_only_where_there_is_one(
    desk: Desk, content: dict[str, Any]
) -> None:
    status = {each.says: each.status for each in desk.coalition.predictors}
    of_shortfalls = set(questions().values())
    for sheet in content["sheets"]:
        assert (sheet["question"] in of_shortfalls) == (status[sheet["title"]] == "worse")
    assert {status[sheet["title"]] for sheet in content["sheets"]} >= {"worse", "better"}


@pytest.mark.parametrize(("form", "size"), [(POSTERS, (792, 1224)), (SLIDES, (960, 540))])
def test_posters_and_slides_have_one_sheet_for_each_predictor(
    desk: Desk, content: dict[str, Any], form: str, size: tuple[int, int]
) -> None:
    made = posters_pdf(desk.frame, desk.opened.judge, desk.coalition.predictors, form)
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert len(reader.pages) >= len(content["sheets"]) + 1
    for page, sheet in zip(reader.pages, content["sheets"], strict=False):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == size
        text = re.sub(r"\s+", " ", page.extract_text())
        assert sheet["title"] in text and sheet["question"] in text
        assert "Demonstration data: not a real place" in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert made == posters_pdf(desk.frame, desk.opened.judge, desk.coalition.predictors, form)


# ------------------------------------------------------------------ in other languages


class _Listening(gettext.NullTranslations):
    """What a catalogue is asked for and does not have."""

    def __init__(self) -> None:
        super().__init__()
        self.missing: set[str] = set()

    def gettext(self, message: str) -> str:
        self.missing.add(message)
        return message


@pytest.mark.parametrize("code", languages())
def test_every_text_of_the_posters_is_in_the_catalogue(desk: Desk, code: str) -> None:
    """But for names of counties and cities, which are the same in every language."""
    texts, listening = gettext.translation(DOMAIN, LOCALE, [code]), _Listening()
    texts.add_fallback(listening)
    language = Language(code, texts)
    frame, data = desk.frame, desk.frame.data
    made = posters_content(frame, desk.opened.judge, desk.coalition.predictors, language)
    refused = [Judged(Claim(Form.VALUE, id)) for id in data.latest]
    by_form = iter(refused * 24)
    posters_content(frame, lambda _: next(by_form), desk.coalition.predictors, language)
    places = [data.here, *data.peers, data.state, data.nation]
    names = {text for place in places for text in (place.name, getattr(place, "label", ""))}
    names |= {each.rpartition(", ")[0] for each in names}
    assert len(made["sheets"]) > 5
    assert listening.missing - names == set()


def test_spanish_posters_say_the_same_numbers(desk: Desk, content: dict[str, Any]) -> None:
    spanish = posters_content(
        desk.frame, desk.opened.judge, desk.coalition.predictors, find_language("es")
    )
    assert len(spanish["sheets"]) == len(content["sheets"])
    assert len(spanish["ask"]["rows"]) == len(content["ask"]["rows"])
    for there, here in zip(spanish["sheets"], content["sheets"], strict=True):
        said = re.findall(r"\d[\d.,]*\d|\d", there["claim"])
        number = re.findall(r"\d[\d.,]*\d|\d", here["claim"])[0]
        assert number in said, (there["claim"], here["claim"])
        assert there["figure"]["svg"].count("<path") == here["figure"]["svg"].count("<path")
        texts = [there[key] for key in ("pillar", "title", "claim", "question")]
        texts += [*there["more"], there["figure"]["alt"], there["figure"]["title"]]
        assert [text for text in texts if ENGLISH_WORDS.search(text)] == []
    assert [
        text for row in spanish["ask"]["rows"] for text in row if ENGLISH_WORDS.search(text)
    ] == []


ENGLISH_WORDS = re.compile(
    r"\b(the|with|better|percent|value|data|from|and|interval|county)\b", re.I
)


def test_a_language_of_the_settings_adds_its_files(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.opened, "languages", (find_language("es"),))
    made = dict(desk.coalition.outputs(Making(desk.frame)))
    assert {"posters.pdf", "posters.es.pdf", "slides.pdf", "slides.es.pdf"} <= made.keys()
    reader = pypdf.PdfReader(io.BytesIO(made["posters.es.pdf"]))
    assert reader.trailer["/Root"]["/Lang"] == "es-US"
    assert "Datos de demostración" in reader.pages[0].extract_text()
    assert "1 de " in reader.pages[0].extract_text()


def test_a_language_no_longer_asked_for_takes_its_files_along(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.opened, "languages", (find_language("es"),))
    desk.build()
    slides, posters = desk.plan.out / "slides.es.pdf", desk.plan.out / "posters.es.pdf"
    theirs = desk.plan.out / "our own.pdf"
    theirs.write_bytes(b"ours")
    slides.write_bytes(slides.read_bytes() + b"% marked by people")
    monkeypatch.setattr(desk.opened, "languages", ())
    desk.build()
    assert not posters.exists()
    assert slides.exists(), "people changed it"
    assert theirs.exists()
    assert (desk.plan.out / "posters.pdf").exists()


def test_a_place_without_a_number_gets_one_list(desk: Desk) -> None:
    refused = next(
        judged
        for each in registry().measures
        if not (judged := desk.opened.judge(_value(each))).holds
    )
    made = posters_content(desk.frame, lambda _: refused, desk.coalition.predictors)
    assert made["sheets"] == [] and len(made["ask"]["rows"]) == 24
    pdf = posters_pdf(desk.frame, lambda _: refused, desk.coalition.predictors, POSTERS)
    first = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "No number here: ask" in first


def _value(measure: str) -> Any:
    from mobility_analysis.insights.claims import Claim, Form

    return Claim(Form.VALUE, measure)


def test_the_handout_has_two_pages_and_all_predictors(desk: Desk) -> None:
    reader = pypdf.PdfReader(io.BytesIO(handout_pdf(desk.frame)))
    assert len(reader.pages) == 2
    second = re.sub(r"\s+", " ", reader.pages[1].extract_text()).casefold()
    for pillar in registry().pillars:
        assert all(each.label.casefold() in second for each in pillar.predictors)


def test_texts_of_ours_put_no_shortfall_into_people(desk: Desk, content: dict[str, Any]) -> None:
    handout = handout_content(desk.frame)
    texts = [text for part in handout["sections"] for item in part["items"] for text in item]
    texts += [handout["lede"], handout["title"], content["title"], content["notes"]]
    texts += [sheet["question"] for sheet in content["sheets"]]
    texts += [content["marks"], content["lede"], content["ask"]["lede"]]
    assert [found for text in texts for found in remarks(text)] == []
