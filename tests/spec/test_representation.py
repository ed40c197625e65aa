"""A place's own count of its officials, against worked examples that anybody can check with a calculator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.representation import SELF_IDENTIFIED, GroupCount, represent
from mobility_analysis.insights.selection import Value

CASES = yaml.safe_load(
    (Path(__file__).parent / "representation" / "officials.yaml").read_text(encoding="utf-8")
)
GROUP = "Hispanic"


def residents_of(share: float, lower: float | None, upper: float | None, grade: int = 1) -> Value:
    return Value(
        measure=registry().measures["share_residents"],
        level="county",
        geoid="99001",
        year=2023,
        period="2019-2023",
        subgroup=GROUP,
        scheme="residents",
        value=share,
        lower=lower,
        upper=upper,
        se=None,
        interval_kind="sampling" if lower is not None else "none",
        ci_method="",
        denominator=None,
        grade=grade,
        reasons=(),
        missing_reason=None,
        borrowed_from=None,
        sources=(),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_worked_example(case: dict[str, Any]) -> None:
    k = case["k"]
    fewest, most = k if isinstance(k, list) else (k, k)
    basis = case.get("basis", SELF_IDENTIFIED)
    count = GroupCount(basis, "", GROUP, case["n"], case["known"], fewest, most)
    found = represent(count, residents_of(*case["residents"], case.get("residents_grade", 1)))
    expect = case["expect"]
    digits = {"share": 4, "ratio": 2, "lower": 2, "upper": 2, "at_parity": 1}
    for name, places in digits.items():
        got = getattr(found, name)
        assert (None if got is None else round(got, places)) == expect[name], name
    assert found.interval_kind == expect["interval_kind"]
    assert found.grade == expect["grade"]
    assert list(found.reasons) == expect["reasons"]
    standing = found.standing
    assert (None if standing is None else standing.value) == expect["standing"]
    assert bool(found.why_no_ratio) is (found.ratio is None)


def test_without_a_share_of_residents_there_is_no_ratio() -> None:
    found = represent(GroupCount(SELF_IDENTIFIED, "", GROUP, 10, 10, 3, 3), None)
    assert (found.share, found.ratio, found.at_parity) == (0.3, None, None)
    assert found.why_no_ratio == "The group's share of residents is not known."
