"""The Mobility Metrics Data Review Guide: three questions, evidence filled in, answers left to people.

1. What stands out? 2. Where do outcomes differ by race or another group, and which differences concern
you? 3. How do we compare with our peers? After the worksheet of that name in the Urban Institute's
*Boosting Upward Mobility: A Planning Guide for Local Action*, Step 2.

A guide is a sequence of parts: evidence, and spaces for answers; :mod:`reporting.beside.review_files` writes
them as Markdown and as a notebook and keeps what people wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mobility_analysis.framework.places import in_words
from mobility_analysis.framework.registry import Direction, Unit, registry
from mobility_analysis.insights.choose import Choice
from mobility_analysis.insights.differences import difference_words
from mobility_analysis.insights.findings import Certainty, Finding, Kind, Verdict
from mobility_analysis.insights.selection import Value
from mobility_analysis.press.chart_rows import row_text
from mobility_analysis.press.markdown_text import as_code, as_text
from mobility_analysis.quality.grading import WORDS
from mobility_analysis.reporting.charts.panels import SCHEMES
from mobility_analysis.reporting.page.page_one import comparison_counts
from mobility_analysis.runs.highlights import trust
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION

# Fewer groups than this with a usable value show no difference.
FEWEST_GROUPS = 2


@dataclass(frozen=True)
class Evidence:
    """Text of ours, written anew with every report. Markdown; names in it as :func:`as_text` has them."""

    key: str
    text: str


@dataclass(frozen=True)
class Space:
    """A space for people's answer, which is found again in the next report by its key.

    ``title`` says what it answers, for when its question is no longer asked. Plain text, no Markdown.
    """

    key: str
    title: str


Part = Evidence | Space


@dataclass(frozen=True)
class GroupEvidence:
    """Values of one measure by group, beside everyone's."""

    everyone: Value
    panels: tuple[tuple[str, tuple[Value, ...]], ...]  # scheme and kind, its groups in fixed order


# Gaps between groups by how sure they are, surest first.
_SURE = {
    Certainty.ROBUST: "Robust gaps, against everyone else:",
    Certainty.POSSIBLE: "Gaps that the data suggest, or that are to be used with care, against everyone else:",
}


def review_parts(data: PlaceData) -> list[Part]:
    """The guide of one place, from top to bottom."""
    start = Evidence("start", _start(data))
    parts = [start, *_stands_out(data), *_groups(data), *_peers(data)]
    return [part for part in parts if isinstance(part, Space) or part.text]


def _start(data: PlaceData) -> str:
    banner = [f"> **{DEMONSTRATION}**"] if data.record.is_demonstration else []
    return _paragraphs(
        f"# Mobility Metrics Data Review Guide: {as_text(data.here.label)}",
        *banner,
        "Three questions to talk over with residents, partners and colleagues. The evidence is filled "
        "in from the data and is refreshed whenever the report is made again; your answers stay. Write "
        "in the answer spaces only: between the two marker lines of the Markdown file, or in the answer "
        "cells of the notebook. They are two copies, so use one of them. Files whose names begin with "
        "`review_guide`, such as a copy for Word, are kept beside the report too.",
        f"{trust(data).sentence} A value marked *{WORDS[3].lower()}* is never quoted here. Each piece of "
        "evidence names its rows in `estimates.csv`.",
    )


# ------------------------------------------------------------------ 1. what stands out


def _stands_out(data: PlaceData) -> Iterator[Part]:
    chosen = data.stands_out
    shown = {choice.finding for choice in (*chosen.strengths, *chosen.questions)}
    yield Evidence("stands-out", "## 1. What stands out?\n\n### Strengths")
    yield from _highlights(data, chosen.strengths, "strength", _STRENGTH)
    yield Evidence("stands-out.more-strengths", _rest(data, Verdict.BETTER, shown))
    yield Evidence("stands-out.questions", "### Questions to ask")
    yield from _highlights(data, chosen.questions, "question", "")
    if chosen.trends:
        yield Evidence("stands-out.changes", "### What changed")
        yield from _highlights(data, chosen.trends, "change", _CHANGE)
    if chosen.gaps:
        yield Evidence("stands-out.gaps", "### For whom")
        yield from _highlights(data, chosen.gaps, "gap", _GAP)
    yield Evidence(
        "stands-out.all",
        _paragraphs(
            _rest(data, Verdict.WORSE, shown),
            "### All together",
            "**What else stands out? What surprises you, and what do residents and local records say "
            "that these data cannot?**",
        ),
    )
    yield Space("stands-out", "What stands out?")


_STRENGTH = "What made this possible, and who does not share in it yet?"
_CHANGE = "What changed here in these years that could lie behind it, and who saw it happen?"
_GAP = "Which of our systems reach this group less well, and who of the group could tell us how?"


def _highlights(
    data: PlaceData, choices: Sequence[Choice], kind: str, prompt: str
) -> Iterator[Part]:
    if not choices:
        yield Evidence(
            f"stands-out.no-{kind}",
            f"None can be shown beside {as_text(in_words(data.nation.name))} with the data at hand. That says as "
            "much about the data as about the place.",
        )
    for choice in choices:
        key = f"stands-out.{kind}.{choice.metric.id}"
        label = choice.metric.heading(registry().measures[choice.finding.measure])
        ask = prompt or choice.question
        text = _paragraphs(f"#### {label}", _line(data, choice.finding), f"**{ask}**")
        yield Evidence(key, text)
        yield Space(key, f"{label}: {ask}")


def _rest(data: PlaceData, verdict: Verdict, shown: set[Finding]) -> str:
    """The other measures with this verdict against the nation, as a list."""
    others = [
        finding
        for finding in data.findings
        if finding.kind is Kind.VERSUS_NATION
        and finding.verdict is verdict
        and finding not in shown
    ]
    lead = f"Also {verdict.words.lower()} than in {as_text(in_words(data.nation.name))}:"
    return _list(lead, (_line(data, finding) for finding in others))


# ------------------------------------------------------------------ 2. groups


def group_evidence(data: PlaceData) -> list[GroupEvidence]:
    """For each metric its first outcome, headline first, that has values of two or more groups.

    An outcome is a measure of which more, or less, is better: who lives here is none.
    """
    found = []
    for metric in data.metrics:
        for measure in sorted(metric.measures, key=lambda each: not each.headline):
            value = data.latest.get(measure.id)
            is_outcome = measure.direction is not Direction.NONE and measure.unit is not Unit.COUNT
            if value is None or not is_outcome:
                continue
            panels = tuple(
                (scheme, tuple(groups))
                for scheme, groups in data.groups[measure.id].items()
                if sum(group.usable for group in groups) >= FEWEST_GROUPS
            )
            if panels:
                found.append(GroupEvidence(value, panels))
                break
    return found


def _groups(data: PlaceData) -> Iterator[Part]:
    heading = "## 2. Where do outcomes differ by race or another group, and which differences concern you?"
    found = group_evidence(data)
    line = (
        "Groups stand in one fixed order. Where two intervals overlap, the data may not be able to tell "
        "the groups apart. Differences come from what systems do; ask which systems, and whom they "
        "were built for."
        if found
        else "No measure has usable values of two or more groups here. Look for local records."
    )
    yield Evidence("groups", _paragraphs(heading, line))
    for each in found:
        measure = each.everyone.measure
        key = f"groups.{measure.id}"
        blocks = [f"### {measure.label}, {each.everyone.when}"]
        for scheme, groups in each.panels:
            title, about = SCHEMES.get(scheme, ("By group", ""))
            blocks += [f"*{title}.* {about}".rstrip(), _group_table(each.everyone, groups)]
        blocks += _gaps(data, measure.id)
        prefix = each.everyone.key.rpartition("|")[0]
        blocks.append(f"Estimates: `{prefix}|` and the group's name (`All` for everyone).")
        blocks.append("**Does a difference here concern you, and why? Who could tell us more?**")
        yield Evidence(key, _paragraphs(*blocks))
        yield Space(key, f"{measure.label}: does a difference between groups concern you?")
    ask = "Which of these differences concern you most, and what in our systems could lie behind them?"
    yield Evidence("groups.all", _paragraphs("### All together", f"**{ask}**"))
    yield Space("groups", ask)


def _gaps(data: PlaceData, measure: str) -> Iterator[str]:
    """The gaps that a test finds, or may find, surest first."""
    found = data.findings_of(measure, Kind.GROUP_GAP)
    for certainty, words in _SURE.items():
        lines = [_line(data, gap) for gap in found if gap.certainty is certainty]
        yield _list(words, lines)


def _group_table(everyone: Value, groups: Sequence[Value]) -> str:
    """Everyone, where the measure is about everyone, and the groups; a weak number is held back."""
    rows = [("Everyone", everyone)] if everyone.value is not None else []
    rows += [(group.subgroup, group) for group in groups]
    lines = ["| Group | Value (interval) | Quality |", "|---|---|---|"]
    for label, value in rows:
        if value.value is None:
            lines.append(f"| {as_text(label)} | no value | {as_text(value.missing_sentence)} |")
        else:
            shown = as_text(row_text(value)) if value.usable else "not shown"
            lines.append(f"| {as_text(label)} | {shown} | {WORDS[value.grade or 3]} |")
    return "\n".join(lines)


# ------------------------------------------------------------------ 3. peers


def _peers(data: PlaceData) -> Iterator[Part]:
    heading = "## 3. How do we compare with our peers?"
    line = "" if data.peers else "No peers were given; make the report again with `--peer`."
    yield Evidence("peers", _paragraphs(heading, line, _tally(data)))
    for peer in data.peers:
        key = f"peers.{peer.geoid}"
        found = [finding for finding in data.findings if finding.versus == peer.geoid]
        yield Evidence(key, _beside(data, peer.label, found))
        yield Space(key, f"{peer.label}: what could we learn from it?")
    ask = "Which place could we learn from, about what, and whom there would we call?"
    yield Evidence("peers.all", _paragraphs("### All together", f"**{ask}**"))
    yield Space("peers", ask)


def _tally(data: PlaceData) -> str:
    words = (Verdict.BETTER, Verdict.SIMILAR, Verdict.WORSE, Verdict.CANNOT_TELL)
    lines = [
        "| Measures, beside | " + " | ".join(word.words for word in words) + " |",
        "|---|" + "---|" * len(words),
    ]
    for name, counts in comparison_counts(data):
        lines.append(
            f"| {as_text(name)} | " + " | ".join(str(counts[word.value]) for word in words) + " |"
        )
    return "\n".join(lines) if len(lines) > 2 else ""


def _beside(data: PlaceData, label: str, findings: Sequence[Finding]) -> str:
    def lines(verdict: Verdict) -> list[str]:
        return [_line(data, each) for each in findings if each.verdict is verdict]

    there = as_text(in_words(label))
    similar = [
        registry().measures[each.measure].label
        for each in findings
        if each.verdict is Verdict.SIMILAR
    ]
    return _paragraphs(
        f"### {as_text(label)}",
        _list(f"Better here than in {there}:", lines(Verdict.BETTER)),
        _list(f"Worse here than in {there}:", lines(Verdict.WORSE)),
        f"{Verdict.SIMILAR.words}: {'; '.join(similar)}." if similar else "",
        "**What could we learn from this place, and what could it learn from us?**",
    )


# ------------------------------------------------------------------ text


def _line(data: PlaceData, finding: Finding) -> str:
    """A finding's own sentence, its difference, how it was found, how good the data are, its rows."""
    measure = registry().measures[finding.measure]
    rows = ", ".join(as_code(key) for key in finding.estimate_keys)
    difference = difference_words(finding, measure)
    about = "; ".join(
        filter(None, (difference, finding.method_words, f"data: {_weakest(data, finding).lower()}"))
    )
    said = f"{finding.sentence} {finding.count_sentence}".rstrip()
    return f"{as_text(said)} *{as_text(about)}.* Estimates: {rows}."


def _weakest(data: PlaceData, finding: Finding) -> str:
    """The grade, in words, of the weaker of the two values that were compared."""
    value = data.latest.get(finding.measure)
    other = data.selection.beside(value, finding.versus) if value is not None else None
    grades = [each.grade or 3 for each in (value, other) if each is not None]
    return WORDS[max(grades, default=3)]


def _list(lead: str, lines: Iterable[str]) -> str:
    items = [f"- {line}" for line in lines]
    return "\n".join([lead, "", *items]) if items else ""


def _paragraphs(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)
