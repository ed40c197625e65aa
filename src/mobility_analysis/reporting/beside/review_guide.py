"""The Mobility Metrics Data Review Guide: three questions, evidence filled in, answers left to people.

1. What stands out? 2. Where do outcomes differ by race or another group, and which differences concern
you? 3. How do we compare with our peers? After the worksheet of that name in the Urban Institute's
*Boosting Upward Mobility: A Planning Guide for Local Action*, Step 2.

It has everything that stands on page one of the report. :mod:`reporting.beside.review_files` writes it as a Word file
and keeps what people wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mobility_analysis.framework.places import in_words
from mobility_analysis.framework.registry import Direction, Unit, registry
from mobility_analysis.insights.choose import Choice
from mobility_analysis.insights.differences import difference_words
from mobility_analysis.insights.findings import Certainty, Finding, Kind, Verdict
from mobility_analysis.insights.patterns import capital
from mobility_analysis.insights.selection import Value
from mobility_analysis.insights.standing import standing_words
from mobility_analysis.press.chart_rows import row_text
from mobility_analysis.press.word import Drawn
from mobility_analysis.quality.grading import WORDS
from mobility_analysis.reporting.beside import review_drawings as drawn
from mobility_analysis.reporting.page.page_one import comparison_counts
from mobility_analysis.runs.highlights import trust
from mobility_analysis.runs.place_data import PlaceData

# Fewer groups than this with a usable value show no difference.
FEWEST_GROUPS = 2
# More measures with sure gaps than this would fill more than a page; the others are named.
MOST_GAPS = 6
# As many measures are named beside a peer, the widest apart first; the report has all of them.
NAMED = 6


@dataclass(frozen=True)
class Item:
    """A question with what is known, found again in the next report by its ``key``.

    ``ids`` are those of the estimates behind it, for the appendix.
    """

    key: str
    title: str
    ask: str
    lines: tuple[str, ...] = ()
    fine: str = ""
    drawing: Drawn | None = None
    ids: tuple[str, ...] = ()
    inches: float = 0.0  # the least height of the answer's box


@dataclass(frozen=True)
class Section:
    """One of the three questions; a text among its rows is a heading over the items below it."""

    heading: str
    line: str
    rows: tuple[Item | str, ...]


@dataclass(frozen=True)
class Guide:
    """The guide of one place, from top to bottom."""

    place: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def items(self) -> list[Item]:
        """All questions in their order."""
        return [row for part in self.sections for row in part.rows if isinstance(row, Item)]


@dataclass(frozen=True)
class GroupEvidence:
    """Values of one measure by group, beside everyone's."""

    everyone: Value
    panels: tuple[tuple[str, tuple[Value, ...]], ...]  # scheme and kind, its groups in fixed order


def review_guide(data: PlaceData) -> Guide:
    """The guide of one place."""
    sections = (_stands_out(data), _groups(data), _peers(data))
    guide = Guide(data.here.label, (), sections)
    drawn = any(item.drawing for item in guide.items)
    lines = (
        "Three questions to talk over with residents, partners and colleagues. Write in the boxes at "
        "the right, which grow. When the report is made again, the evidence is refreshed and your "
        "answers stay.",
        f"{trust(data).sentence} A value marked \u201c{WORDS[3].lower()}\u201d is never quoted here."
        + (f" In the drawings {marks(data)}." if drawn else ""),
    )
    return replace(guide, lines=lines)


def marks(data: PlaceData) -> str:
    """What the marks of the drawings mean, of those that there are."""
    marks = [
        f"the solid mark is {data.here_in_words} (hollow: use with care) with its interval",
        "the diamond is what it is compared with",
    ]
    if data.peers:
        marks.append("small circles are peers")
    if data.is_ranked:
        marks.append(f"the band holds the middle half of all {data.ranked_among()}")
    return f"{', '.join(marks[:-1])}, and {marks[-1]}"


# ------------------------------------------------------------------ 1. what stands out

_STRENGTH = "What made this possible, and who does not share in it yet?"
_CHANGE = "What changed here in these years that could lie behind it, and who saw it happen?"
_GAP = "Which of our systems reach this group less well, and who of the group could tell us how?"
_ALL = (
    "What else stands out? What surprises you, and what do residents and local records say that these "
    "data cannot?"
)


def _stands_out(data: PlaceData) -> Section:
    chosen = data.stands_out
    kinds: tuple[tuple[str, str, Sequence[Choice], str], ...] = (
        ("Strengths", "strength", chosen.strengths, _STRENGTH),
        ("Questions to ask", "question", chosen.questions, ""),
        ("What changed", "change", chosen.trends, _CHANGE),
        ("For whom", "gap", chosen.gaps, _GAP),
    )
    rows: list[Item | str] = []
    for heading, kind, choices, ask in kinds:
        if choices:
            rows.append(heading)
            rows += [_highlight(data, choice, kind, ask) for choice in choices]
    missing = [heading.lower() for heading, _, choices, _ in kinds[:2] if not choices]
    none = (
        f"No {' and no '.join(missing)} stand out beside {in_words(data.nation.name)} with the data "
        "at hand. That says as much about the data as about the place."
        if missing
        else ""
    )
    shown = {choice.finding.measure for _, _, choices, _ in kinds[:2] for choice in choices}
    also = [_rest(data, verdict, shown) for verdict in (Verdict.BETTER, Verdict.WORSE)]
    rows.append(
        Item(
            "stands-out",
            "What stands out, all in all",
            _ALL,
            tuple(filter(None, (none, *also))),
            inches=1.0,
        )
    )
    return Section("1. What stands out?", "", tuple(rows))


def _highlight(data: PlaceData, choice: Choice, kind: str, ask: str) -> Item:
    finding = choice.finding
    measure = registry().measures[finding.measure]
    value = data.latest.get(finding.measure)
    drawing = (
        drawn.gap_drawing(data, finding)
        if finding.kind is Kind.GROUP_GAP
        else drawn.trend_drawing(data, choice)
        if finding.kind is Kind.TREND
        else drawn.standing_drawing(data, choice)
    )
    about = (
        standing_words(choice.position) if choice.position else "",
        difference_words(finding, measure),
        finding.method_words,
        f"data: {_weakest(data, finding).lower()}",
        value.age_words if value is not None else "",
    )
    return Item(
        f"stands-out.{kind}.{choice.metric.id}",
        choice.metric.heading(measure),
        ask or choice.question,
        (f"{finding.sentence} {finding.count_sentence}".rstrip(),),
        f"{capital('; '.join(filter(None, about)))}.",
        drawing,
        finding.estimate_keys,
    )


def _rest(data: PlaceData, verdict: Verdict, shown: set[str]) -> str:
    """The other measures with this verdict against the nation, by name."""
    names = [
        _name(finding.measure)
        for finding in data.findings
        if finding.kind is Kind.VERSUS_NATION
        and finding.verdict is verdict
        and finding.measure not in shown
    ]
    lead = f"Also {verdict.words.lower()} than in {in_words(data.nation.name)}"
    return f"{lead}: {_joined(names)}." if names else ""


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


def _groups(data: PlaceData) -> Section:
    found = group_evidence(data)
    by_size = sorted(found, key=lambda each: -max(_sizes(data, each), default=0.0))
    told = {each.everyone.measure.id for each in by_size[:MOST_GAPS] if _sizes(data, each)}
    rows = [_group_item(data, each) for each in found if each.everyone.measure.id in told]
    others = [each for each in found if each.everyone.measure.id not in told]
    lines = []
    if not found:
        lines.append(
            "No measure has usable values of two or more groups here. Look for local records."
        )
    if others:
        lead = (
            "Also with numbers by group"
            if rows
            else "With numbers by group, no gap of which is sure"
        )
        lines.append(f"{lead}: {_joined([_name(each.everyone.measure.id) for each in others])}.")
    ask = "Which of these differences concern you most, and what in our systems could lie behind them?"
    return Section(
        "2. Where do outcomes differ by race or another group, and which differences concern you?",
        "Groups stand in one fixed order; a solid mark differs surely from everyone else. Differences "
        "come from what systems do: ask which systems, and whom they were built for."
        if rows
        else "",
        (
            *rows,
            Item("groups", "Differences between groups, all in all", ask, tuple(lines), inches=1.0),
        ),
    )


def _sizes(data: PlaceData, evidence: GroupEvidence) -> list[float]:
    """How far apart the groups with robust gaps are, in typical distances between counties."""
    return [abs(gap.standardised or 0.0) for gap in _robust(data, evidence)]


def _robust(data: PlaceData, evidence: GroupEvidence) -> list[Finding]:
    gaps = data.findings_of(evidence.everyone.measure.id, Kind.GROUP_GAP)
    return [gap for gap in gaps if gap.certainty is Certainty.ROBUST]


def _group_item(data: PlaceData, evidence: GroupEvidence) -> Item:
    everyone = evidence.everyone
    measure = everyone.measure
    robust = {gap.group for gap in _robust(data, evidence)}
    # The kind of group in which most differ; the others are in words.
    panels = sorted(
        evidence.panels, key=lambda panel: -sum(group.subgroup in robust for group in panel[1])
    )
    (_, first), *more = panels
    words = "; ".join(
        f"{group.subgroup} {row_text(group)}"
        for _, groups in more
        for group in groups
        if group.usable and group.subgroup in robust
    )
    prefix = everyone.key.rpartition("|")[0]
    return Item(
        f"groups.{measure.id}",
        f"{_name(measure.id)}, {everyone.when}",
        "Does a difference here concern you, and why? Who could tell us more?",
        fine=f"Also surely apart: {words}." if words else "",
        drawing=drawn.groups_drawing(everyone, first, robust),
        ids=(f"{prefix}|",),
    )


# ------------------------------------------------------------------ 3. peers


def _peers(data: PlaceData) -> Section:
    line = ""
    if not data.peers:
        is_sought = bool(data.peer_lens)
        line = (
            data.run.why_no_peers(data.here, data.peer_lens)
            if is_sought
            else "No peers were named."
        )
    counts = dict(comparison_counts(data))
    rows = [_peer(data, peer.geoid, peer.label, counts.get(peer.label)) for peer in data.peers]
    ask = "Which place could we learn from, about what, and whom there would we call?"
    return Section(
        "3. How do we compare with our peers?",
        line,
        (*rows, Item("peers", "Peers, all in all", ask, inches=1.0)),
    )


def _peer(data: PlaceData, geoid: str, label: str, counts: Counter[str] | None) -> Item:
    def names(verdict: Verdict) -> str:
        found = [
            finding
            for finding in data.findings
            if finding.versus == geoid and finding.verdict is verdict
        ]
        found.sort(key=lambda finding: -abs(finding.standardised or 0.0))
        said = list(dict.fromkeys(_name(finding.measure) for finding in found))
        rest = f"; and {len(said) - NAMED} more" if len(said) > NAMED else ""
        return f"{verdict.words} here: {'; '.join(said[:NAMED])}{rest}." if said else ""

    return Item(
        f"peers.{geoid}",
        label,
        "What could we learn from this place, and what could it learn from us?",
        fine=" ".join(filter(None, (names(Verdict.BETTER), names(Verdict.WORSE)))),
        drawing=drawn.tally_drawing(counts or Counter()),
        ids=(f"findings.csv, versus = {geoid}",),
    )


# ------------------------------------------------------------------ text


def _weakest(data: PlaceData, finding: Finding) -> str:
    """The grade, in words, of the weaker of the two values that were compared."""
    value = data.latest.get(finding.measure)
    other = data.selection.beside(value, finding.versus) if value is not None else None
    grades = [each.grade or 3 for each in (value, other) if each is not None]
    return WORDS[max(grades, default=3)]


def _name(measure: str) -> str:
    return registry().metric_of[measure].heading(registry().measures[measure])


def _joined(names: Sequence[str]) -> str:
    """Names in a line, each once."""
    return "; ".join(dict.fromkeys(names))
