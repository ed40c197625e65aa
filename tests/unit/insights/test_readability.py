"""LIX by hand, and what counts as a sentence."""

from __future__ import annotations

import pytest

from mobility_analysis.insights.readability import measure, sentences_of, words_of


def test_lix_by_hand() -> None:
    """Two sentences of 6 and 4 words, of which "households" and "telephone" are long: 10/2 + 100 x 2/10."""
    found = measure("Most of the households here rent. Few have a telephone.")
    assert (found.sentences, found.words, found.long_words) == (2, 10, 2)
    assert found.words_per_sentence == 5
    assert found.lix == 25


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8.3 percent, against $45,300.", 1),  # no end within a number
        ("Better: 3 points higher, between 2.5 and 3.5", 2),
        ("Who could help? Ask residents!", 2),
        ("It rose (by a rule.) It fell.", 2),
        ("", 0),
        ("...", 0),
    ],
)
def test_sentences_end_with_a_mark_and_a_blank(text: str, number: int) -> None:
    assert len(sentences_of(text)) == number


def test_numbers_are_words_and_never_long() -> None:
    found = measure("$1,234,567,890 beside 19- and 20-year-olds")
    assert words_of("a - b") == ["a", "b"]
    assert (found.words, found.long_words) == (5, 1)


def test_a_text_without_words_has_no_measure() -> None:
    assert (measure("").lix, measure("").words_per_sentence) == (0, 0)
