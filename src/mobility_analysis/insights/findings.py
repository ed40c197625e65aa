"""A finding: the result of one comparison, with everything it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import pandas as pd

from mobility_analysis.core.io import write_csv


class Kind(StrEnum):
    VERSUS_NATION = "versus_nation"
    VERSUS_STATE = "versus_state"
    VERSUS_PEER = "versus_peer"


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    SIMILAR = "similar"
    CANNOT_TELL = "cannot_tell"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Verdict.BETTER: "Better",
    Verdict.WORSE: "Worse",
    Verdict.HIGHER: "Higher",
    Verdict.LOWER: "Lower",
    Verdict.SIMILAR: "No clear difference",
    Verdict.CANNOT_TELL: "Cannot tell",
}


class Method(StrEnum):
    """How a verdict was reached, with the sentence a reader sees."""

    DIFFERENCE_TEST = "difference_test_holm"
    BOUNDS = "bounds_do_not_overlap"
    FIXED_RULE = "fixed_rule"
    NO_VALUE = "no_value"
    GRADE = "graded_do_not_act"
    SAME_AREA = "same_source_area"

    @property
    def words(self) -> str:
        return _METHODS[self]

    @property
    def is_tested(self) -> bool:
        return self is Method.DIFFERENCE_TEST


_METHODS = {
    Method.DIFFERENCE_TEST: "tested difference",
    Method.BOUNDS: "lowest and highest possible values compared",
    Method.FIXED_RULE: "no margins published; fixed rule, not a test",
    Method.NO_VALUE: "a value is missing",
    Method.GRADE: "a value is too weak to compare",
    Method.SAME_AREA: "both values describe the same area",
}


@dataclass(frozen=True)
class Finding:
    """One comparison of a place with another.

    ``difference`` is the place minus the other, in the measure's unit (shares 0 to 1), with its 95
    percent interval. ``standardised`` is the difference in typical distances between counties.
    """

    kind: Kind
    measure: str
    geoid: str
    versus: str
    verdict: Verdict
    difference: float | None
    lower: float | None
    upper: float | None
    p_value: float | None
    p_adjusted: float | None
    standardised: float | None
    method: Method
    sentence: str
    estimate_keys: tuple[str, ...]


def to_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """One row per finding; the estimate keys joined by a space-and-bar free separator."""
    columns = list(Finding.__dataclass_fields__)
    rows = [
        {**asdict(finding), "estimate_keys": "; ".join(finding.estimate_keys)}
        for finding in findings
    ]
    return pd.DataFrame(rows, columns=columns)


def write_findings(findings: Sequence[Finding], path: Path) -> None:
    write_csv(to_frame(findings), path)
