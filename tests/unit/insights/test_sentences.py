"""What may be said about a number, as a table a policy reader can check."""

from __future__ import annotations

from typing import Any

import pytest

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights import numbers
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.sentences import direction_words, interval_words, sentence


def value(
    measure: str, number: float | None, lower: Any = None, upper: Any = None, **more: Any
) -> Value:
    fields: dict[str, Any] = {
        "level": "county",
        "geoid": "99001",
        "year": 2023,
        "period": "2019-2023",
        "subgroup": "All",
        "scheme": "residents",
        "se": None,
        "interval_kind": "sampling",
        "ci_method": "",
        "denominator": None,
        "grade": None if number is None else 1,
        "reasons": (),
        "missing_reason": None,
        "borrowed_from": None,
        "sources": (),
    }
    return Value(
        measure=registry().measures[measure],
        value=number,
        lower=lower,
        upper=upper,
        **fields | more,
    )


SAID = [
    # measure, value, lower, upper, the number that is said, what follows the period
    ("share_debt_coll", 0.08, 0.07, 0.09, ("8 percent of", " (plus or minus 1 percentage point)")),
    ("share_debt_coll", 0.08, 0.05, 0.12, ("8 percent of", " (between 5 and 12 percent)")),
    ("share_low_birth_weight", 0.0825, 0.0800, 0.0850, ("8.3 percent of", " (plus or minus 0.3 percentage points)")),
    ("share_debt_coll", 0.08, 0.0799, 0.0801, ("8 percent of", " (plus or minus less than 1 percentage point)")),
    ("share_debt_coll", 0.0, 0.0, 0.05, ("0 percent of", " (between 0 and 5 percent)")),
    ("share_employed", 1.0, 0.95, 1.0, ("100 percent of", " (between 95 and 100 percent)")),
    ("share_debt_coll", 0.002, None, None, ("less than 1 percent of", "")),
    ("share_employed", 0.998, None, None, ("more than 99 percent of", "")),
    ("share_employed", 0.785, None, None, ("79 percent of", "")),
    ("pctl_income_20", 45_320, 44_420, 46_220, ("below $45,300", " (plus or minus $900)")),
    ("pctl_income_20", -1_250, -1_850, -650, ("below \u2212$1,300", " (plus or minus $600)")),
    ("pctl_income_20", 0, None, None, ("below $0", "")),
    ("ratio_affordable_available_50_ami", 0.42, 0.37, 0.47, ("42 affordable and available homes for every 100", " (plus or minus 5)")),
    ("rate_injury_death", 71.4, 65.4, 77.4, ("71 injury deaths a year per 100,000 people", " (plus or minus 6)")),
    ("ratio_population_pc_physician", 1312.2, None, None, ("1,312 people per", "")),
    ("index_air_quality_median", 41.0, None, None, ("Index was 41", "")),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "number", "lower", "upper", "said"), SAID)
def test_a_value_is_said_with_its_number_and_margin(
    measure: str, number: float, lower: float, upper: float, said: tuple[str, str]
) -> None:
    text = sentence(value(measure, number, lower, upper), "Alder County")
    assert text.startswith("In Alder County, ")
    words, around = said
    assert words in text
    assert text.endswith(f" in 2019\u20132023{around}.")


def test_a_weak_value_is_never_quoted() -> None:
    weak = value("share_debt_coll", 0.37, 0.1, 0.7, grade=3, reasons=("too_imprecise",))
    text = sentence(weak, "Alder County")
    assert "37" not in text
    assert "so wide that the value could mislead" in text
    assert text.endswith("Look for local data before you draw a conclusion.")


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("suppressed_by_source", "withholds this value"),
        ("too_few_records", "Too few people"),
        ("no_source_row", "no entry for this place"),
        ("not_applicable", "does not apply"),
        ("geography_changed", "boundaries that no longer exist"),
        ("not_collected", "does not collect"),
        ("undefined", "denominator is zero"),
    ],
)
def test_an_absence_says_why(reason: str, said: str) -> None:
    text = sentence(value("share_debt_coll", None, missing_reason=reason), "Alder County")
    assert text.startswith("There is no value for Alder County. ")
    assert said in text


def test_withheld_counts_give_a_range_and_say_so() -> None:
    bounds = value("share_homeless", 0.031, 0.030, 0.0325, interval_kind="suppression_bounds")
    assert sentence(bounds, "Alder County").endswith(
        "in 2019\u20132023. Because some counts are withheld or unknown, "
        "it may lie between 3.0 and 3.3 percent."
    )


def test_exact_bounds_are_not_a_range() -> None:
    exact = value("share_homeless", 0.03, 0.03, 0.03, interval_kind="suppression_bounds")
    assert interval_words(exact) == ""
    assert sentence(exact, "Alder County").endswith(" in 2019\u20132023.")


def test_every_direction_has_words() -> None:
    assert {direction_words(measure) for measure in registry().measures.values()} == {
        "Higher is better.",
        "Lower is better.",
        "Neither high nor low is better in itself.",
    }


@pytest.mark.parametrize(
    ("number", "decimals", "printed"),
    [(2.5, 0, "3"), (-0.4, 0, "0"), (-2.5, 0, "\u22123"), (1234.5, 0, "1,235"), (0.285, 2, "0.29")],
)
def test_halves_round_away_from_zero_and_zero_has_no_sign(
    number: float, decimals: int, printed: str
) -> None:
    assert numbers.plain(number, decimals) == printed


def test_tables_print_dollars_to_the_dollar() -> None:
    assert numbers.tabled(registry().measures["pctl_income_50"], 68_362.0) == "$68,362"
    assert numbers.short(registry().measures["pctl_income_50"], 68_362.0) == "$68,400"
