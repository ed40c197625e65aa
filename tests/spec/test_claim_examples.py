"""What may be said of a place and what not, against examples that a county's communications officer can read.

``words/claims.yaml`` has the examples. Each goes the whole way: estimates, comparisons, gaps and changes as a report
has them, then the claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from tests.spec.test_sentence_examples import _Seen

from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.registry import Direction, Measure, Unit
from mobility_analysis.framework.subgroups import ALL, BY_LABEL
from mobility_analysis.insights import patterns
from mobility_analysis.insights.age import with_age
from mobility_analysis.insights.claim_forms import judge_claim
from mobility_analysis.insights.claim_text import parse_claim
from mobility_analysis.insights.claims import Ground, Judged, ReferenceSet
from mobility_analysis.insights.compare import Reference, compare
from mobility_analysis.insights.findings import Kind
from mobility_analysis.insights.groups import group_gaps
from mobility_analysis.insights.local_numbers import LocalNumber, LocalNumbers
from mobility_analysis.insights.selection import Selection, Value, values_of
from mobility_analysis.insights.small_areas import known_measures
from mobility_analysis.insights.testing import Z95
from mobility_analysis.insights.trends import trends

EXAMPLES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "words" / "claims.yaml").read_text(encoding="utf-8")
)
READ_ON = "2026-01-15"
HERE, STATE, NATION = "99001", "99", "00"
AREA = "area"
PLACES = {"here": HERE, "state": STATE, "nation": NATION}
OTHERS = [f"990{number}" for number in range(11, 16)]
SETS = {
    "similar_size": {"kind": "counties", "pattern": "set_of_size"},
    "state": {"kind": "counties", "pattern": "set_of_state"},
    "small_in_state": {"kind": "counties", "pattern": "set_of_size_and_state"},
    "everywhere": {"kind": "counties", "pattern": "set_all"},
}
DEMONSTRATION_STATE = "Demonstration State"


def _row(measure: str, facts: dict[str, Any]) -> dict[str, Any]:
    of = facts["of"]
    geoid = HERE if of == AREA else PLACES.get(of) or OTHERS[of - 1]
    period, group = facts.get("period", "2019-2023"), facts.get("group", ALL)
    value, low, high = facts.get("value"), facts.get("low"), facts.get("high")
    is_counted = "numerator" in facts
    is_sampled = low is not None and "interval_kind" not in facts
    level = {HERE: "county", STATE: "state", NATION: "nation"}.get(geoid, "county")
    return {
        "measure": facts.get("measure", measure),
        "level": level,
        "geoid": geoid,
        "year": int(period[-4:]),
        "period": period,
        "subgroup": group,
        "scheme": BY_LABEL[group].scheme.value,
        "value": value,
        "lower": low,
        "upper": high,
        "se": _error(facts) if is_sampled or is_counted else None,
        "interval_kind": facts.get("interval_kind", "sampling" if is_sampled else "none"),
        "ci_method": facts.get("ci_method", "wilson" if is_counted else ""),
        "numerator": facts.get("numerator"),
        "denominator": facts.get("denominator"),
        "grade": facts.get("grade", 1 if value is not None else None),
        "reasons": facts.get("reasons", []),
        "missing_reason": facts.get("missing_reason"),
        "borrowed_from": facts.get("borrowed_from"),
        "sources": ["a_source@2023"],
    }


def _error(facts: dict[str, Any]) -> float:
    if "ci_method" in facts:  # a count of events
        return float(facts["value"] / facts["numerator"] ** 0.5)
    if "numerator" in facts:  # a complete count of a share
        return float((facts["value"] * (1 - facts["value"]) / facts["denominator"]) ** 0.5)
    return float((facts["high"] - facts["low"]) / 2 / Z95)


def _ground(example: dict[str, Any]) -> Ground:
    measure = parse_claim(example["claim"]).measure
    given = example.get("rows", [])
    rows, areas = (
        pd.DataFrame([_row(measure, facts) for facts in given if is_of(facts["of"])])
        for is_of in (lambda of: of != AREA, lambda of: of == AREA)
    )
    frame = rows if len(rows) else pd.DataFrame([_row("share_debt_coll", {"of": "here"})])
    chosen = Selection(with_age(frame, READ_ON))
    measures = list(dict.fromkeys(frame["measure"]))
    latest = {each: chosen.latest(each, HERE) for each in measures}
    known = {each: value for each, value in latest.items() if value is not None}
    beside = (
        Reference(Kind.VERSUS_STATE, STATE, DEMONSTRATION_STATE),
        Reference(Kind.VERSUS_NATION, NATION, "the United States"),
    )
    others = () if example.get("is_alone") else OTHERS
    return Ground(
        place="Alder County",
        latest=known,
        groups={each: chosen.groups(value) for each, value in known.items()},
        findings=[
            *compare(chosen, HERE, beside, measures),
            *group_gaps(chosen, HERE, measures),
            *trends(chosen, HERE, measures),
        ],
        names={"state": DEMONSTRATION_STATE, "nation": "the United States"},
        sets={
            name: ReferenceSet(
                name,
                patterns.say(facts["pattern"], kind=facts["kind"], state=DEMONSTRATION_STATE),
                lambda value: [_other(chosen, value, code) for code in others],
            )
            for name, facts in SETS.items()
        },
        areas=lambda name: _areas(areas, name),
        local=lambda: {
            name: _local(name, facts) for name, facts in example.get("local", {}).items()
        },
    )


def _local(name: str, facts: dict[str, Any]) -> LocalNumbers:
    """A place's own measure as its records give it, of the unit and with the numbers of the example."""
    measure = Measure.model_construct(
        id=name, label=facts["label"], unit=Unit(facts["unit"]), decimals=0, one_unit=facts.get("one_unit", ""),
        direction=Direction.NONE, for_every=1,
    )  # fmt: skip
    rows = pd.DataFrame([_row(name, {"of": "here", **row}) for row in facts["numbers"]])
    values = values_of(with_age(rows, READ_ON), {name: measure})
    parts = [row.get("part", "") for row in facts["numbers"]]
    return LocalNumbers(
        label=facts["label"],
        collected_by=facts["by"],
        is_survey=facts.get("survey", False),
        method="",
        covered=facts["covered"],
        limits=facts.get("limits", ""),
        sharing=facts.get("sharing", "public"),
        is_public="sharing" not in facts,
        numbers=[LocalNumber(value, part) for value, part in zip(values, parts, strict=True)],
    )


def _areas(rows: pd.DataFrame, measure: str) -> list[Value]:
    if rows.empty:
        return []
    return values_of(with_age(rows[rows["measure"] == measure], READ_ON), known_measures())


def _other(chosen: Selection, value: Value, code: str) -> Value | None:
    return chosen.latest(value.measure.id, code, value.subgroup)


def judged(example: dict[str, Any]) -> Judged:
    """What the program says to the claim of an example."""
    return judge_claim(parse_claim(example["claim"]), _ground(example))


def _named() -> Iterator[Any]:
    for number, example in enumerate(EXAMPLES, start=1):
        yield pytest.param(example, id=f"{number}: {example['claim']}")


@pytest.mark.parametrize("example", _named())
def test_a_claim_is_answered_as_its_example(example: dict[str, Any]) -> None:
    found = judged(example)
    assert found.words == example.get("says", "")
    assert found.why == (example["refused"] if "refused" in example else example.get("know", ""))
    assert [each.typed for each in found.instead] == example.get("instead", [])


def test_every_pattern_of_claims_has_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()
    seen = replace(patterns.words(), patterns=_Seen(patterns.words().patterns, used))
    monkeypatch.setattr(patterns, "words", lambda: seen)
    for example in EXAMPLES:
        assert judged(example).verdict
    known = set(read_yaml(patterns.CLAIMS, dict)["patterns"])
    assert known - used == set(), "add an example to tests/spec/words/claims.yaml"


def test_no_pattern_stands_in_both_files() -> None:
    both = (read_yaml(file, dict)["patterns"] for file in (patterns.FILE, patterns.CLAIMS))
    first, second = (set(each) for each in both)
    assert first & second == set()


@pytest.mark.parametrize("example", _named())
def test_what_is_offered_instead_holds_when_it_is_asked(example: dict[str, Any]) -> None:
    ground = _ground(example)
    for offer in judge_claim(parse_claim(example["claim"]), ground).instead:
        assert judge_claim(parse_claim(offer.typed), ground).words == offer.words
