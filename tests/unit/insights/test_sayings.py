"""Edited sentences against ours: found however they were split or joined, and each difference named."""

from __future__ import annotations

from time import perf_counter

import pytest

from mobility_analysis.insights.sayings import Became, Fate, Saying, fates

BROADBAND = Saying(
    "broadband",
    "31 percent of households had broadband in the home, against 25 percent in the nation (2019\u20132023).",
)
BABIES = Saying(
    "babies",
    "In Alder County, 8.3 percent of babies were born with low weight in 2019\u20132023 (plus or minus 0.3 percentage points).",
)
INCOME = Saying(
    "income",
    "The median household income was $52,300, against $61,900 in the state (2019\u20132023).",
)
GAP = Saying(
    "gap",
    "Among Black mothers (not Hispanic), 14.0 percent of babies were born with low weight, against 8.0 percent among "
    "everyone else (2023).",
)
JOBS = Saying("jobs", "Fewer jobs paid a living wage: 48 percent in 2017, and 45 percent in 2023.")
ALL = (BROADBAND, BABIES, INCOME, GAP, JOBS)


def became(saying: Saying, *blocks: str) -> Fate:
    """What became of one saying among all of them."""
    found = [each for each in fates(blocks, ALL) if each.saying == saying]
    assert len(found) == 1
    return found[0]


def changes(fate: Fate) -> list[tuple[str, str]]:
    return [(each.was, each.now) for each in fate.differences if each.turns]


@pytest.mark.parametrize("saying", ALL, ids=lambda each: each.id)
def test_a_sentence_as_built_is_found_among_others(saying: Saying) -> None:
    text = [f"We plan together. {saying.text} Come and see on May 12 at 6 p.m.", "The end."]
    fate = became(saying, *text)
    assert fate.became is Became.AS_BUILT
    assert fate.passage == saying.text
    assert all(each.became is Became.GONE for each in fates(text, ALL) if each.saying != saying)


@pytest.mark.parametrize(
    "text",
    [
        "31% of households had broadband in the home, against 25% in the nation (2019-23).",
        "31\u00a0percent of households had broadband in the home, against 25 percent in the nation (2019\u20112023).",
        "Thirty-one percent of households had broadband in the home, against twenty-five percent in the nation (2019\u20132023).",
        "31 PERCENT of households had broadband in the home; against 25 percent in the nation, 2019\u20132023!",
        "Against 25 percent in the nation, 31 percent of households had broadband in the home (2019\u20132023).",
    ],
    ids=["signs", "blanks and hyphens", "number words", "capitals and points", "turned around"],
)
def test_the_same_words_and_numbers_in_another_dress_are_as_built(text: str) -> None:
    assert became(BROADBAND, text).became is Became.AS_BUILT


@pytest.mark.parametrize(
    ("saying", "text"),
    [
        (BROADBAND, "Here 31 percent of all households can use broadband at home; in the nation it was 25 percent (2019\u20132023)."),
        (BABIES, "About 8 percent of babies in Alder County were born with low weight in 2019\u20132023."),
        (INCOME, "Half of all households had an income under $52,300; the state's median was $61,900 (2019\u20132023)."),
        (GAP, "14.0 percent of the babies of Black mothers were born with low weight in 2023, against 8.0 percent among all others."),
    ],
    ids=lambda each: each.id if isinstance(each, Saying) else "",
)  # fmt: skip
def test_other_words_with_the_same_numbers_are_reworded(saying: Saying, text: str) -> None:
    fate = became(saying, text)
    assert fate.became is Became.REWORDED
    assert fate.differences


@pytest.mark.parametrize(
    ("saying", "text", "expected"),
    [
        (BROADBAND, BROADBAND.text.replace("31", "41"), ("31", "41")),
        (BROADBAND, BROADBAND.text.replace("2019\u20132023", "2018\u20132022"), ("2019\u20132023", "2018\u20132022")),
        (BROADBAND, BROADBAND.text.replace("households", "families"), ("households", "families")),
        (BROADBAND, BROADBAND.text.replace("nation", "state"), ("nation", "state")),
        (BROADBAND, BROADBAND.text.replace("31 percent", "Half"), ("31 percent", "Half")),
        (BROADBAND, BROADBAND.text.replace("had", "did not have"), ("had", "did not have")),
        (BABIES, BABIES.text.replace("0.3 percentage points", "0.3 percent"), ("percentage points", "percent")),
        (INCOME, INCOME.text.replace("$52,300", "$25,300"), ("$52,300", "$25,300")),
        (JOBS, JOBS.text.replace("Fewer", "More"), ("Fewer", "More")),
    ],
    ids=lambda each: each[1] if isinstance(each, tuple) else "",
)  # fmt: skip
def test_another_number_unit_group_or_direction_is_a_change(
    saying: Saying, text: str, expected: tuple[str, str]
) -> None:
    fate = became(saying, text)
    assert fate.became is Became.CHANGED
    assert expected in changes(fate)


def test_two_numbers_that_changed_places_are_a_change() -> None:
    swapped = "25 percent of households had broadband in the home, against 31 percent in the nation (2019\u20132023)."
    assert changes(became(BROADBAND, swapped)) == [("31", "25"), ("25", "31")]


def test_a_number_with_fewer_digits_is_the_same_number() -> None:
    rounded = INCOME.text.replace("$52,300", "about $52,000")
    assert became(INCOME, rounded).became is Became.REWORDED
    assert became(INCOME, INCOME.text.replace("$52,300", "$51,000")).became is Became.CHANGED
    assert became(BABIES, BABIES.text.replace("8.3", "8")).became is Became.REWORDED
    assert became(BABIES, BABIES.text.replace("8.3", "9")).became is Became.CHANGED


def test_a_share_in_words_is_the_number_within_two_points() -> None:
    quarter = BROADBAND.text.replace("25 percent", "a quarter")
    assert became(BROADBAND, quarter).became is Became.REWORDED
    assert became(BROADBAND, BROADBAND.text.replace("31 percent", "one in four")).became is (
        Became.CHANGED
    )


def test_a_year_that_is_left_out_is_told() -> None:
    fate = became(BROADBAND, BROADBAND.text.replace(" (2019\u20132023)", ""))
    assert fate.became is Became.WITHOUT_YEAR
    assert [each.was for each in fate.differences if each.is_lost_year] == ["2019\u20132023"]


def test_a_saying_split_into_sentences_or_paragraphs_is_found() -> None:
    one = "31 percent of households had broadband in the home (2019\u20132023). In the nation, 25 percent of them did."
    assert became(BROADBAND, one).became is Became.AS_BUILT
    first, second = one.split(" In the", 1)
    fate = became(BROADBAND, first, f"In the{second}")
    assert fate.became is Became.AS_BUILT
    assert {block for block, _, _ in fate.spans} == {0, 1}


def test_two_sayings_joined_into_one_sentence_are_both_found() -> None:
    text = f"{BROADBAND.text[:-14]}, while the median household income was $52,300, against $61,900 in the state (2019\u20132023)."
    found = {each.saying.id: each.became for each in fates([text], ALL)}
    assert found["broadband"] in (Became.AS_BUILT, Became.WITHOUT_YEAR)
    assert found["income"] is Became.AS_BUILT


def test_a_clause_of_somebody_else_is_not_taken_for_ours() -> None:
    text = (
        "We know that 31 percent of households had broadband in the home, against 25 percent in the nation "
        "(2019\u20132023), and that 12 percent of our schools have no nurse."
    )
    fate = became(BROADBAND, text)
    assert fate.became is Became.AS_BUILT
    at = text.index("12 percent")
    assert not any(start <= at < end for _, start, end in fate.spans)


def test_a_number_put_between_ours_belongs_to_nobody() -> None:
    text = BROADBAND.text.replace("households", "households and 60 percent of schools")
    fate = became(BROADBAND, text)
    at = text.index("60")
    assert not any(start <= at < end for _, start, end in fate.spans)


def test_words_on_the_same_matter_without_a_number_are_not_ours() -> None:
    text = "Households need broadband in the home, here and in the nation."
    assert became(BROADBAND, text).became is Became.GONE


def test_a_saying_that_stands_twice_is_told_twice() -> None:
    changed = BROADBAND.text.replace("31", "13")
    found = [each.became for each in fates([BROADBAND.text, changed], [BROADBAND])]
    assert sorted(found) == [Became.AS_BUILT, Became.CHANGED]


def test_nothing_is_found_in_nothing() -> None:
    assert [each.became for each in fates([], ALL)] == [Became.GONE] * len(ALL)
    assert fates(["Some text."], ()) == []


def test_a_very_long_paragraph_takes_no_long_time() -> None:
    long = "Homes matter to households in the nation, and broadband in the home does. " * 2_000
    start = perf_counter()
    fate = became(BROADBAND, long + BROADBAND.text)
    assert fate.became is Became.AS_BUILT
    assert perf_counter() - start < 10
