"""The wording check, on labelled sentences and on everything we write ourselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mobility_analysis.core.io import read_yaml
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import SUBGROUPS
from mobility_analysis.insights.breaks import BREAKS_FILE
from mobility_analysis.insights.findings import Method, Verdict
from mobility_analysis.insights.language import Family, Remark, remarks, rules
from mobility_analysis.insights.patterns import words as wording
from mobility_analysis.insights.questions import questions
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.reporting.page.rubric_words import RUBRIC_WORDS

ROOT = Path(__file__).resolve().parents[3]
LABELLED = read_yaml(ROOT / "tests" / "fixtures" / "language.yaml")
TEMPLATES = ROOT / "src" / "mobility_analysis" / "reporting" / "templates"


def test_the_check_finds_most_and_raises_few_false_alarms() -> None:
    flagged = [bool(remarks(text)) for text in LABELLED["flagged"]]
    alarms = [bool(remarks(text)) for text in LABELLED["fine"]]
    assert len(flagged) >= 30
    assert len(alarms) >= 30
    precision = sum(flagged) / (sum(flagged) + sum(alarms))
    recall = sum(flagged) / len(flagged)
    assert precision >= 0.95, [
        t for t, alarm in zip(LABELLED["fine"], alarms, strict=True) if alarm
    ]
    assert recall >= 0.90, [
        t for t, hit in zip(LABELLED["flagged"], flagged, strict=True) if not hit
    ]


def test_a_remark_names_the_words_and_what_to_write_instead() -> None:
    (remark,) = remarks("Programs should target vulnerable\npopulations.")
    assert remark.words == "vulnerable populations"
    assert remark.instead.startswith("name the group")
    assert remark.why


def test_remarks_come_in_the_order_of_the_words() -> None:
    found = [remark.words.lower() for remark in remarks("Minorities and the poor.")]
    assert found == ["minorities", "the poor"]
    assert remarks("") == []


def _remarks_around_a_number(text: str, family: str) -> list[Remark]:
    states_number = bool(re.search(r"\d|\b(?:one in|third|half)\b", text))
    return remarks(text, {Family(family)}, states_number=states_number)


@pytest.mark.parametrize("family", [each.value for each in Family if each is not Family.PEOPLE])
def test_words_around_numbers_are_told_from_everyday_ones(family: str) -> None:
    labelled = LABELLED["around_numbers"][family]
    missed = [text for text in labelled["flagged"] if not _remarks_around_a_number(text, family)]
    alarms = [text for text in labelled["fine"] if _remarks_around_a_number(text, family)]
    assert (missed, alarms) == ([], [])


def test_a_family_is_asked_for_by_name_and_some_words_need_a_number() -> None:
    text = "Because of redlining, only 14 percent own a home."
    assert remarks(text) == []
    (cause,) = remarks(text, {Family.CAUSE}, states_number=True)
    assert (cause.words, cause.family) == ("Because of", Family.CAUSE)
    assert remarks(text, {Family.CAUSE}) == []
    both = remarks(text, set(Family), states_number=True)
    assert [each.words for each in both] == ["Because of", "only"]


def test_every_rule_finds_something() -> None:
    around = LABELLED["around_numbers"].values()
    flagged = [*LABELLED["flagged"], *(text for each in around for text in each["flagged"])]
    for rule in rules():
        assert any(rule.pattern.search(text) for text in flagged), rule.pattern.pattern


def _own_words() -> dict[str, list[str]]:
    measures = registry().measures.values()
    words = {
        "questions": list(questions().values()),
        "caveats": [c.text for m in metric_modules().values() for c in m.METRIC.warnings],
        "rubrics": list(RUBRIC_WORDS.values()),
        "definitions": [
            text
            for module in metric_modules().values()
            for text in (module.METRIC.numerator, module.METRIC.denominator, module.METRIC.universe)
        ],
        "measures": [text for m in measures for text in (m.label, m.question, m.one_unit)],
        "metrics": [text for m in registry().metrics for text in (m.label, m.definition)],
        "reasons": list(REASONS.values()),
        "absences": [missing.sentence for missing in Missing],
        "groups": [*wording().groups.values(), *(group.definition for group in SUBGROUPS)],
        "patterns": [*wording().patterns.values(), *(m.said for m in wording().measures.values())],
        "verdicts": [*(v.words for v in Verdict), *(m.words for m in Method)],
        "breaks": [entry["why"] for entry in read_yaml(BREAKS_FILE)],
    }
    for path in sorted(TEMPLATES.rglob("*.j2")):
        text = path.read_text(encoding="utf-8")
        words[path.name] = [re.sub(r"\{[{%#].*?[}%#]\}|<[^>]+>", " ", text)]
    return words


@pytest.mark.parametrize("kind", sorted(_own_words()))
def test_our_own_words_pass(kind: str) -> None:
    found = {text: remarks(text) for text in _own_words()[kind] if remarks(text)}
    assert found == {}
