"""One card per metric: what a template needs to print it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import in_words
from mobility_analysis.framework.registry import Direction, Measure, MetricEntry, Unit, registry
from mobility_analysis.insights.differences import (
    difference_by,
    difference_words,
    finer_numbers,
    names_its_side,
)
from mobility_analysis.insights.findings import Finding, Kind, Method, Verdict
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.insights.numbers import OpenEnd, open_end
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import WEAK_MARK, Value
from mobility_analysis.insights.sentences import direction_words, interval_words, sentence
from mobility_analysis.insights.typical import typical_names
from mobility_analysis.press.chart_rows import HERE, NATION, PEER, STATE, Row
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.press.interval_chart import interval_chart
from mobility_analysis.quality.grading import GRADE_CLASS, NO_VALUE, WORDS
from mobility_analysis.quality.reasons import REASONS
from mobility_analysis.reporting.charts.area_maps import AreaMaps, area_maps
from mobility_analysis.reporting.charts.panels import Panel, TrendPanel, panels, trend_panel
from mobility_analysis.reporting.page.local_blocks import LocalBlock, local_blocks, pointer
from mobility_analysis.reporting.page.newer_words import where_newer
from mobility_analysis.reporting.page.own_count import OwnCountBlock, own_count_block
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import for_readers
from mobility_analysis.runs.source_words import source_name

SILENT_AGENCIES = (
    "Lower is better only where all police agencies report; here, part of them did not, so nothing is "
    "called better or worse."
)


@dataclass(frozen=True)
class Comparison:
    """One line of "compared with": a name, a verdict in words and as a CSS class, and its method.

    ``difference`` continues the verdict, from the mark or word between them.
    """

    versus: str
    verdict: str
    css: str
    difference: str
    method: str

    @property
    def how(self) -> str:
        """How it was reached, where that was not the usual test."""
        return self.method.removeprefix(Method.DIFFERENCE_TEST.words).removeprefix("; ")

    @property
    def detail(self) -> str:
        """What stands behind the verdict: the difference, and how it was reached where that was not a test."""
        how = f" ({self.how})" if self.how else ""
        return f"{self.difference}{how}"


@dataclass(frozen=True)
class MeasureView:
    """One number of a card with everything around it."""

    measure: Measure
    value: Value | None
    big: str
    when: str
    grade_words: str
    grade_class: str
    reasons: tuple[str, ...]
    sentence: str
    notes: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    chart: Figure | None
    panels: tuple[Panel, ...]

    @property
    def telling_panels(self) -> tuple[Panel, ...]:
        """The first panel with a gap between groups that can be told; all of them where there are only groups."""
        if self.is_of_groups_only:
            return self.panels
        return tuple(panel for panel in self.panels if panel.gaps.lines)[:1]

    @property
    def all_how(self) -> str:
        """How all comparisons were reached, where that is one way and not the usual test."""
        ways = {each.how for each in self.comparisons}
        return ways.pop() if len(ways) == 1 else ""

    @property
    def compared(self) -> list[tuple[str, Comparison]]:
        """The comparisons in lines; those of which nothing but the same verdict is said share one."""
        lines: list[tuple[str, Comparison]] = []
        bare: dict[tuple[str, str], int] = {}
        for each in self.comparisons:
            at = bare.get((each.verdict, each.how)) if not each.difference else None
            if at is not None:
                lines[at] = (f"{lines[at][0]}; {each.versus}", lines[at][1])
                continue
            if not each.difference:
                bare[each.verdict, each.how] = len(lines)
            lines.append((each.versus, each))
        return lines

    @property
    def speaks(self) -> bool:
        """Whether there is something to read: a number, or numbers of groups."""
        return self.is_of_groups_only or (self.value is not None and self.value.value is not None)

    @property
    def is_of_groups_only(self) -> bool:
        """The measure says nothing of everyone together, such as a group's share of residents."""
        reason = self.value.missing_reason if self.value is not None else None
        return reason == Missing.NOT_APPLICABLE.value and bool(self.panels)


@dataclass(frozen=True)
class Card:
    """What a template prints of one metric.

    ``title`` says what the leading number is; ``over`` is the metric's name where that is another.
    """

    metric: MetricEntry
    title: str
    over: str
    direction: str
    lead: MeasureView
    others: tuple[MeasureView, ...]
    silent: tuple[tuple[str, str], ...]  # labels of measures without a value here, and why
    stands_in: str  # a note, if the lead replaces the metric's headline because no source of the run has that
    trend: TrendPanel | None
    areas: tuple[AreaMaps, ...]
    local: tuple[LocalBlock, ...]
    own_count: OwnCountBlock | None
    caveats: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def has_numbers(self) -> bool:
        """Whether there is something to show: a number to use or of a group, a picture, a record of the place's own."""
        views = (self.lead, *self.others)
        is_said = any(view.value is not None and view.value.usable for view in views)
        return bool(
            is_said
            or any(panel.is_usable for view in views for panel in view.panels)
            or self.areas
            or self.local
            or self.own_count
        )

    @property
    def single_maps(self) -> tuple[AreaMaps, ...]:
        """The pictures of small areas that stand beside others on a card: a single map or strip each."""
        return tuple(areas for areas in self.areas if len(areas.figures) == 1)

    @property
    def why_without(self) -> str:
        """Of a metric without a number to show: why."""
        value = self.lead.value
        if value is None or value.value is None:
            return self.lead.sentence if value is None else value.missing_sentence
        reasons = (REASONS.get(code, code) for code in value.reasons)
        return " ".join([say("too_uncertain"), *reasons])

    @property
    def ask(self) -> str:
        """Whom to ask close to home, as a sentence."""
        return say("ask_close", whom=ask_locally(self.metric.id))

    @property
    def without(self) -> str:
        """Of a metric without a number to show: why, and whom to ask close to home."""
        return f"{self.why_without} {self.ask}"

    @property
    def source_words(self) -> str:
        """The line that names the card's sources."""
        name = "Sources" if len(self.sources) > 1 else "Source"
        return f"{name}: {'; '.join(self.sources) or 'none in this run'}."


def card(data: PlaceData, metric: MetricEntry) -> Card:
    """Return the content of a metric's card for a place."""
    blocks = local_blocks(data, metric.id)
    views = [_view(data, measure, blocks) for measure in metric.measures]
    # The headline leads. Another measure leads if only that one has a value here, or if no source of the
    # run has the headline.
    unsourced = data.record.measures_absent
    lead, *others = sorted(
        views,
        key=lambda view: (
            not view.speaks,
            view.measure.id in unsourced,
            not view.measure.headline,
        ),
    )
    # A measure without a row in the run is not printed as missing for this place.
    others = [view for view in others if view.value is not None]
    # Measures without a source in the whole run are in the list at the end of the report.
    others = [view for view in others if view.measure.id not in unsourced]
    silent = [view for view in others if not view.speaks and not view.panels and not view.chart]
    others = [view for view in others if view not in silent]
    own = own_count_block(data, metric.id)
    if own is not None:  # it is the headline's value
        silent = [view for view in silent if not view.measure.headline]
    areas = _areas(data, metric)
    values = _with_groups(data, [lead, *others])
    named = [name for value in values if value is not None for name in value.sources]
    named += [name for maps in areas.values() for name in maps.sources]
    trend = trend_panel(data, lead.value)
    if trend is not None:  # it says why the series breaks, beside the break
        told = " ".join(trend.breaks)
        lead = replace(lead, notes=tuple(note for note in lead.notes if note not in told))
    return Card(
        metric=metric,
        title=metric.heading(lead.measure),
        over=metric.label if metric.heading(lead.measure) != metric.label else "",
        direction=_direction(lead),
        lead=_pointing(lead, blocks),
        others=tuple(
            _pointing(view, [block for block in blocks if block.beside == view.measure.id])
            for view in others
        ),
        silent=tuple(
            (view.measure.label, view.value.missing_sentence) for view in silent if view.value
        ),
        stands_in=_stands_in(data, metric, lead.measure),
        trend=trend,
        areas=tuple(areas.values()),
        local=blocks,
        own_count=own,
        caveats=_caveats(metric, _shown(lead, *others) | set(areas)),
        sources=tuple(
            dict.fromkeys(source_name(data, name, values) for name in dict.fromkeys(named))
        ),
    )


def _stands_in(data: PlaceData, metric: MetricEntry, lead: Measure) -> str:
    headline = metric.headline
    if lead == headline or headline.id not in data.record.measures_absent:
        return ""
    return (
        f"This stands in for the metric's own measure, {headline.label[0].lower()}{headline.label[1:]}, "
        "which this run has no source for."
    )


def _direction(view: MeasureView) -> str:
    """Which direction is better; for incomplete police counts, a warning instead."""
    value = view.value
    is_incomplete = value is not None and value.value is not None and value.is_incomplete
    if is_incomplete and view.measure.direction is not Direction.NONE:
        return SILENT_AGENCIES
    return direction_words(view.measure)


def _with_groups(data: PlaceData, views: list[MeasureView]) -> list[Value | None]:
    """The values of a card, those of groups too, which may come from another source."""
    found: list[Value | None] = []
    for view in views:
        found.append(view.value)
        if view.value is not None and view.panels:
            for groups in data.groups[view.measure.id].values():
                found += [group for group in groups if group.value is not None]
    return found


def _view(data: PlaceData, measure: Measure, blocks: Sequence[LocalBlock]) -> MeasureView:
    value = data.latest.get(measure.id)
    grade = value.grade if value is not None and value.value is not None else None
    return MeasureView(
        measure=measure,
        value=value,
        big=big_number(value),
        when=value.dated if value is not None else "",
        grade_words=WORDS[grade] if grade else NO_VALUE,
        grade_class=GRADE_CLASS[grade],
        reasons=_reasons(value),
        sentence=_sentence(data, measure, value, blocks),
        notes=notes_on(data, value),
        comparisons=tuple(_comparisons(data, measure)) if value and value.usable else (),
        chart=_chart(data, measure, value),
        panels=tuple(panels(data, value)),
    )


def _sentence(
    data: PlaceData, measure: Measure, value: Value | None, blocks: Sequence[LocalBlock]
) -> str:
    """What may be said of a value; of a metric that the run does not compute, why it has none."""
    absent = data.record.metrics_absent.get(registry().metric_of[measure.id].id)
    if value is None and absent:
        return say("value_missing", place=data.here_in_words, why=for_readers(absent))
    is_history = value is not None and value.is_history
    newer = where_newer(value, is_local_at_hand=bool(blocks)) if value and is_history else ""
    return sentence(value, data.here_in_words, newer)


def _pointing(view: MeasureView, blocks: Sequence[LocalBlock]) -> MeasureView:
    """The view with a note that leads to what is collected here, where its own number is weak, old or missing."""
    value = view.value
    is_enough = value is not None and value.usable and not value.age_words
    if not blocks or is_enough or view.is_of_groups_only:
        return view
    return replace(view, notes=(pointer(blocks), *view.notes))


def _reasons(value: Value | None) -> tuple[str, ...]:
    """Why a usable value has its grade; for a weak one the sentence already says it."""
    if value is None or not value.usable:
        return ()
    return tuple(REASONS.get(code, code) for code in value.reasons)


def big_number(value: Value | None) -> str:
    """The number in the headline place; of a weak value the range it lies in, or the number so marked."""
    if value is None or value.value is None:
        return "\u2013"
    if value.usable:
        return value.short
    return interval_words(value) or f"{value.short} {WEAK_MARK}"


def notes_on(data: PlaceData, value: Value | None) -> tuple[str, ...]:
    """What a reader should know of a value beside its grade: newer gaps, breaks, borrowed areas."""
    if value is None:
        return ()
    notes = []
    if value.value is not None:
        newer = data.selection.newer_absence(value)
        if newer is not None:
            notes.append(f"There is no value for {newer.when}. {newer.missing_sentence}")
        broken = data.selection.break_before(value)
        if broken is not None:
            notes.append(broken.why)
    if value.borrowed_from:
        notes.append("The value describes a larger area that this place is a part of.")
    return tuple(notes)


def _comparisons(data: PlaceData, measure: Measure) -> Iterable[Comparison]:
    names = {ref.geoid: ref.label for ref in data.peers}
    names |= {data.state.geoid: data.state.name, data.nation.geoid: data.nation.name}
    names |= typical_names(data.here.level)
    order = [Kind.VERSUS_NATION, Kind.VERSUS_TYPICAL, Kind.VERSUS_STATE, Kind.VERSUS_PEER]
    # The chart already shows missing values, so no line repeats them.
    found = [f for f in data.findings_of(measure.id, *order) if f.method is not Method.NO_VALUE]
    for finding in sorted(found, key=lambda each: order.index(each.kind)):
        yield comparison(finding, measure, names[finding.versus])


def comparison(finding: Finding, measure: Measure, name: str) -> Comparison:
    """Return a finding as the line of a card that compares the place with ``name``."""
    is_alike = finding.verdict is Verdict.SIMILAR and not (
        finding.suggested or finding.method is Method.BOUNDS_CLOSE
    )
    return Comparison(
        versus=name,
        verdict=finding.verdict_words,
        css=finding.verdict.value,
        difference="" if is_alike else _continued(finding, measure),
        method=finding.method_words,
    )


def _continued(finding: Finding, measure: Measure) -> str:
    """The difference behind a verdict: "Better: 3 percentage points higher", but "Higher by 24"."""
    by = difference_by(finding, measure) if names_its_side(finding) else ""
    words = f" {by}" if by else f": {difference_words(finding, measure)}"
    return f"{words}{finer_numbers(finding, measure)}" if words != ": " else ""


def _chart(data: PlaceData, measure: Measure, value: Value | None) -> Figure | None:
    """The interval chart; none for plain counts, nor where there is nothing to draw."""
    if value is None or measure.unit is Unit.COUNT:
        return None

    def beside(geoid: str) -> Value | None:
        return data.selection.beside(value, geoid)

    rows = [Row(data.here.label, value, HERE)]
    rows += [Row(peer.label, beside(peer.geoid), PEER) for peer in data.peers]
    if not data.is_whole_state:
        rows.append(Row(data.state.name, beside(data.state.geoid), STATE))
    rows.append(Row(data.nation.name, beside(data.nation.geoid), NATION))
    strip = data.around_values(measure.id)
    drawn = [row for row in rows if row.value is not None and row.value.value is not None]
    if not drawn:
        return None
    return interval_chart(
        f"c-{measure.id.replace('_', '-')}",
        measure,
        rows,
        title=f"{measure.label}, {value.when}",
        strip=strip if len(strip) > 1 else (),
        strip_ends=_open_ends(data, value),
        strip_label=f"All {len(strip)} {data.kind} of {in_words(data.state.name)} with a usable value",
    )


def _open_ends(data: PlaceData, value: Value) -> set[OpenEnd]:
    """The open ends among the state's places, of the measure and period shown; only amounts have any."""
    if value.measure.unit is not Unit.DOLLARS:
        return set()
    around = data.around
    is_same = (around["measure"] == value.measure.id) & (around["period"] == value.period)
    return {end for reasons in around.loc[is_same, "reasons"] if (end := open_end(reasons))}


def _areas(data: PlaceData, metric: MetricEntry) -> dict[str, AreaMaps]:
    """Pictures of small areas by the id of their value."""
    from mobility_analysis.metrics import metric_modules

    measures = getattr(metric_modules().get(metric.id), "SMALL_AREAS", ())
    found = {measure.id: area_maps(data, measure, metric.id) for measure in measures}
    return {name: maps for name, maps in found.items() if maps is not None}


def _shown(*views: MeasureView) -> set[str]:
    return {view.measure.id for view in views if view.speaks or view.panels or view.chart}


def _caveats(metric: MetricEntry, shown: Collection[str]) -> tuple[str, ...]:
    """The metric's caveats that are about a measure with something to read here."""
    from mobility_analysis.metrics import metric_modules

    module = metric_modules().get(metric.id)
    return module.METRIC.caveats_of(shown) if module is not None else ()


def figures_of(data: PlaceData, measure: Measure) -> list[Figure]:
    """The figures of one measure as the report draws them."""
    value = data.latest.get(measure.id)
    chart, trend = _chart(data, measure, value), trend_panel(data, value)
    groups = [panel.figure for panel in panels(data, value)]
    figures = (chart, *groups, trend.figure if trend is not None else None)
    return [figure for figure in figures if figure is not None]
