"""What is passed over, what is a number of the work, and where a statement stands."""

from __future__ import annotations

from time import perf_counter

import pytest

from mobility_analysis.insights.said_words import joined, number_of_words, sentences, tokens
from mobility_analysis.insights.statements import Kind, statements


def found(text: str, *own: str) -> list[str]:
    return [each.words for each in statements(text, own)]


def test_a_statement_knows_its_place_and_its_sentence() -> None:
    text = "Come on May 12. In Alder\u00a0County, 31\u00a0% of households \u2013 \u201cours\u201d \u2013 rent."
    (number,) = statements(text)
    assert (number.kind, number.words) == (Kind.NUMBER, "31\u00a0%")
    assert text[number.start : number.end] == number.words
    assert number.sentence.startswith("In Alder")


def test_kinds_are_told() -> None:
    kinds = {
        "Most renters move within a year.": [Kind.SHARE],
        "Rents are higher than in the state.": [Kind.COMPARISON],
        "Rents have risen.": [Kind.CHANGE],
        "We offer $25,000.": [Kind.WORK],
        "It has two editions.": [Kind.WORK],
        "It has two doctors.": [Kind.NUMBER],
        "Twice as many homes were built.": [Kind.NUMBER],
    }
    assert {text: [each.kind for each in statements(text)] for text in kinds} == kinds


def test_what_somebody_stands_for_is_passed_over_word_for_word() -> None:
    text = "We offer $25,000, and 125,000 people live here; $25,000.50 is another sum."
    assert found(text) == ["$25,000", "125,000", "$25,000.50"]
    assert found(text, "$25,000") == ["125,000", "$25,000.50"]
    assert found("Meetings last 90\u00a0minutes.", "90 minutes") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("41 percent of 60 people on the east way live in a place of their own.", ["41 percent", "60"]),
        ("In Akron 40 percent rent.", ["40 percent"]),
        ("Some 44308 people or 12345 households moved.", ["44308", "12345"]),
        ("The index is 3.0 percent.", ["3.0 percent"]),
        ("It costs $5k a year.", ["$5k"]),
        ("In 2020 households were counted, 2020 people in all.", ["2020"]),
        ("A 12-point gap and a 20-year gap.", ["12-point", "20"]),
        ("From 2013 to 2023 rents rose.", ["rose"]),
        ("Not $25,000 but .5 percent, or 0.5 percent.", ["$25,000", ".5 percent", "0.5 percent"]),
        ("[31 percent, to be checked]", []),
        ("2.1 What we found\n3 Who joins\nWhat we found\t12\nWho joins ..... 31", []),
        ("40 families moved.\nMoved: 31", ["40", "31"]),
        ("", []),
        ("\ue000 12 \ue001", ["12"]),
    ],
)  # fmt: skip
def test_numbers_that_look_like_names_and_days_are_not_lost(text: str, words: list[str]) -> None:
    assert found(text) == words


def test_sentences_end_where_people_end_them() -> None:
    text = "Dr. Lee of St. Louis came at 6 p.m. and left. Was it 3.5 percent? Yes! \u201cNever.\u201d Then\nnew line"
    assert [text[start:end] for start, end in sentences(text)] == [
        "Dr. Lee of St. Louis came at 6 p.m. and left.",
        "Was it 3.5 percent?",
        "Yes!",
        "\u201cNever.\u201d",
        "Then",
        "new line",
    ]


def test_numbers_are_equal_however_they_are_written() -> None:
    written = ("31%", "31 percent", "thirty-one percent", "Thirty one\u00a0%")
    assert {tuple(each.word for each in tokens(text)) for text in written} == {("31", "percent")}
    assert [each.word for each in tokens("US$1,500.50 in 2019\u201323, 1.2 million")] == [
        "$1500.5", "in", "2019", "2023", "1200000",
    ]  # fmt: skip
    assert number_of_words("four hundred and sixty") == 460
    assert number_of_words("two thousand three hundred") == 2300
    assert number_of_words("ten million") == 10_000_000


def test_words_are_joined_as_they_were_written() -> None:
    assert joined(tokens("31% of Homes in 2019\u20132023")) == "31% of Homes in 2019\u20132023"
    assert joined([]) == ""


def test_a_very_long_paragraph_is_searched_soon() -> None:
    text = "Rents rose by 12 percent, and 4,000 families moved on May 12. " * 2_000
    start = perf_counter()
    assert len(statements(text)) == 6_000
    assert perf_counter() - start < 10
