"""Amounts of which the source prints only one end: the Census Bureau's 250,001 is "$250,000 or more"."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.estimation.acs import HOME_VALUES, INCOMES
from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.subgroups import BY_LABEL
from mobility_analysis.insights.compare import Reference, compare
from mobility_analysis.insights.differences import difference_words
from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict
from mobility_analysis.insights.groups import group_gaps
from mobility_analysis.insights.numbers import OpenEnd, open_end
from mobility_analysis.insights.selection import Selection
from mobility_analysis.insights.sentences import sentence
from mobility_analysis.quality.reasons import REASONS

PEER = Reference(Kind.VERSUS_PEER, "99003", "Birch County")
MORE = {"reasons": ["no_margin_published", "open_interval"], "grade": 2}
LESS = {"reasons": ["no_margin_published", "open_interval_low"], "grade": 2}


def row(geoid: str, value: float, group: str = "All", **more: object) -> dict:
    kind = BY_LABEL[group]
    return {
        "measure": "pctl_income_80" if group == "All" else "pctl_income_50", "level": "county",
        "geoid": geoid, "geo_vintage": 2023, "year": 2023, "period": "2019-2023",
        "subgroup_type": kind.type.value, "subgroup": group, "scheme": kind.scheme.value,
        "value": value, "grade": 1, "reasons": [], "sources": ["a@1"], "interval_kind": "none",
    } | more  # fmt: skip


def found(here: dict, there: dict) -> Finding:
    selection = Selection(conform(pd.DataFrame([here, there])))
    return compare(selection, "99001", [PEER], ["pctl_income_80"])[0]


def test_the_codes_of_the_estimates_are_open_ends() -> None:
    for ends in (INCOMES, HOME_VALUES):
        assert open_end([ends.high_code]) is OpenEnd.MORE
        assert open_end([ends.low_code]) is OpenEnd.LESS
    known = {code for code in REASONS if open_end([code])}
    assert known == {e for x in (INCOMES, HOME_VALUES) for e in (x.high_code, x.low_code)}
    assert open_end(["precise"]) is None


@pytest.mark.parametrize(
    ("value", "more", "said"),
    [(250_001, MORE, "$250,000 or more"), (2_499, LESS, "$2,500 or less")],
)
def test_a_top_coded_amount_is_never_printed_as_exact(value: float, more: dict, said: str) -> None:
    (shown,) = Selection(conform(pd.DataFrame([row("99001", value, **more)]))).values
    assert shown.spoken == shown.short == shown.tabled == said
    assert f"was {said} in 2019" in sentence(shown, "Alder County")


def test_two_amounts_open_at_the_same_side_cannot_be_told_apart() -> None:
    finding = found(row("99001", 250_001, **MORE), row("99003", 250_001, **MORE))
    assert (finding.verdict, finding.method) == (Verdict.CANNOT_TELL, Method.OPEN_END)
    assert finding.difference is None


def test_against_a_closed_amount_the_difference_is_at_least_so_large() -> None:
    finding = found(row("99001", 250_001, **MORE), row("99003", 157_600, se=500.0))
    assert (finding.verdict, finding.method) == (Verdict.BETTER, Method.FIXED_RULE)
    assert difference_words(finding, MEASURE) == "at least $92,400 higher"
    assert "was $250,000 or more, against $157,600 in" in finding.sentence
    turned = found(row("99001", 157_600, se=500.0), row("99003", 250_001, **MORE))
    assert turned.verdict is Verdict.WORSE
    assert difference_words(turned, MEASURE) == "at least $92,400 lower"
    assert "against $250,000 or more in" in turned.sentence


@pytest.mark.parametrize("there", [240_000, 300_000])
def test_nothing_is_told_where_the_open_side_may_reach_the_other(there: float) -> None:
    """Near the end the true difference may be anything; beyond it even its side is unknown."""
    finding = found(row("99001", 250_001, **MORE), row("99003", there))
    assert (finding.verdict, finding.method) == (Verdict.CANNOT_TELL, Method.OPEN_END)


def test_a_group_beyond_the_end_is_at_least_so_far_from_everyone() -> None:
    everyone = row("99001", 90_000, se=900.0, measure="pctl_income_50")
    asian = row("99001", 250_001, "Asian", **MORE)
    selection = Selection(conform(pd.DataFrame([everyone, asian])))
    (gap,) = group_gaps(selection, "99001", ["pctl_income_50"])
    assert gap.is_at_least
    assert "was $250,000 or more, against $90,000 among all households (" in gap.sentence


MEASURE = Selection(conform(pd.DataFrame([row("99001", 1.0)]))).values[0].measure
