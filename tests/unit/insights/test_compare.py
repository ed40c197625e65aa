"""Comparisons: tested where they can be, refused where they must be."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.compare import Reference, compare
from mobility_analysis.insights.differences import difference_words
from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict, to_frame
from mobility_analysis.insights.selection import Selection

NATION = Reference(Kind.VERSUS_NATION, "00", "the United States")
PEER = Reference(Kind.VERSUS_PEER, "99003", "Birch County")


def row(
    measure: str, geoid: str, value: float | None, se: float | None = None, **more: object
) -> dict:
    level = "county" if len(geoid) == 5 else "nation" if geoid == "00" else "state"
    return {
        "measure": measure, "level": level, "geoid": geoid, "geo_vintage": 2023, "year": 2023,
        "period": "2019-2023", "subgroup_type": "all", "subgroup": "All", "scheme": "residents",
        "value": value, "se": se, "grade": 1 if value is not None else None, "reasons": [],
        "sources": [], "interval_kind": "sampling" if se else "none",
    } | more  # fmt: skip


def found(*rows: dict, reference: Reference = NATION) -> Finding:
    selection = Selection(conform(pd.DataFrame(list(rows))))
    return compare(selection, "99001", [reference], [rows[0]["measure"]])[0]


@pytest.mark.parametrize(
    ("measure", "here", "verdict"),
    [
        ("share_employed", 0.84, Verdict.BETTER),
        ("share_employed", 0.74, Verdict.WORSE),
        ("share_low_birth_weight", 0.84, Verdict.WORSE),
        ("share_exposure_other_groups", 0.84, Verdict.HIGHER),
        ("share_employed", 0.795, Verdict.SIMILAR),
    ],
)
def test_the_verdict_follows_the_direction(measure: str, here: float, verdict: Verdict) -> None:
    finding = found(row(measure, "99001", here, 0.01), row(measure, "00", 0.79, 0.0005))
    assert finding.verdict is verdict
    assert finding.method is Method.DIFFERENCE_TEST


@pytest.mark.parametrize(("here", "words"), [(0.84, "Higher"), (0.74, "Lower"), (0.79, "Similar")])
def test_peers_are_neither_better_nor_worse_where_no_direction_is(here: float, words: str) -> None:
    ours = row("share_exposure_other_groups", "99001", here, 0.01)
    theirs = row("share_exposure_other_groups", "99003", 0.79, 0.01)
    assert found(ours, theirs, reference=PEER).verdict.words == words


def test_the_p_value_is_that_of_the_normal_table() -> None:
    # z = 0.05 / sqrt(0.02^2 + 0.015^2) = 2.0; two-sided p = 0.0455 (any table of the normal curve)
    finding = found(
        row("share_employed", "99001", 0.80, 0.02), row("share_employed", "00", 0.75, 0.015)
    )
    assert finding.p_value == pytest.approx(0.0455, abs=1e-4)
    assert finding.lower == pytest.approx(0.05 - 1.96 * 0.025, abs=1e-4)


def test_weak_values_are_never_compared() -> None:
    finding = found(
        row("share_employed", "99001", 0.5, 0.01, grade=3), row("share_employed", "00", 0.79, 0.01)
    )
    assert (finding.verdict, finding.method) == (Verdict.CANNOT_TELL, Method.GRADE)
    assert finding.difference is None


def test_places_that_share_a_borrowed_value_are_never_compared() -> None:
    rows = [
        row("share_employed", "99001", 0.80, 0.01, borrowed_from="99-pool"),
        row("share_employed", "99003", 0.70, 0.01, borrowed_from="99-pool"),
    ]
    finding = found(*rows, reference=PEER)
    assert (finding.verdict, finding.method) == (Verdict.CANNOT_TELL, Method.SAME_AREA)


@pytest.mark.parametrize(("ours", "theirs"), [("p1+p2", "p2"), ("p1+p2", "p2+p3"), ("p1", "p1")])
def test_places_with_an_area_in_common_are_never_compared(ours: str, theirs: str) -> None:
    rows = [
        row("share_employed", "99001", 0.80, 0.01, borrowed_from=ours),
        row("share_employed", "99003", 0.70, 0.01, borrowed_from=theirs),
    ]
    assert found(*rows, reference=PEER).method is Method.SAME_AREA


def test_a_city_is_never_compared_with_the_county_it_is() -> None:
    """Even where both have a value of their own, counted by two agencies."""
    rows = [row("share_employed", "99001", 0.80, 0.01), row("share_employed", "99003", 0.70, 0.01)]
    itself = Reference(Kind.VERSUS_PEER, "99003", "Birch city", is_same_territory=True)
    finding = found(*rows, reference=itself)
    assert (finding.verdict, finding.method) == (Verdict.CANNOT_TELL, Method.SAME_AREA)
    assert finding.difference is None


def test_places_of_different_areas_are_compared() -> None:
    rows = [
        row("share_employed", "99001", 0.80, 0.01, borrowed_from="p1"),
        row("share_employed", "99003", 0.70, 0.01, borrowed_from="p10"),
    ]
    assert found(*rows, reference=PEER).method is Method.DIFFERENCE_TEST


def test_a_missing_value_cannot_be_compared() -> None:
    finding = found(
        row("share_employed", "99001", None, missing_reason="no_source_row"),
        row("share_employed", "00", 0.79, 0.01),
    )
    assert (finding.verdict, finding.method) == (Verdict.CANNOT_TELL, Method.NO_VALUE)


@pytest.mark.parametrize(("here", "verdict"), [(0.30, Verdict.WORSE), (0.27, Verdict.SIMILAR)])
def test_without_margins_a_fixed_rule_decides_and_says_so(here: float, verdict: Verdict) -> None:
    finding = found(row("share_debt_coll", "99001", here), row("share_debt_coll", "00", 0.26))
    assert (finding.verdict, finding.method) == (verdict, Method.FIXED_RULE)
    assert finding.p_value is None
    assert not finding.method.is_tested


def test_bounds_that_overlap_are_no_difference() -> None:
    def bounds(geoid: str, low: float, high: float) -> dict:
        middle = (low + high) / 2
        more = {"lower": low, "upper": high, "interval_kind": "suppression_bounds"}
        return row("share_homeless", geoid, middle, **more)

    overlap = found(bounds("99001", 0.02, 0.03), bounds("99003", 0.029, 0.04), reference=PEER)
    apart = found(bounds("99001", 0.02, 0.03), bounds("99003", 0.031, 0.04), reference=PEER)
    assert (overlap.verdict, apart.verdict) == (Verdict.SIMILAR, Verdict.BETTER)


def test_difference_in_words() -> None:
    finding = found(
        row("share_employed", "99001", 0.84, 0.01), row("share_employed", "00", 0.79, 0.0)
    )
    words = difference_words(finding, registry().measures["share_employed"])
    assert words == "5 percentage points higher, between 3 and 7"


def test_a_found_difference_never_starts_at_a_printed_zero() -> None:
    finding = found(
        row("share_employed", "99001", 0.800, 0.003), row("share_employed", "00", 0.790, 0.0)
    )
    words = difference_words(finding, registry().measures["share_employed"])
    assert words == "1.0 percentage point higher, between 0.4 and 1.6"


def test_findings_become_rows_with_their_estimates() -> None:
    frame = to_frame(
        [found(row("share_employed", "99001", 0.84, 0.01), row("share_employed", "00", 0.79, 0.01))]
    )
    keys = frame.loc[0, "estimate_keys"].split("; ")
    assert keys == [
        "share_employed|county|99001|2019-2023|All",
        "share_employed|nation|00|2019-2023|All",
    ]


def test_few_physicians_are_compared_by_an_exact_test() -> None:
    """Two physicians for 63,155 people against the nation: far apart, though a z test sees nothing."""
    from dataclasses import replace as changed

    from mobility_analysis.framework.registry import registry
    from mobility_analysis.insights.selection import Value
    from mobility_analysis.insights.testing import physicians_p_value

    measure = registry().measures["ratio_population_pc_physician"]
    few = Value(
        measure, "county", "99001", 2022, "2022", "All", "residents", 31_577.5, 8_742.0, 260_746.0,
        22_328.6, "model", "poisson_exact_inverted", 2.0, 2, (), None, None, (),
    )  # fmt: skip
    nation = changed(few, geoid="00", level="nation", value=1_312.0, denominator=253_985.0)
    assert physicians_p_value(few, nation) < 1e-10
    # One physician more or less than expected is nothing.
    alike = changed(few, value=1_312.0 * 1.2, denominator=5.0)
    assert physicians_p_value(alike, nation) > 0.5
