"""What reports say, against examples that a county's communications officer can read and edit.

``words/sentences.yaml`` has the examples: the facts, and the whole sentence that must come of them. Each is run
through the code that reports use, so a changed word in ``insights/sentences.yaml`` shows here as a reader meets it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights import patterns, readability
from mobility_analysis.insights.differences import (
    difference_by,
    difference_words,
    finer_numbers,
)
from mobility_analysis.insights.findings import Finding, Kind, Method, unjudged
from mobility_analysis.insights.group_names import (
    beside_in_words,
    group_in_words,
    others_in_words,
)
from mobility_analysis.insights.how_many import how_many, how_many_sentence
from mobility_analysis.insights.numbers import OpenEnd
from mobility_analysis.insights.readability import sentences_of, words_of
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.sentences import (
    against,
    change_sentence,
    gap_sentence,
    interval_words,
    sentence,
)
from mobility_analysis.insights.standing import Distribution, Position, standing_words
from mobility_analysis.reporting.charts.panels import gap_in_brief

EXAMPLES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "words" / "sentences.yaml").read_text(encoding="utf-8")
)
VALUE = {
    "level": "county", "geoid": "99001", "year": 2023, "period": "2019-2023", "subgroup": "All",
    "scheme": "residents", "value": None, "lower": None, "upper": None, "se": None,
    "interval_kind": "sampling", "ci_method": "", "denominator": None, "grade": 1, "reasons": (),
    "missing_reason": None, "borrowed_from": None, "sources": (),
}  # fmt: skip
SECTIONS = tuple(field.name for field in fields(patterns.Words))


class _Seen(dict[str, Any]):
    """A section of the words that notes which entries were read."""

    def __init__(self, entries: dict[str, Any], used: set[str]) -> None:
        super().__init__(entries)
        self._used = used

    def __getitem__(self, name: str) -> Any:
        self._used.add(name)
        return super().__getitem__(name)


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Which entries of each section of the words are read during a test."""
    known, found = patterns.words(), defaultdict[str, set[str]](set)
    seen = patterns.Words(**{name: _Seen(getattr(known, name), found[name]) for name in SECTIONS})
    monkeypatch.setattr(patterns, "words", lambda: seen)
    return found


# ------------------------------------------------------------------ from facts to words


def written(kind: str, facts: dict[str, Any]) -> str:
    """What the code of reports makes of the facts of an example."""
    return WRITERS[kind](dict(facts))


def _value(facts: dict[str, Any]) -> Value:
    given = {name: facts[name] for name in facts if name in VALUE}
    if "reasons" in given:
        given["reasons"] = tuple(given["reasons"])
    number = given.get("value")
    fixed = {**VALUE, "value": number, "grade": 1 if number is not None else None}
    return Value(measure=registry().measures[facts["measure"]], **(fixed | given))


def _finding(facts: dict[str, Any], kind: Kind = Kind.VERSUS_NATION) -> tuple[Finding, Value]:
    value = _value({**facts, "lower": None, "upper": None, "subgroup": facts.get("group", "All")})
    blank = unjudged(
        kind, value, facts.get("versus", "00"), method=Method.DIFFERENCE_TEST, sentence="",
        estimate_keys=(), group=value.subgroup,
    )  # fmt: skip
    ends = {name: OpenEnd(facts[name]) for name in ("value_end", "compared_end") if name in facts}
    other, number = facts["other"], facts["value"]
    return replace(
        blank,
        value=number,
        compared_value=other,
        difference=number - other,
        lower=facts.get("lower"),
        upper=facts.get("upper"),
        **ends,
    ), value


def _of_finding(facts: dict[str, Any], kind: Kind) -> str:
    finding, value = _finding(facts, kind)
    if kind is Kind.GROUP_GAP:
        return gap_sentence(finding, value)
    if kind is Kind.TREND:
        return change_sentence(finding, value)
    return against(finding, value, facts["place"])


def _difference(facts: dict[str, Any]) -> str:
    finding, value = _finding(facts)
    return difference_words(finding, value.measure)


def _difference_by(facts: dict[str, Any]) -> str:
    finding, value = _finding(facts)
    return difference_by(finding, value.measure)


def _card_line(facts: dict[str, Any]) -> str:
    finding, value = _finding(facts)
    return difference_words(finding, value.measure) + finer_numbers(finding, value.measure)


def _panel_line(facts: dict[str, Any]) -> str:
    finding, value = _finding(facts, Kind.GROUP_GAP)
    return gap_in_brief(finding, value.measure)


def _how_many(facts: dict[str, Any]) -> str:
    finding, group = _finding(facts, Kind.GROUP_GAP)
    assert finding.difference is not None
    found = how_many(group, finding.difference, finding.lower, finding.upper)
    assert found is not None
    others = beside_in_words(group.subgroup, finding.versus, group.measure)
    return how_many_sentence(group, found, others)


def _standing(facts: dict[str, Any]) -> str:
    among = Distribution(facts["counties"], 3144, tuple(map(float, range(101))))
    at = Position(facts["rank"], facts.get("low"), facts.get("high"), 0, among, "counties")
    return standing_words(at)


def _group(facts: dict[str, Any]) -> str:
    measure = registry().measures[facts["measure"]]
    name = group_in_words(facts["group"], measure)
    if "versus" not in facts:
        return name
    return f"{name}; {others_in_words(facts['group'], facts['versus'], measure)}"


def _without_entry(facts: dict[str, Any]) -> str:
    return sentence(None, facts["place"])


WRITERS = {
    "value": lambda facts: sentence(_value(facts), facts["place"]),
    "old value": lambda facts: sentence(_value(facts), facts["place"], facts["newer"]),
    "no entry": _without_entry,
    "chart": lambda facts: interval_words(_value(facts)),
    "place": lambda facts: _of_finding(facts, Kind.VERSUS_NATION),
    "gap": lambda facts: _of_finding(facts, Kind.GROUP_GAP),
    "change": lambda facts: _of_finding(facts, Kind.TREND),
    "difference": _difference,
    "difference behind a verdict": _difference_by,
    "line of a card": _card_line,
    "line of a panel": _panel_line,
    "how many people": _how_many,
    "standing": _standing,
    "group": _group,
    "words": lambda facts: patterns.say(facts.pop("pattern"), **facts),
}


# ------------------------------------------------------------------ the tests


def _named() -> Iterator[Any]:
    for number, example in enumerate(EXAMPLES, start=1):
        yield pytest.param(example, id=f"{number}: {example['sentence'][:60]}")


@pytest.mark.parametrize("example", _named())
def test_a_sentence_reads_as_its_example(example: dict[str, Any]) -> None:
    assert written(example["of"], example["facts"]) == example["sentence"]


@pytest.mark.parametrize("section", SECTIONS)
def test_everything_worded_has_an_example(section: str, used: dict[str, set[str]]) -> None:
    for example in EXAMPLES:
        written(example["of"], example["facts"])
    known = set(getattr(patterns.words(), section))
    if section == "patterns":  # those of claims have examples of their own
        known -= set(read_yaml(patterns.CLAIMS, dict)["patterns"])
    assert known - used[section] == set(), "add an example to tests/spec/words/sentences.yaml"


def test_every_measure_and_group_is_worded() -> None:
    from mobility_analysis.framework.subgroups import ALL, BY_LABEL

    known = patterns.words()
    assert set(known.measures) == set(registry().measures)
    assert set(known.groups) == set(BY_LABEL) - {ALL}


# ------------------------------------------------------------------ how hard they are to read

MOST_WORDS = 30
# Newspapers have about 45. One sentence by itself swings widely, so single ones get more room.
MOST_LIX_TOGETHER, MOST_LIX = 40, 60
PAGE_ONE = ("place", "gap", "change", "words")


@pytest.mark.parametrize("example", _named())
def test_no_sentence_is_long(example: dict[str, Any]) -> None:
    longest = max(len(words_of(each)) for each in sentences_of(example["sentence"]))
    assert longest <= MOST_WORDS


def test_page_one_reads_more_easily_than_a_newspaper() -> None:
    said = [example["sentence"] for example in EXAMPLES if example["of"] in PAGE_ONE]
    assert readability.measure(" ".join(said)).lix <= MOST_LIX_TOGETHER
    assert {text for text in said if readability.measure(text).lix > MOST_LIX} == set()
