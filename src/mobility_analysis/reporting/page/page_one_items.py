"""The lines of page one: strengths, questions, gaps and changes, each with its small picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from mobility_analysis.framework.places import in_words
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.choose import Choice
from mobility_analysis.insights.differences import difference_words
from mobility_analysis.insights.findings import Finding, Kind, Verdict
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Value, printed_period
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.reporting.charts.dot_plot import trend_dots
from mobility_analysis.runs.highlights import Highlight, highlight
from mobility_analysis.runs.place_data import PlaceData

# Which way a number went, beside the word for whether that is good.
UP, DOWN = "\u2197", "\u2198"
STEADY = (Verdict.NO_CHANGE, Verdict.CANNOT_TELL)


@dataclass(frozen=True)
class Change:
    """How a number changed since an earlier period, in a word with its class, and which way it went."""

    verdict: str
    css: str
    arrow: str
    since: str


@dataclass(frozen=True)
class Item(Highlight):
    """A highlight with its small picture and, where a test found one, the change of the same number."""

    picture: Figure | None = None
    change: Change | None = None


@dataclass(frozen=True)
class Trend:
    """The clearest change for better or for worse as page one prints it."""

    anchor: str
    verdict: str
    css: str
    label: str
    sentence: str
    nation: str
    arrow: str
    picture: Figure | None


def item_of(
    data: PlaceData, choice: Choice, draw: Callable[[PlaceData, Choice], Figure | None]
) -> Item:
    """A chosen finding as page one prints it; ``draw`` makes its picture."""
    plain = highlight(data, choice)
    return Item(
        **{each.name: getattr(plain, each.name) for each in fields(plain)},
        picture=draw(data, choice),
        change=change_of(data, choice.finding.measure),
    )


def change_of(data: PlaceData, measure: str) -> Change | None:
    """The change of a number over time that a corrected test found; ``None`` where it found none."""
    found = data.findings_of(measure, Kind.TREND)
    if not found or found[0].difference is None or found[0].verdict in STEADY:
        return None
    (finding,) = found
    since = printed_period(finding.versus)
    return Change(finding.verdict_words, finding.verdict.value, arrow_of(finding), since)


def arrow_of(finding: Finding) -> str:
    """Which way the number itself went."""
    return UP if (finding.difference or 0.0) > 0 else DOWN


def trend_of(data: PlaceData, choice: Choice) -> Trend:
    """A chosen change over time as page one prints it."""
    finding = choice.finding
    measure = registry().measures[finding.measure]
    values = data.selection.trend(data.latest[measure.id])
    title = f"{choice.metric.heading(measure)} over time, {data.here.label}"
    return Trend(
        anchor=choice.metric.id,
        verdict=finding.verdict_words,
        css=finding.verdict.value,
        label=choice.metric.heading(measure),
        sentence=f"{finding.sentence} {say('that_is', difference=difference_words(finding, measure))}",
        nation=_nation_changed(data, finding),
        arrow=arrow_of(finding),
        picture=trend_dots(f"d-{measure.id.replace('_', '-')}-over-time", values, title=title),
    )


def nation_over_time(data: PlaceData, finding: Finding) -> tuple[Value, Value] | None:
    """The nation's values in the periods of a change; None where they are not known."""
    last = data.latest.get(finding.measure)
    if last is None or finding.nation_difference is None:
        return None
    after = data.selection.beside(last, data.nation.geoid)
    start = next(v for v in data.selection.trend(last) if v.period == finding.versus)
    before = data.selection.beside(start, data.nation.geoid)
    assert before is not None and after is not None
    return before, after


def _nation_changed(data: PlaceData, finding: Finding) -> str:
    """How the nation's value changed between the same periods; empty if that is not known."""
    found = nation_over_time(data, finding)
    if found is None:
        return ""
    before, after = found
    nation = in_words(data.nation.name)
    return say("change_of_nation", nation=nation, first=before.short, last=after.short)
