"""The search for numeric claims, measured on labelled sentences (``words/statements.yaml``).

The half ``tuned_on`` may be looked at to change words and rules; the half ``held_out`` only measures. A claim counts as
found when something that is called a claim overlaps its words, and what was found may answer for one claim only. A false
alarm is whatever is found where nobody has to vouch for anything; a page is 25 sentences. That numbers of the work itself
are told from claims is measured apart: both are listed, for someone has to stand for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from mobility_analysis.insights.statements import Kind, Statement, statements

FILE = Path(__file__).parent / "words" / "statements.yaml"
LABELLED: dict[str, list[dict[str, Any]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
HALVES = ("tuned_on", "held_out")
LEAST_RECALL, MOST_ALARMS_A_PAGE, SENTENCES_A_PAGE = 0.95, 1.0, 25
LEAST_RECALL_OF_WORK, MOST_MIXED_UP_A_PAGE = 0.8, 1.0


@dataclass(frozen=True)
class Score:
    """What the search did on a half: claims found and missed, false alarms, and work that was called a claim."""

    found: int
    missed: tuple[str, ...]
    alarms: tuple[str, ...]
    mixed_up: tuple[str, ...]
    sentences: int

    @property
    def recall(self) -> float:
        return self.found / (self.found + len(self.missed))

    def a_page(self, found: tuple[str, ...]) -> float:
        return len(found) / (self.sentences / SENTENCES_A_PAGE)


def _spans(text: str, labels: list[str]) -> list[tuple[int, int]]:
    """Where labelled words stand; the same words twice are the first and the second place."""
    spans: list[tuple[int, int]] = []
    for words in labels:
        start = text.index(words)
        while (start, start + len(words)) in spans:
            start = text.index(words, start + 1)
        spans.append((start, start + len(words)))
    return spans


def _overlaps(found: Statement, span: tuple[int, int]) -> bool:
    return found.start < span[1] and span[0] < found.end


def score(entries: list[dict[str, Any]], label: str = "claims") -> Score:
    """Compare what is found with the labels of one kind; an alarm overlaps no label of either kind."""
    hits, missed, alarms, mixed_up = 0, [], [], []
    for entry in entries:
        text = entry["text"]
        claims, work = (_spans(text, entry.get(kind, [])) for kind in ("claims", "work"))
        every = statements(text)
        unused = [each for each in every if (each.kind is Kind.WORK) == (label == "work")]
        for span in work if label == "work" else claims:
            answer = next((each for each in unused if _overlaps(each, span)), None)
            if answer is None:
                missed.append(f"{text[slice(*span)]} | {text}")
            else:
                unused.remove(answer)
                hits += 1
        for each in every:
            said = f"{each.words} | {text}"
            if not any(_overlaps(each, span) for span in (*claims, *work)):
                alarms.append(said)
            elif each.kind is not Kind.WORK and not any(_overlaps(each, span) for span in claims):
                mixed_up.append(said)
    return Score(hits, tuple(missed), tuple(alarms), tuple(mixed_up), len(entries))


@pytest.mark.parametrize("half", HALVES)
def test_nearly_every_claim_is_found_and_alarms_are_rare(half: str) -> None:
    measured = score(LABELLED[half])
    assert measured.recall >= LEAST_RECALL, measured.missed
    assert measured.a_page(measured.alarms) <= MOST_ALARMS_A_PAGE, measured.alarms


@pytest.mark.parametrize("half", HALVES)
def test_numbers_of_the_work_are_told_from_claims(half: str) -> None:
    measured = score(LABELLED[half], "work")
    assert measured.recall >= LEAST_RECALL_OF_WORK, measured.missed
    assert measured.a_page(measured.mixed_up) <= MOST_MIXED_UP_A_PAGE, measured.mixed_up


def test_the_sentences_are_many_and_half_of_them_have_no_claim() -> None:
    every = [entry for half in HALVES for entry in LABELLED[half]]
    assert len({entry["text"] for entry in every}) == len(every) >= 300
    assert sum(not entry.get("claims") for entry in every) >= 120
    for half in HALVES:
        assert len(LABELLED[half]) >= 150
        assert sum(len(entry.get("claims", [])) for entry in LABELLED[half]) >= 75


def test_the_measure_sees_a_miss_and_an_alarm() -> None:
    entries = [
        {"text": "Half of us rent, and 12 percent own.", "claims": ["Half", "12 percent", "rent"]},
        {"text": "The share is 8 percent."},
        {"text": "We give 9 percent of it.", "work": ["9 percent"]},
    ]
    measured = score(entries)
    assert (measured.found, len(measured.missed), len(measured.alarms)) == (2, 1, 1)
    assert measured.recall == pytest.approx(2 / 3)
    assert measured.a_page(measured.alarms) == pytest.approx(25 / 3)
    assert measured.mixed_up == ("9 percent | We give 9 percent of it.",)
