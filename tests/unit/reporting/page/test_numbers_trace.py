"""Every number a report prints about a finding is found again in the estimates it names."""

from __future__ import annotations

import re
from decimal import Decimal

import pandas as pd
import pytest

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.registry import Measure, registry
from mobility_analysis.framework.subgroups import ALL, BY_LABEL
from mobility_analysis.insights.breaks import to_know_of_a_change
from mobility_analysis.insights.differences import difference_words, printed_of
from mobility_analysis.insights.findings import Finding, Kind
from mobility_analysis.insights.group_names import group_in_words, others_in_words
from mobility_analysis.insights.language import remarks
from mobility_analysis.insights.numbers import said_times
from mobility_analysis.insights.patterns import phrase_of, say
from mobility_analysis.reporting.charts.panels import GapList
from mobility_analysis.reporting.page import page_one
from mobility_analysis.reporting.page.metric_cards import card
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData

NUMBER = re.compile(r"\u2212?\$?\d[\d,]*(?:\.\d+)?")
DOLLARS_STEP = Decimal(100)
UNITS = ("for every 100", "per 100,000", "per 10,000")


@pytest.fixture(scope="module", params=["99001", "99005", "99017"])
def place(request: pytest.FixtureRequest, run_folder: RunPaths) -> PlaceData:
    return read_place(RunData(run_folder), request.param, ("99003",))


def _printed(text: str, finding: Finding) -> list[tuple[Decimal, Decimal]]:
    """Numbers of a text and the step each is rounded to; not those of labels, groups and periods."""
    measure = registry().measures[finding.measure]
    metric = registry().metric_of[finding.measure]
    # A period is only a period where the finding's own estimates have it.
    known = [key.split("|")[3].replace("-", "\u2013") for key in finding.estimate_keys]
    known += [measure.label, measure.label[0].lower() + measure.label[1:], metric.label]
    known += [group_in_words(label, measure) for label in BY_LABEL if label != ALL]
    known += [finding.group, *_phrases(measure), *UNITS]
    if finding.kind is Kind.GROUP_GAP:
        known.append(finding.versus)
        known.append(others_in_words(finding.group, finding.versus, measure))
    known.append(to_know_of_a_change(measure.id, 0, 9999))
    for words in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(words, " ")
    out = []
    for found in NUMBER.findall(text):
        plain = found.replace("\u2212", "-").replace(",", "").replace("$", "")
        number = Decimal(plain)
        step = Decimal(1).scaleb(int(number.as_tuple().exponent))
        out.append((number, DOLLARS_STEP if "$" in found and abs(number) >= 100 else step))
    return out


def _phrases(measure: Measure) -> list[str]:
    """The words around the number in which a value of the measure is said."""
    phrase = phrase_of(measure)
    said = [phrase.with_number("|", of_group=of_group) for of_group in (False, True)]
    return [part.strip() for text in said for part in text.split("|")]


def _rows(data: PlaceData, finding: Finding) -> list[pd.Series]:
    """The named estimates, in the order of their keys."""
    frame = data.estimates
    keys = (
        frame[["measure", "level", "geoid", "period", "subgroup"]].astype(str).agg("|".join, axis=1)
    )
    found = [frame[keys == key] for key in finding.estimate_keys]
    assert all(len(rows) == 1 for rows in found), finding.estimate_keys
    return [rows.iloc[0] for rows in found]


def _compared(data: PlaceData, finding: Finding, rows: list[pd.Series]) -> float:
    """The other value, worked out from the estimates alone."""
    if finding.kind is Kind.VERSUS_TYPICAL:
        value = data.selection.latest(finding.measure, data.here.geoid)
        assert value is not None
        return data.run.distributions[
            value.measure.id, value.level, value.year, value.period
        ].median
    if len(rows) == 1:
        return 1.0  # relative to everyone, who have 1 by definition
    if finding.versus != "everyone else":
        return float(rows[1]["value"])
    own = rows[0]["denominator"] * rows[0]["value"]
    if rows[1]["subgroup"] == "All":
        people = rows[1]["denominator"] - rows[0]["denominator"]
        return float((rows[1]["denominator"] * rows[1]["value"] - own) / people)
    people = sum(row["denominator"] for row in rows[1:])
    return float(sum(row["denominator"] * row["value"] for row in rows[1:]) / people)


def _known(data: PlaceData, finding: Finding) -> list[float]:
    rows = _rows(data, finding)
    measure = registry().measures[finding.measure]
    value, other = float(rows[0]["value"]), _compared(data, finding, rows)
    assert finding.difference == pytest.approx(value - other)
    ends = [end for end in (finding.lower, finding.upper) if end is not None]
    known = [number * said_times(measure) for number in (value, other, *map(abs, ends))]
    shown = printed_of(measure, finding)
    assert shown is not None
    return [*known, float(abs(shown.difference))]


def _is_known(printed: tuple[Decimal, Decimal], known: list[float]) -> bool:
    number, step = printed
    # "Less than 1 percent" and "more than 99 percent" print the nearest step.
    return any(abs(float(number) - each) <= float(step) * 0.5001 for each in known) or any(
        0 < each < float(step) == float(number) for each in known
    )


def test_every_number_of_a_findings_sentence_is_in_its_estimates(place: PlaceData) -> None:
    checked = 0
    for finding in place.findings:
        if finding.difference is None:
            assert not _printed(finding.sentence.split(":")[0], finding), finding.sentence
            continue
        known = _known(place, finding)
        measure = registry().measures[finding.measure]
        for text in (finding.sentence, difference_words(finding, measure)):
            for printed in _printed(text, finding):
                assert _is_known(printed, known), (text, printed, known)
                checked += 1
    assert checked or place.here.geoid == "99017"


def _gap_lists(data: PlaceData) -> list[tuple[str, GapList]]:
    cards = [card(data, metric) for metric in data.metrics]
    views = [view for each in cards for view in (each.lead, *each.others)]
    return [(view.measure.id, panel.gaps) for view in views for panel in view.panels]


def test_every_number_of_a_gap_on_a_card_is_in_its_estimates(alder: PlaceData) -> None:
    findings = {(f.measure, f.group): f for f in alder.findings if f.kind is Kind.GROUP_GAP}
    by_short = {
        (m, g.replace(", Non-Hispanic", ", not Hispanic")): f for (m, g), f in findings.items()
    }
    lines = [(measure, line) for measure, gaps in _gap_lists(alder) for line in gaps.lines]
    assert len(lines) > 3
    for measure, line in lines:
        finding = by_short[measure, line.group]
        assert line.certainty == finding.certainty_words
        for printed in _printed(line.text, finding):
            assert _is_known(printed, _known(alder, finding)), line.text


def test_page_one_prints_sentences_of_findings_only(alder: PlaceData) -> None:
    text = page_one.page_one(alder)
    said = {
        f"{finding.sentence} {finding.count_sentence}".rstrip().replace("'", "&#39;")
        for finding in alder.findings
    }
    shown = re.findall(r"<p>([^<]*\(\d[^<]*\)\.)</p>|</a>: ([^<]*?) <span", text)
    sentences = [(one or other).rstrip() for one, other in shown]
    assert len(sentences) > 3
    changes = {
        f"{finding.sentence} {say('that_is', difference=_difference(finding))}"
        for finding in alder.findings
        if finding.kind is Kind.TREND
    }
    assert set(sentences) <= said | changes


def _difference(finding: Finding) -> str:
    return difference_words(finding, registry().measures[finding.measure])


def test_all_sentences_of_a_report_put_systems_first(place: PlaceData) -> None:
    cards = [card(place, metric) for metric in place.metrics]
    texts = [finding.sentence for finding in place.findings]
    texts += [
        text for each in cards for text in (each.lead.sentence, *each.lead.notes, *each.caveats)
    ]
    texts += [why for _, gaps in _gap_lists(place) for _, _, why in gaps.untold]
    assert {text: remarks(text) for text in texts if remarks(text)} == {}


def test_group_order_is_the_fixed_one_in_gap_lists(alder: PlaceData) -> None:
    from mobility_analysis.framework.subgroups import ORDER

    short = {
        label.replace(", Non-Hispanic", ", not Hispanic"): rank for label, rank in ORDER.items()
    }
    ranks = [[short[line.group] for line in gaps.lines] for _, gaps in _gap_lists(alder)]
    assert max(map(len, ranks)) > 1
    assert ranks == [sorted(each) for each in ranks]
