"""What a release asks has its fixed sizes, explains no contested word, and keeps to the wording rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.insights.language import remarks
from mobility_analysis.insights.readability import sentences_of, words_of
from mobility_analysis.planning.release.registry import FILE, load_release, release_registry


def test_there_are_eight_topics_and_fifteen_items() -> None:
    asked = release_registry()
    assert len(asked.topics) == 8 and all(each.questions for each in asked.topics)
    assert [each.step for each in asked.items] == [2] * 3 + [3] * 3 + [4] * 5 + [9] * 4


def test_no_word_that_groups_use_differently_is_explained() -> None:
    assert [each.term for each in release_registry().terms if each.means] == []
    assert all(each.means for each in release_registry().data_terms)


def test_its_own_words_are_plain_and_speak_of_systems() -> None:
    asked = release_registry()
    texts = [text for each in asked.topics for text in (each.title, *each.questions)]
    texts += [each.says for each in asked.items] + [each.means for each in asked.data_terms]
    texts += [text for each in asked.questions for text in (each.asks, each.answer)]
    texts += [text for each in asked.page_texts for text in (each.title, each.asks)]
    assert [found for text in texts for found in remarks(text)] == []
    long = [s for text in texts for s in sentences_of(text) if len(words_of(s)) > 30]
    assert long == []


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("No bus runs after six.", True),
        ("Zoning allows one home on each lot.", True),
        ("Banks closed their branches.", True),
        ("People do not want to work.", False),
        ("", False),
    ],
)
def test_a_system_is_told_from_people(text: str, is_named: bool) -> None:
    assert release_registry().names_a_system(text) is is_named


def test_words_are_counted_in_every_form() -> None:
    equity = next(each for each in release_registry().terms if each.id == "equity")
    assert equity.count("Equity, equitable schools; inequity is another word.") == 2


def _a_topic_less(content: dict[str, Any]) -> None:
    content["topics"].pop()


def _an_item_less(content: dict[str, Any]) -> None:
    content["items"].pop(0)


def _an_unknown_proof(content: dict[str, Any]) -> None:
    content["items"][0]["shown_by"] = "hearsay"


def _a_definition_of_ours(content: dict[str, Any]) -> None:
    content["terms"][0]["means"] = "Fairness."


def _no_meaning(content: dict[str, Any]) -> None:
    del content["data_terms"][0]["means"]


def _twice(content: dict[str, Any]) -> None:
    content["questions"].append(content["questions"][0])


@pytest.mark.parametrize(
    "spoil",
    [_a_topic_less, _an_item_less, _an_unknown_proof, _a_definition_of_ours, _no_meaning, _twice],
)
def test_another_size_is_refused(spoil: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    spoil(content)
    path = tmp_path / "release.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"release\.yaml"):
        load_release(path)
