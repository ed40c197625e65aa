"""Change over time: tested within one series, refused across its breaks."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy.stats import binom, norm

from mobility_analysis.framework.estimate import conform
from mobility_analysis.insights.findings import Finding, Method, Verdict
from mobility_analysis.insights.selection import Selection
from mobility_analysis.insights.trends import trends


def row(measure: str, period: str, value: float | None, **more: object) -> dict:
    return {
        "measure": measure, "level": "county", "geoid": "99001", "geo_vintage": 2023,
        "year": int(period[-4:]), "period": period, "subgroup_type": "all", "subgroup": "All",
        "scheme": "residents", "value": value, "grade": 1, "reasons": [], "sources": ["a@1"],
        "interval_kind": "none", "ci_method": "",
    } | more  # fmt: skip


def found(*rows: dict) -> Finding | None:
    selection = Selection(conform(pd.DataFrame(list(rows))))
    return next(iter(trends(selection, "99001", [rows[0]["measure"]])), None)


@pytest.mark.parametrize(
    ("measure", "first", "last", "verdict"),
    [
        ("share_digital_access", 0.75, 0.80, Verdict.IMPROVED),
        ("share_digital_access", 0.80, 0.75, Verdict.WORSENED),
        ("share_low_birth_weight", 0.08, 0.14, Verdict.WORSENED),
        ("share_residents", 0.50, 0.60, Verdict.HIGHER),
        ("share_residents", 0.60, 0.50, Verdict.LOWER),
        ("share_digital_access", 0.79, 0.80, Verdict.NO_CHANGE),
    ],
)
def test_the_verdict_follows_the_direction(
    measure: str, first: float, last: float, verdict: Verdict
) -> None:
    trend = found(
        row(measure, "2009-2013", first, se=0.01), row(measure, "2019-2023", last, se=0.01)
    )
    assert trend is not None
    assert trend.verdict is verdict


def test_the_longest_span_is_tested_by_z() -> None:
    rows = [
        row("share_digital_access", period, value, se=0.01)
        for period, value in (("2009-2013", 0.75), ("2014-2018", 0.90), ("2019-2023", 0.78))
    ]
    trend = found(*rows)
    assert trend is not None
    assert trend.versus == "2009-2013"
    assert trend.difference == pytest.approx(0.03)
    assert trend.p_value == pytest.approx(2 * norm.sf(0.03 / (0.01 * 2**0.5)))
    assert trend.sentence == (
        "75.0 percent of households had broadband in the home in 2009\u20132013, and 78.0 percent in "
        "2019\u20132023."
    )


def test_counts_of_events_are_tested_exactly() -> None:
    def deaths(period: str, events: float, people: float) -> dict:
        more = {"numerator": events, "denominator": people, "ci_method": "poisson_exact"}
        return row("rate_injury_death", period, events / people * 1e5, **more)

    trend = found(deaths("2014-2018", 20, 50_000), deaths("2019-2023", 45, 50_000))
    assert trend is not None
    # Of 65 events at equal numbers of people, 45 or more in one period: twice the binomial tail.
    assert trend.p_value == pytest.approx(2 * binom.sf(44, 65, 0.5), rel=1e-6)
    assert trend.verdict is Verdict.WORSENED


def test_no_margins_a_fixed_rule() -> None:
    for last, verdict in ((0.60, Verdict.NO_CHANGE), (0.50, Verdict.WORSENED)):
        trend = found(
            row("share_election_turnout", "2020", 0.64), row("share_election_turnout", "2024", last)
        )
        assert trend is not None
        assert (trend.method, trend.verdict, trend.p_value) == (Method.FIXED_RULE, verdict, None)


def test_a_change_across_a_break_is_refused_and_says_why() -> None:
    trend = found(row("share_debt_coll", "2018", 0.32), row("share_debt_coll", "2023", 0.23))
    assert trend is not None
    assert (trend.verdict, trend.method) == (Verdict.CANNOT_TELL, Method.BREAK)
    assert trend.difference is None
    assert "credit bureaus leave out paid medical debts" in trend.sentence


def test_after_a_break_the_series_starts_anew() -> None:
    rows = [row("share_debt_coll", str(year), 0.3) for year in (2018, 2023, 2024)]
    trend = found(*rows)
    assert trend is not None
    assert (trend.versus, trend.method) == ("2023", Method.FIXED_RULE)


@pytest.mark.parametrize(
    ("rows", "method"),
    [
        (
            [row("share_digital_access", "2018-2022", 0.7), row("share_digital_access", "2019-2023", 0.8)],
            Method.OVERLAP,
        ),
        (
            [row("pctl_income_50", "2014-2018", 5e4), row("pctl_income_50", "2019-2023", 7e4)],
            Method.DOLLARS,
        ),
        (
            [row("share_digital_access", "2014-2018", 0.7, grade=3), row("share_digital_access", "2019-2023", 0.8)],
            Method.GRADE,
        ),
        (
            [row("share_digital_access", "2014-2018", 0.7), row("share_digital_access", "2019-2023", 0.8, grade=3)],
            Method.GRADE,
        ),
        (
            [
                row("share_digital_access", "2014-2018", 0.7, borrowed_from="p1"),
                row("share_digital_access", "2019-2023", 0.8, borrowed_from="p1"),
            ],
            Method.LARGER_AREA,
        ),
    ],
)  # fmt: skip
def test_what_is_no_series_of_this_place_has_no_trend(rows: list[dict], method: Method) -> None:
    trend = found(*rows)
    assert trend is not None
    assert (trend.verdict, trend.method) == (Verdict.CANNOT_TELL, method)
    assert trend.sentence.startswith("Cannot tell how this number changed since 2")


def test_a_change_between_two_sources_is_refused_and_says_why() -> None:
    """A city that is a county has the county file's value of one year and the cities' file's of later ones."""
    trend = found(
        row("share_digital_access", "2014-2018", 0.7, se=0.01, sources=["counties@1"]),
        row("share_digital_access", "2019-2023", 0.8, se=0.01, sources=["cities@2"]),
    )
    assert trend is not None
    assert (trend.verdict, trend.method) == (Verdict.CANNOT_TELL, Method.SOURCES)
    assert trend.difference is None
    assert trend.sentence.endswith(
        "since 2014\u20132018: the two values come from different sources."
    )


def test_a_change_starts_where_its_source_does() -> None:
    trend = found(
        row("share_election_turnout", "2012", 0.5, sources=["old@1"]),
        row("share_election_turnout", "2016", 0.6, sources=["new@1"]),
        row("share_election_turnout", "2020", 0.7, sources=["new@2"]),
    )
    assert trend is not None
    assert (trend.versus, trend.verdict) == ("2016", Verdict.IMPROVED)


@pytest.mark.parametrize(
    ("measure", "first"), [("rate_crime_property", 4_881), ("rate_crime_violent", 700)]
)
def test_crimes_of_2012_are_no_series_with_those_after(measure: str, first: float) -> None:
    counts = {"ci_method": "poisson_exact", "numerator": 5e4, "denominator": 1e6}
    trend = found(row(measure, "2012", first, **counts), row(measure, "2015", 5_506, **counts))
    assert trend is not None
    assert (trend.verdict, trend.method) == (Verdict.CANNOT_TELL, Method.BREAK)
    assert "Values of 2012 are compiled by county" in trend.sentence


def test_violent_crimes_by_two_definitions_of_rape_are_not_compared() -> None:
    older, later = (
        row(
            "rate_crime_violent", period, 500, reasons=codes, ci_method="poisson_exact",
            numerator=events, denominator=1e5,
        )
        for period, codes, events in (("2013", ["legacy_rape"], 400), ("2015", [], 600))
    )  # fmt: skip
    trend = found(older, later)
    assert trend is not None
    assert (trend.verdict, trend.method) == (Verdict.CANNOT_TELL, Method.DEFINITIONS)


def test_votes_that_were_not_certified_are_no_start_of_a_trend() -> None:
    """In 2016 the media's count lacked millions of late ballots: turnout would seem to have soared."""
    older = row("share_election_turnout", "2016", 0.49, reasons=["media_compiled"])
    trend = found(older, row("share_election_turnout", "2020", 0.68))
    assert trend is not None
    assert (trend.verdict, trend.method) == (Verdict.CANNOT_TELL, Method.NOT_CERTIFIED)


def test_one_year_is_no_trend() -> None:
    assert found(row("share_digital_access", "2019-2023", 0.8)) is None
