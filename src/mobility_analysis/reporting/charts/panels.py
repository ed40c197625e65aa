"""Panels of a card: groups with the gaps between them, and change over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.differences import difference_words, numbers_in_brief
from mobility_analysis.insights.everyone_else import EVERYONE, EVERYONE_ELSE
from mobility_analysis.insights.findings import Certainty, Finding, Kind, Method, Verdict
from mobility_analysis.insights.group_names import beside_in_words, short_group
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.sentences import lowered
from mobility_analysis.insights.trends import break_words, stretches
from mobility_analysis.press.chart_rows import GROUP, Row
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.press.interval_chart import interval_chart
from mobility_analysis.reporting.charts.trend_chart import trend_chart
from mobility_analysis.runs.place_data import PlaceData

# One line over each group panel: what belonging to a group means there.
SCHEMES = {
    "residents:race_ethnicity": (
        "By race and ethnicity",
        "Residents of each group. Hispanic people are in their own group only.",
    ),
    "residents:gender": ("By sex", "Residents, by sex as recorded."),
    "residents:age": ("By age of householder", "Households, by the age of the person who answers."),
    "residents:disability": ("By disability", "Residents who report a difficulty, and all others."),
    "residents:industry": (
        "By industry",
        "Jobs of private employers; public jobs are their own group.",
    ),
    "residents:mothers_education": ("By mother's education", "Births, by the mother's schooling."),
    "residents:income": (
        "By income of the family",
        "Pupils whom their state counts as economically disadvantaged, and all others. Each state has "
        "its own rule.",
    ),
    "residents:household_income": (
        "By household income",
        "Households, by their income of the last twelve months, in dollars of the period's last year.",
    ),
    "residents:tenure": ("By tenure", "Households that own and households that rent their home."),
    "neighborhoods:neighborhood": (
        "By neighborhood",
        "These describe neighborhoods by who is the majority there, not the people of a group.",
    ),
    "neighborhoods:neighborhood_poverty": (
        "By poverty of the neighborhood",
        "These describe neighborhoods where at least 40 percent of people are in poverty, and all others; "
        "not people in poverty.",
    ),
    "race_includes_hispanic:race_ethnicity": (
        "By race, Hispanic people included",
        "Here most race groups include Hispanic people, so groups may overlap. "
        "Do not set these beside charts that count Hispanic people apart.",
    ),
}


@dataclass(frozen=True)
class GapLine:
    """One line of "gaps between groups"."""

    group: str
    certainty: str
    css: str
    text: str


@dataclass(frozen=True)
class GapList:
    """The gaps of one panel that can be told, in the panel's order, and those that cannot."""

    lines: tuple[GapLine, ...]
    untold: tuple[tuple[str, str, str], ...]  # the word for it, groups, joined, and why
    notes: tuple[str, ...]  # how the lines were reached, where not by the usual test


@dataclass(frozen=True)
class TrendPanel:
    """The line chart of a series and what its test says."""

    figure: Figure
    verdict: str
    css: str
    text: str
    breaks: tuple[str, ...] = ()  # where the line is broken, and why, unless ``text`` says it


@dataclass(frozen=True)
class Panel:
    """A group panel with the line that explains its groups, and the gaps between them."""

    figure: Figure
    line: str
    absent: tuple[tuple[str, str], ...]
    gaps: GapList
    is_usable: bool  # a number of one of its groups may be used

    @property
    def title(self) -> str:
        """What kind of groups they are: "By sex"."""
        return self.figure.title.split(":")[0]

    @property
    def in_brief(self) -> str:
        """In a line how many gaps between the groups can be told."""
        number = len(self.gaps.lines)
        if number == 0:
            return say("no_gap_here")
        return say("one_gap_here") if number == 1 else say("gaps_here", number=number)


# Why no difference can be told, where a comparison was made and found none.
NOT_CLEAR = "the difference is no larger than chance could make it"
CLOSE = "the values are too close to be called apart, and no margins are published"
_BOUNDS_ALIKE = {
    Method.BOUNDS: "the lowest and highest possible values overlap",
    Method.BOUNDS_CLOSE: "the possible values are hardly apart",
}
NOTES = {
    Method.TEST_WITH_EVERYONE: (
        "The source does not say how many people are in each group. So each is compared with everyone "
        "together, itself included; the true gap to everyone else is larger."
    ),
    Method.FIXED_RULE: (
        "No margins are published: apart by more than half of the typical distance between counties, "
        "which is no test."
    ),
}


def gap_list(data: PlaceData, measure: Measure, groups: Sequence[Value]) -> GapList:
    """The gaps of the groups of one panel; of two groups that are everyone together only the first."""
    labels = {group.subgroup for group in groups}
    found = [
        finding
        for finding in data.findings_of(measure.id, Kind.GROUP_GAP)
        if finding.group in labels and finding.method is not Method.NO_VALUE
    ]
    lines: list[GapLine] = []
    untold: dict[tuple[str, str], list[str]] = {}
    mirrored: set[str] = set()
    for finding in found:
        if finding.group in mirrored:
            continue
        if finding.versus not in (EVERYONE, EVERYONE_ELSE):
            mirrored.add(finding.versus)
        if finding.certainty in (Certainty.ROBUST, Certainty.POSSIBLE):
            lines.append(_gap(finding, measure))
        else:
            word_and_why = (finding.certainty_words, _why_untold(finding))
            untold.setdefault(word_and_why, []).append(_pair_name(finding))
    told = [finding for finding in found if finding.certainty is not Certainty.CANNOT_TELL]
    methods = dict.fromkeys(finding.method for finding in told)
    return GapList(
        tuple(lines),
        tuple((word, "; ".join(names), why) for (word, why), names in untold.items()),
        tuple(NOTES[method] for method in methods if method in NOTES),
    )


def _gap(finding: Finding, measure: Measure) -> GapLine:
    assert finding.certainty is not None
    return GapLine(
        short_group(finding.group),
        finding.certainty_words,
        finding.certainty.value,
        gap_in_brief(finding, measure),
    )


def gap_in_brief(finding: Finding, measure: Measure) -> str:
    """The numbers of a gap behind the group's name: "12%, against 7% among all other mothers: …"."""
    here, there = numbers_in_brief(finding, measure)
    is_pair = finding.versus not in (EVERYONE, EVERYONE_ELSE)
    others = (
        say("gap_in_brief_pair", group=short_group(finding.versus))
        if is_pair
        else beside_in_words(finding.group, finding.versus, measure)
    )
    difference = difference_words(finding, measure)
    return say("gap_in_brief", n=here, other=there, others=others, difference=difference)


def _pair_name(finding: Finding) -> str:
    name = short_group(finding.group)
    is_pair = finding.versus not in (EVERYONE, EVERYONE_ELSE)
    return f"{name} and {short_group(finding.versus)}" if is_pair else name


def _why_untold(finding: Finding) -> str:
    if finding.p_value is not None:
        return NOT_CLEAR
    if finding.verdict is not Verdict.SIMILAR:
        return finding.method.words
    return CLOSE if finding.method is Method.FIXED_RULE else _BOUNDS_ALIKE[finding.method]


def panels(data: PlaceData, value: Value | None) -> Iterator[Panel]:
    """A panel for each kind of group that has a value, in the fixed order."""
    if value is None or value.measure.unit is Unit.COUNT:
        return
    for name, groups in data.groups[value.measure.id].items():
        drawn = [group for group in groups if group.value is not None]
        if not drawn:
            continue
        title, line = SCHEMES.get(name, ("By group", ""))
        figure = interval_chart(
            f"g-{value.measure.id.replace('_', '-')}-{name.replace(':', '-').replace('_', '-')}",
            value.measure,
            [Row(short_group(group.subgroup), group, GROUP) for group in groups],
            title=f"{title}: {value.measure.label}, {value.when}",
            reference=value if value.usable else None,
            reference_label="Everyone",
        )
        absent = tuple(
            (group.subgroup, group.missing_sentence) for group in groups if group.value is None
        )
        yield Panel(
            figure,
            line,
            absent,
            gap_list(data, value.measure, groups),
            any(group.usable for group in drawn),
        )


def trend_panel(data: PlaceData, value: Value | None) -> TrendPanel | None:
    """Values over time and their verdict; none of plain counts, nor where no two periods may be joined."""
    if value is None or value.value is None or value.measure.unit is Unit.COUNT:
        return None
    found = stretches(data.selection, value)
    if all(len(stretch.values) < 2 for stretch in found):
        return None
    title = f"Over time: {value.measure.label}, {data.here.label}"
    figure = trend_chart(f"t-{value.measure.id.replace('_', '-')}", found, title=title)
    (finding,) = data.findings_of(value.measure.id, Kind.TREND)
    words = _trend_words(finding, value.measure)
    breaks = tuple(text for why, text in break_words(found).items() if why not in words[-1])
    return TrendPanel(figure, *words, breaks)


def _trend_words(finding: Finding, measure: Measure) -> tuple[str, str, str]:
    """Verdict, its class, and what continues it: the sentence with the change, or why none is told."""
    if finding.verdict is Verdict.CANNOT_TELL:
        why = finding.sentence.removeprefix(finding.verdict_words)
        return finding.verdict_words, finding.verdict.value, why
    text = f": {lowered(finding.sentence)}"
    is_told = finding.verdict is not Verdict.NO_CHANGE or finding.suggested is not None
    if finding.difference is not None and is_told:
        text += f" {say('that_is', difference=difference_words(finding, measure))}"
    how = finding.method_words.removeprefix(Method.DIFFERENCE_TEST.words).removeprefix("; ")
    if finding.difference is not None and how:
        text += f" ({how[0].upper()}{how[1:]}.)"
    return finding.verdict_words, finding.verdict.value, text
