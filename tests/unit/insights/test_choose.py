"""What stands out: two witnesses that agree, spread over pillars and groups; nothing that is history."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.choose import choose
from mobility_analysis.insights.compare import Reference, compare
from mobility_analysis.insights.findings import Certainty, Finding, Kind, Method, Verdict
from mobility_analysis.insights.groups import group_gaps
from mobility_analysis.insights.questions import question_of, questions
from mobility_analysis.insights.selection import Selection
from mobility_analysis.insights.standing import Distribution, Position, position_of
from mobility_analysis.insights.trends import trends
from mobility_analysis.insights.typical import TYPICAL

NATION = Reference(Kind.VERSUS_NATION, "00", "the United States")
PLACES = Distribution(3144, 3144, tuple(float(x) for x in range(101)))
BETTER, WORSE = Verdict.BETTER, Verdict.WORSE
TESTED = [
    "share_employed", "share_enrolled_ages_3_4", "pctl_income_50", "share_low_birth_weight",
    "ratio_affordable_available_50_ami", "share_digital_access", "share_hs_degree",
]  # fmt: skip


def _finding(
    measure: str, verdict: Verdict, kind: Kind = Kind.VERSUS_NATION, **more: object
) -> Finding:
    versus = {Kind.VERSUS_TYPICAL: TYPICAL, Kind.VERSUS_PEER: "99003"}.get(kind, "00")
    found = Finding(
        kind, measure, "99001", versus, verdict, 1.0, None, None, None, None, 1.0,
        Method.DIFFERENCE_TEST, "sentence", (),
    )  # fmt: skip
    return replace(found, **more)


def _at(rank: float, low: float | None = None, high: float | None = None) -> Position:
    return Position(rank, low, high, 0, PLACES, "counties")


def _chosen(findings: list[Finding], **ranks: Position) -> tuple[list[str], list[str]]:
    out = choose(findings, ranks)
    return (
        [each.finding.measure for each in out.strengths],
        [each.finding.measure for each in out.questions],
    )


@pytest.mark.parametrize(
    ("rank", "low", "chosen"),
    [(60, 50, True), (60, None, True), (59, 55, False), (90, 49, False), (20, 10, False)],
)
def test_a_strength_needs_a_difference_and_a_standing(
    rank: float, low: float | None, chosen: bool
) -> None:
    found = _chosen([_finding("share_employed", BETTER)], share_employed=_at(rank, low, 95))
    assert found == ((["share_employed"] if chosen else []), [])


@pytest.mark.parametrize(
    ("rank", "high", "chosen"), [(40, 50, True), (41, 45, False), (10, 51, False), (90, 95, False)]
)
def test_a_question_needs_a_difference_and_a_standing(
    rank: float, high: float, chosen: bool
) -> None:
    found = _chosen([_finding("share_employed", WORSE)], share_employed=_at(rank, 0, high))
    assert found == ([], (["share_employed"] if chosen else []))


@pytest.mark.parametrize(("value", "chosen"), [(0.99, False), (1.0, True), (None, True)])
def test_pay_below_the_cost_of_living_is_no_strength(value: float | None, chosen: bool) -> None:
    ahead = {"ratio_living_wage": _at(90, 80)}
    found = _finding("ratio_living_wage", BETTER, value=value)
    assert bool(_chosen([found], **ahead)[0]) == chosen
    behind = {"ratio_living_wage": _at(10, 5, 20)}
    asked = _chosen([_finding("ratio_living_wage", WORSE, value=value)], **behind)[1]
    assert asked == ["ratio_living_wage"]


def test_a_difference_without_any_standing_is_no_strength() -> None:
    assert _chosen([_finding("share_employed", BETTER)]) == ([], [])


@pytest.mark.parametrize(("nearer_end", "chosen"), [(0.19, False), (0.21, True)])
def test_an_area_without_ranks_needs_a_difference_of_some_size(
    nearer_end: float, chosen: bool
) -> None:
    """A difference of 1.0 is 1.0 typical distances; the nearer end of its interval decides."""
    finding = _finding("share_employed", BETTER, difference=1.0, lower=nearer_end, upper=1.8)
    out = choose([replace(finding, standardised=1.0)], None)
    assert bool(out.strengths) is chosen
    by_rule = replace(finding, standardised=1.0, method=Method.FIXED_RULE)
    assert not choose([by_rule], None).strengths


def test_the_typical_place_counts_before_the_nation() -> None:
    """Worse than the nation, as nearly every county is, and better than the typical county."""
    findings = [
        _finding("share_commute_transit", WORSE),
        _finding("share_commute_transit", BETTER, Kind.VERSUS_TYPICAL),
    ]
    assert _chosen(findings, share_commute_transit=_at(92, 90, 94)) == (
        ["share_commute_transit"],
        [],
    )


def test_the_state_counts_where_the_nation_has_no_value() -> None:
    untold = _finding("share_employed", Verdict.CANNOT_TELL, method=Method.NO_VALUE)
    findings = [untold, _finding("share_employed", BETTER, Kind.VERSUS_STATE)]
    assert _chosen(findings, share_employed=_at(80)) == (["share_employed"], [])


def test_a_majority_of_peers_on_the_other_side_takes_the_second_witness_away() -> None:
    peers = [_finding("share_employed", verdict, Kind.VERSUS_PEER) for verdict in (WORSE, WORSE)]
    findings = [_finding("share_employed", BETTER), *peers]
    assert _chosen(findings, share_employed=_at(80)) == ([], [])
    assert _chosen(
        [*findings, *(replace(p, verdict=BETTER) for p in peers)], share_employed=_at(80)
    )[0] == ["share_employed"]


def test_the_cautious_end_decides_how_far_a_place_stands_out() -> None:
    findings = [_finding("share_employed", BETTER), _finding("share_low_birth_weight", BETTER)]
    sure, unsure = _at(80, 75, 85), _at(95, 52, 99)
    assert _chosen(findings, share_employed=sure, share_low_birth_weight=unsure)[0] == [
        "share_employed",
        "share_low_birth_weight",
    ]


def test_strengths_spread_over_pillars_first() -> None:
    ranks = {
        "share_employed": _at(99),
        "pctl_income_50": _at(98),
        "share_low_birth_weight": _at(70),
        "share_enrolled_ages_3_4": _at(65),
    }
    assert _chosen([_finding(measure, BETTER) for measure in ranks], **ranks)[0] == [
        "share_employed",
        "share_low_birth_weight",
        "share_enrolled_ages_3_4",
    ]


def test_tested_findings_go_before_those_of_a_rule() -> None:
    findings = [
        _finding("share_debt_coll", WORSE, method=Method.FIXED_RULE),
        _finding("share_low_birth_weight", WORSE),
    ]
    found = _chosen(findings, share_debt_coll=_at(1), share_low_birth_weight=_at(35))
    assert found[1] == ["share_low_birth_weight", "share_debt_coll"]


def test_one_metric_speaks_once_through_its_headline() -> None:
    findings = [_finding("pctl_income_50", BETTER), _finding("pctl_income_80", BETTER)]
    assert _chosen(findings, pctl_income_50=_at(61), pctl_income_80=_at(99))[0] == [
        "pctl_income_50"
    ]


def test_history_does_not_stand_out() -> None:
    findings = [
        _finding("share_employed", BETTER),
        _finding("rate_injury_death", Verdict.WORSENED, Kind.TREND),
    ]
    out = choose(findings, {"share_employed": _at(90)}, ["share_employed", "rate_injury_death"])
    assert out.strengths == out.trends == ()


# ------------------------------------------------------------------ changes and gaps


def _change(measure: str, verdict: Verdict, difference: float, nation: float | None) -> Finding:
    ends = {"lower": difference - 0.5, "upper": difference + 0.5}
    return _finding(
        measure, verdict, Kind.TREND, difference=difference, standardised=difference,
        nation_difference=nation, **ends,
    )  # fmt: skip


def test_a_change_that_the_whole_nation_saw_is_no_news_of_the_place() -> None:
    everywhere = _change("share_election_turnout", Verdict.IMPROVED, 6.0, 6.0)
    own = _change("rate_injury_death", Verdict.WORSENED, 3.0, 1.0)
    against = _change("share_low_birth_weight", Verdict.IMPROVED, -1.5, 0.5)
    found = choose([everywhere, own, against], {}).trends
    assert [each.finding.measure for each in found] == [
        "share_low_birth_weight",
        "rate_injury_death",
    ]


def test_the_clearest_change_each_way_stands_alone() -> None:
    found = choose(
        [
            _change("rate_injury_death", Verdict.WORSENED, 3.0, 0.0),
            _change("share_low_birth_weight", Verdict.WORSENED, 5.0, 0.0),
        ],
        {},
    ).trends
    assert [each.finding.measure for each in found] == ["share_low_birth_weight"]


def _gap(measure: str, group: str, size: float) -> Finding:
    direction = registry().measures[measure].direction.value
    verdict = Verdict.LOWER if direction == "higher" else Verdict.HIGHER
    return _finding(
        measure, verdict, Kind.GROUP_GAP, group=group, certainty=Certainty.ROBUST, difference=size,
        standardised=size, lower=size * 0.9, upper=size * 1.1,
    )  # fmt: skip


def test_gaps_spread_over_kinds_of_groups_then_pillars() -> None:
    found = choose(
        [
            _gap("pctl_income_50", "Black, Non-Hispanic", 9.0),
            _gap("share_low_birth_weight", "Black, Non-Hispanic", 8.0),
            _gap("share_housing_problems", "Renter", 3.0),
            _gap("share_employed", "Female", 1.0),
        ],
        {},
    ).gaps
    assert [each.finding.group for each in found] == ["Black, Non-Hispanic", "Renter", "Female"]


def test_homes_to_rent_and_homes_to_own_are_two_markets() -> None:
    found = choose([_gap("ratio_affordable_available_50_ami", "Owner", 5.0)], {}).gaps
    assert found == ()


# ------------------------------------------------------------------ chance


def test_counties_like_all_others_get_few_strengths_or_questions() -> None:
    """With no true difference, at most about 5 in 100 counties get anything on page one."""
    rng = np.random.default_rng(20260101)
    places = Distribution(
        3144, 3144, tuple(np.quantile(rng.normal(100, 2, 3144), np.arange(101) / 100))
    )
    known = {(measure, "county", 2023, "2019-2023"): places for measure in TESTED}
    false, counties = 0, 400
    for _ in range(counties):
        rows = [_row(measure, "00", 100.0, 0.01) for measure in TESTED]
        rows += [_row(measure, "99001", 100.0 + rng.normal(0, 2.0), 2.0) for measure in TESTED]
        selection = Selection(conform(pd.DataFrame(rows)))
        found = compare(selection, "99001", [NATION], TESTED, dict.fromkeys(TESTED, 1.0))
        ranks = {m: position_of(known, selection.latest(m, "99001")) for m in TESTED}
        page = choose(found, {m: rank for m, rank in ranks.items() if rank is not None})
        false += bool(page.strengths or page.questions)
    assert false / counties <= 0.08


WITH_SERIES = [
    "share_low_birth_weight",
    "share_digital_access",
    "share_debt_coll",
    "share_hs_degree",
]
GROUPS = {
    "Asian, Non-Hispanic": 0.05, "Black, Non-Hispanic": 0.15, "Hispanic": 0.20, "White, Non-Hispanic": 0.60,
}  # fmt: skip
TYPICAL_SPREAD = 0.005  # small, so that a false change or gap would be called a wide one


def test_counties_without_changes_or_gaps_get_few_of_them() -> None:
    """No group, and no year, truly differs: at most about 5 in 100 counties get anything on page one."""
    rng = np.random.default_rng(20260102)
    spread = dict.fromkeys(WITH_SERIES, TYPICAL_SPREAD)
    counties, tested, places_with = 150, 0, {"trends": 0, "gaps": 0}
    for _ in range(counties):
        selection = Selection(conform(pd.DataFrame(_without_differences(rng))))
        found = [
            *trends(selection, "99001", WITH_SERIES, spread),
            *group_gaps(selection, "99001", WITH_SERIES, spread),
        ]
        tested += sum(finding.p_value is not None for finding in found)
        page = choose(found, {})
        places_with["trends"] += bool(page.trends)
        places_with["gaps"] += bool(page.gaps)
    assert tested >= counties * (len(WITH_SERIES) * len(GROUPS) + 3)
    assert max(places_with.values()) <= 0.08 * counties, places_with


def _without_differences(rng: np.random.Generator) -> list[dict]:
    """Two periods of a county whose groups are drawn around one value and add up to everyone's."""
    sizes = np.array(list(GROUPS.values()))
    rows = []
    for measure in WITH_SERIES:
        for year in (2018, 2023):
            dated = {"year": year, "period": f"{year - 4}-{year}", "geo_vintage": year}
            errors = 0.01 / np.sqrt(sizes)
            values = rng.normal(0.5, errors)
            rows.append(_row(measure, "00", 0.5, 1e-5) | dated)
            rows.append(
                _row(measure, "99001", float(values @ sizes), 0.01)
                | dated
                | {"numerator": float(values @ sizes) * 1e5, "denominator": 1e5}
            )
            rows += [
                _row(measure, "99001", float(value), float(error))
                | dated
                | {
                    "subgroup": group, "subgroup_type": "race_ethnicity",
                    "numerator": value * size * 1e5, "denominator": size * 1e5,
                }
                for group, size, value, error in zip(GROUPS, sizes, values, errors, strict=True)
            ]  # fmt: skip
    return rows


def _row(measure: str, geoid: str, value: float, se: float) -> dict:
    return {
        "measure": measure, "level": {2: "nation", 5: "county"}[len(geoid)], "geoid": geoid,
        "geo_vintage": 2023, "year": 2023, "period": "2019-2023", "subgroup_type": "all",
        "subgroup": "All", "scheme": "residents", "value": value, "se": se, "grade": 1,
        "reasons": [], "sources": [], "interval_kind": "sampling",
    }  # fmt: skip


# ------------------------------------------------------------------ questions


def test_every_metric_has_a_question_about_a_system() -> None:
    metrics = {metric.id for metric in registry().metrics}
    assert metrics <= set(questions())
    assert set(questions()) - metrics <= set(registry().measures)
    for text in questions().values():
        assert text.endswith("?")
        assert not text.lower().startswith(("why do residents", "why are people", "why do people"))


def test_a_question_is_about_what_its_measure_counts() -> None:
    assert "income" in question_of("pctl_income_50")
    assert "wages and benefits" not in question_of("pctl_income_50")
    assert "full year of learning" in question_of("rate_learning")
    assert "third grade" in question_of("index_reading_grade_3")
