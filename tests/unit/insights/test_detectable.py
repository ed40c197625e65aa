"""Can it show it: the sizes of changes by simulation, when the next value comes, and the closed list of verdicts."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.stats.power import NormalIndPower

from mobility_analysis.framework.registry import Direction, registry
from mobility_analysis.framework.source import Rhythm, Source
from mobility_analysis.insights.detectable import (
    MUST_BE_SEEN,
    SMALLEST,
    CanShow,
    can_show,
)
from mobility_analysis.insights.findings import Kind, Verdict, unjudged
from mobility_analysis.insights.next_values import next_value
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.testing import correct, judge, method_for, set_beside
from mobility_analysis.insights.trends import TIMES
from mobility_analysis.sources import source_modules

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER
FAR = date(2040, 1, 1)
DRAWS = 600


def value_of(measure: str, number: float | None, **more: Any) -> Value:
    fields: dict[str, Any] = {
        "level": "county", "geoid": "99001", "year": 2023, "period": "2019-2023", "subgroup": "All",
        "scheme": "residents", "lower": None, "upper": None, "se": 0.01, "interval_kind": "sampling",
        "ci_method": "", "denominator": None, "grade": 1, "reasons": (), "missing_reason": None,
        "borrowed_from": None, "sources": ("census_acs@5yr-2023-all-api",),
    }  # fmt: skip
    return Value(measure=registry().measures[measure], value=number, **fields | more)


def source(name: str, rhythm: Rhythm | None, **more: Any) -> Source:
    return Source(
        id=name, agency="An agency", title="", landing_page="", citation="", licence="", each_row_is="",
        provides=(), vintages={}, rhythm=rhythm, **more,
    )  # fmt: skip


# ------------------------------------------------------------------ sizes


def test_the_two_sizes_are_those_of_two_independent_normal_values() -> None:
    assert round(MUST_BE_SEEN, 2) == 2.77
    assert round(SMALLEST, 2) == 3.96
    power = NormalIndPower().power(effect_size=SMALLEST, nobs1=1, alpha=0.05, ratio=1)
    assert power == pytest.approx(0.8, abs=1e-4)


def _found(before: dict[str, Any], after: dict[str, Any], measure: str) -> bool:
    """Whether the test that changes over time are judged by calls the difference one."""
    first, last = (value_of(measure, **each) for each in (before, after))
    blank = unjudged(
        Kind.TREND, last, "2014-2018", method=method_for(last, first), sentence="", estimate_keys=()
    )
    beside = set_beside(blank, last, first, None)
    (found,) = correct([judge(beside, last, first, TIMES)], TIMES)
    return found.verdict in (Verdict.IMPROVED, Verdict.WORSENED)


def _share(random: np.random.Generator, part: float, people: int) -> dict[str, Any]:
    drawn = random.binomial(people, part) / people
    return {"number": drawn, "se": math.sqrt(drawn * (1 - drawn) / people)}


def _rate(random: np.random.Generator, rate: float, people: int) -> dict[str, Any]:
    events = random.poisson(rate / 1e5 * people)
    per = 1e5 / people
    more = {"numerator": float(events), "denominator": float(people), "ci_method": "poisson_exact"}
    return {"number": events * per, "se": math.sqrt(events) * per, **more}


def _median(random: np.random.Generator, middle: float, people: int) -> dict[str, Any]:
    # The measure stands for any that is neither a share nor a count: amounts in dollars are not compared. The error
    # is that of a normal variable's median, the same before and after.
    drawn = float(np.median(random.normal(middle, 0.5, people)))
    return {"number": drawn, "se": 0.5 * math.sqrt(math.pi / 2 / people)}


@pytest.mark.parametrize(
    ("measure", "draw", "start", "people", "error"),
    [
        ("share_digital_access", _share, 0.60, 2000, math.sqrt(0.6 * 0.4 / 2000)),
        ("share_digital_access", _share, 0.85, 400, math.sqrt(0.85 * 0.15 / 400)),
        ("rate_injury_death", _rate, 80.0, 2_000_000, math.sqrt(1600) / 20),
        ("rate_injury_death", _rate, 80.0, 250_000, math.sqrt(200) / 2.5),
        (
            "ratio_affordable_available_50_ami",
            _median,
            0.9,
            900,
            0.5 * math.sqrt(math.pi / 2 / 900),
        ),
    ],
)
def test_the_smallest_change_is_found_four_times_in_five(
    measure: str, draw: Any, start: float, people: int, error: float
) -> None:
    random = np.random.default_rng(20261129)
    end = start + SMALLEST * error * (-1 if measure.startswith("share") else 1)
    found = sum(
        _found(draw(random, start, people), draw(random, end, people), measure)
        for _ in range(DRAWS)
    )
    assert 0.74 <= found / DRAWS <= 0.86


def test_without_a_change_one_is_found_at_most_one_time_in_twenty() -> None:
    random = np.random.default_rng(7)
    found = sum(
        _found(_share(random, 0.6, 2000), _share(random, 0.6, 2000), "share_digital_access")
        for _ in range(DRAWS)
    )
    assert found / DRAWS <= 0.07


def test_withheld_counts_ask_for_a_larger_change() -> None:
    """Students who are counted by clusters: the error of the clusters, and what is withheld on top."""
    more = {"se": None, "numerator": 1000.0, "denominator": 20_000.0, "sources": ("census_acs@x",)}
    whole = value_of("share_homeless", 0.05, **more)
    ends = replace(whole, interval_kind="suppression_bounds", lower=0.049, upper=0.052)
    shown, withheld = (can_show(each, LOWER, 0.01, FAR) for each in (whole, ends))
    error = math.sqrt(3 * 1000 + (0.1 * 1000) ** 2) / 20_000
    assert shown.smallest == pytest.approx(SMALLEST * error)
    assert withheld.smallest == pytest.approx(SMALLEST * error + 0.003)
    assert withheld.must_be_seen == pytest.approx(MUST_BE_SEEN * error + 0.003)


# ------------------------------------------------------------------ when the next value comes


def test_five_years_are_told_anew_by_the_five_years_after_them() -> None:
    coming, why = next_value(value_of("share_digital_access", 0.8))
    assert coming is not None and not why
    assert (coming.period, coming.year, coming.out) == ("2024-2028", 2028, date(2029, 12, 1))


@pytest.mark.parametrize(
    ("period", "year", "rhythms", "expected"),
    [
        ("2022", 2022, {"a": Rhythm(9, 1)}, ("2023", date(2024, 9, 1))),
        ("2021-2022", 2021, {"a": Rhythm(12, 2)}, ("2022-2023", date(2024, 12, 1))),
        ("2020", 2020, {"a": Rhythm(4, 1, every=4)}, ("2024", date(2025, 4, 1))),
        ("2019-2023", 2023, {"a": Rhythm(6, 1, every=4)}, ("2027-2031", date(2032, 6, 1))),
        ("2023", 2023, {"a": Rhythm(6, 1), "b": Rhythm(1, 3)}, ("2024", date(2027, 1, 1))),
    ],
)
def test_the_next_value_begins_after_the_last_and_comes_with_the_last_of_its_sources(
    period: str, year: int, rhythms: dict[str, Rhythm], expected: tuple[str, date]
) -> None:
    sources = {name: source(name, rhythm) for name, rhythm in rhythms.items()}
    value = value_of(
        "share_employed",
        0.8,
        period=period,
        year=year,
        sources=tuple(f"{name}@1" for name in sources),
    )
    coming, _ = next_value(value, sources)
    assert coming is not None
    assert (coming.period, coming.out) == expected


def test_an_outline_that_serves_many_years_delays_nothing() -> None:
    sources = {"a": source("a", Rhythm(12, 1)), "map": source("map", None, is_lasting=True)}
    value = value_of("share_employed", 0.8, sources=("a@1", "map@1"))
    assert next_value(value, sources)[0] is not None


def test_every_source_says_when_it_comes_or_why_nobody_knows() -> None:
    """A rhythm, an end, a cadence other than the plain "yearly", or editions that last."""
    untold = [
        name
        for name, module in source_modules().items()
        if not (module.SOURCE.rhythm or module.SOURCE.ended or module.SOURCE.is_lasting)
        and module.SOURCE.cadence == "yearly"
    ]
    assert not untold


def test_a_source_that_ended_has_no_rhythm() -> None:
    assert not [
        name
        for name, module in source_modules().items()
        if module.SOURCE.ended and module.SOURCE.rhythm
    ]


# ------------------------------------------------------------------ verdicts

SHARE = "share_digital_access"


@pytest.mark.parametrize(
    ("value", "asked", "verdict", "said"),
    [
        (value_of(SHARE, 0.60), (HIGHER, 0.65, FAR), CanShow.YES, "a change of 5.0 percentage points"),
        (value_of(SHARE, 0.60), (HIGHER, 0.63, FAR), CanShow.TOO_SMALL, "4 times in 5 is 4.0 percentage points"),
        (value_of(SHARE, 0.60), (HIGHER, 0.55, FAR), CanShow.TOO_SMALL, "is not higher than"),
        (value_of(SHARE, 0.60), (HIGHER, 0.60, FAR), CanShow.TOO_SMALL, "is not higher than"),
        (value_of(SHARE, 0.60), (HIGHER, 0.70, date(2028, 12, 31)), CanShow.TOO_LATE, "due about December 2029"),
        (value_of(SHARE, 0.60, se=None), (HIGHER, 0.70, FAR), CanShow.NO_MARGIN, "No margin of error"),
        (value_of(SHARE, 0.60, grade=3), (HIGHER, 0.70, FAR), CanShow.TOO_WEAK, "too weak"),
        (value_of(SHARE, 0.60, borrowed_from="9901"), (HIGHER, 0.70, FAR), CanShow.TOO_WEAK, "larger area"),
        (value_of(SHARE, None, grade=None), (HIGHER, 0.70, FAR), CanShow.TOO_WEAK, "no value"),
        (value_of("rate_crime_violent", 300.0, reasons=("agencies_most",)), (LOWER, 200, FAR), CanShow.TOO_WEAK, "police"),
        (value_of("pctl_income_50", 60_000, reasons=("open_interval",)), (HIGHER, 70_000, FAR), CanShow.TOO_WEAK, "beyond"),
        (value_of("pctl_income_50", 60_000), (HIGHER, 70_000, FAR), CanShow.OTHER_DEFINITION, "same dollars"),
        (value_of("ratio_economic_connectedness", 0.6, sources=("opportunity_insights_social_capital@2022-release",)),
         (HIGHER, 0.9, FAR), CanShow.ENDED, "published once"),
        (value_of("share_debt_coll", 0.2, sources=("urban_debt_in_america@x",)), (LOWER, 0.1, FAR), CanShow.ENDED, "rhythm"),
        (value_of("share_homeless", 0.05, year=2019, period="2019-2020", numerator=1e3, denominator=2e4,
                  sources=("nces_ccd@x",)), (LOWER, 0.01, FAR), CanShow.OTHER_DEFINITION, "school year 2020-2021"),
    ],
)  # fmt: skip
def test_verdicts_say_why(
    value: Value, asked: tuple[Direction, float, date], verdict: CanShow, said: str
) -> None:
    shown = can_show(value, *asked)
    assert shown.verdict is verdict, shown
    assert said in shown.words
    assert bool(shown.instead) is (verdict is not CanShow.YES)


def test_a_change_that_prints_like_the_smallest_one_is_printed_finer() -> None:
    words = can_show(value_of(SHARE, 0.60), HIGHER, 0.6395, FAR).words
    assert "a change of 3.95 percentage points" in words
    assert "4 times in 5 is 3.96 percentage points" in words


def test_what_else_could_show_it_names_a_pool_a_count_and_a_local_record() -> None:
    words = " ".join(can_show(value_of(SHARE, 0.60), HIGHER, 0.63, FAR).instead)
    assert "2.0 percentage points" in words
    assert "program's own count" in words
    assert "the state's broadband office" in words


def test_a_target_without_a_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="direction"):
        can_show(value_of(SHARE, 0.6), Direction.NONE, 0.7, FAR)


def test_must_be_seen_is_what_a_test_calls_a_change() -> None:
    assert 2 * norm.sf(MUST_BE_SEEN / math.sqrt(2)) == pytest.approx(0.05)
