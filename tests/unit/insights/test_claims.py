"""Claims as they are typed: what a line means, and what is wrong with one that means nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.core.errors import UsageError
from mobility_analysis.framework.registry import Unit, registry
from mobility_analysis.framework.subgroups import ALL, BY_LABEL
from mobility_analysis.insights.claim_text import parse_claim
from mobility_analysis.insights.claims import WITH_BESIDE, WITH_NUMBER, Claim, Form
from mobility_analysis.insights.small_fractions import FRACTIONS, fraction_of, in_words

MEASURES = sorted(registry().measures)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    form, measure = draw(st.sampled_from(Form)), draw(st.sampled_from(MEASURES))
    unit = registry().measures[measure].unit
    number = None
    if form in WITH_NUMBER:
        percent = draw(st.integers(1, 99))
        number = percent / 100 if unit is Unit.SHARE else float(draw(st.integers(1, 90_000)))
        number /= registry().measures[measure].for_every if unit is not Unit.SHARE else 1
    beside = draw(st.sampled_from(["state", "nation", "26099", "similar_size"]))
    return Claim(
        form,
        measure,
        draw(st.sampled_from([ALL, *sorted(BY_LABEL)])),
        beside if form in WITH_BESIDE else "",
        number,
    )


@given(claim=claims())
def test_a_claim_typed_is_the_claim_read(claim: Claim) -> None:
    found = parse_claim(claim.typed)
    assert found.typed == claim.typed
    assert (found.form, found.measure, found.group, found.beside) == (
        claim.form,
        claim.measure,
        claim.group,
        claim.beside,
    )
    assert found.number == pytest.approx(claim.number)


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("share_debt_coll", "share_debt_coll value"),
        ("share_debt_coll > 50 percent", "share_debt_coll more than 50%"),
        ("share_debt_coll over half", "share_debt_coll more than 50%"),
        ("share_debt_coll  <  0.5", "share_debt_coll less than 50%"),
        ("share_debt_coll about two in five", "share_debt_coll about 40%"),
        ("pctl_income_50 under $60,000", "pctl_income_50 less than $60,000"),
        ("ratio_affordable_available_50_ami fewer than 60", "ratio_affordable_available_50_ami less than 60"),
        ('share_employed/"With Disability" gap', "share_employed/With Disability gap"),
        ("share_digital_access/Less than $50,000 less than 80%", "share_digital_access/Less than $50,000 less than 80%"),
        ("share_employed proves our point", "share_employed because"),
        ("share_employed VS State", "share_employed vs state"),
        ("local:preschool", "local:preschool value"),
        ("LOCAL:preschool/Hispanic in North side", "local:preschool/Hispanic value in North side"),
        ("local:preschool value in North side", "local:preschool value in North side"),
        ("local:preschool > 50%", "local:preschool more than 50%"),
        ("local:preschool/Age 45 and Over", "local:preschool/Age 45 and Over value"),
        ("share_poverty areas > 1 in 5", "share_poverty areas more than 20%"),
        ("share_residents/Hispanic areas under half", "share_residents/Hispanic areas less than 50%"),
    ],
)  # fmt: skip
def test_what_a_line_means(line: str, means: str) -> None:
    assert parse_claim(line).typed == means


@pytest.mark.parametrize(
    ("line", "what", "next_step"),
    [
        ("debt is high", "is no claim that can be checked", "A claim reads MEASURE"),
        ("", "is no claim that can be checked", "A claim reads MEASURE"),
        ("share_debt > 50%", "There is no measure 'share_debt'", "share_debt_coll"),
        ("share_debt_coll > many", "is no number", "Write it as 50%"),
        ("share_debt_coll >", "is no number", "Write it as 50%"),
        ("share_debt_coll > 50", "A share is at most 1, and 50 is more", "Write 50% or 0.5"),
        ("pctl_income_50 > 50%", "is not in percent", ""),
        ("share_poverty > 20%", "share_poverty is known of areas within a place only", "areas >"),
        ("share_debt_coll vs", "does not say beside what", "A claim reads MEASURE"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, what: str, next_step: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_claim(line)
    assert what in error.value.what
    assert next_step in error.value.next_step


@pytest.mark.parametrize("fraction", FRACTIONS)
def test_fractions_are_read_as_they_are_said(fraction: object) -> None:
    assert fraction_of(in_words(fraction)) == pytest.approx(float(fraction))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["5 in 2", "half of it", "0/3", "some", ""])
def test_what_is_no_fraction(text: str) -> None:
    assert fraction_of(text) is None
