"""A number of the place beside others, as a chart of dots with intervals: on posters and beside the plan's findings."""

from __future__ import annotations

from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.patterns import capital
from mobility_analysis.insights.selection import Value
from mobility_analysis.press.chart_rows import GROUP, HERE, NATION, PEER, STATE, Row
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.press.interval_chart import interval_chart
from mobility_analysis.press.translation import ENGLISH, Language
from mobility_analysis.runs.place_data import PlaceData


def beside_chart(
    data: PlaceData, value: Value, figure_id: str, language: Language = ENGLISH
) -> Figure:
    """The place beside its peers, its state and the nation, as on the card of the report.

    A group of its residents stands beside everyone there instead; that is said in English alone.
    """
    measure = value.measure
    is_group = value.subgroup != ALL
    rows = _group_rows(data, value) if is_group else _place_rows(data, value, language)
    named = (
        measure.label
        if language is ENGLISH
        else language.say(registry().metric_of[measure.id].heading(measure))
    )
    return interval_chart(
        figure_id, measure, rows, title=f"{named}, {value.when}", language=language
    )


def _place_rows(data: PlaceData, value: Value, language: Language) -> list[Row]:
    def beside(geoid: str) -> Value | None:
        return data.selection.beside(value, geoid)

    def called(name: str) -> str:
        return capital(language.place(name))

    rows = [Row(called(data.here.label), value, HERE)]
    rows += [Row(called(peer.label), beside(peer.geoid), PEER) for peer in data.peers]
    if not data.is_whole_state:
        rows.append(Row(called(data.state.name), beside(data.state.geoid), STATE))
    return [*rows, Row(called(data.nation.name), beside(data.nation.geoid), NATION)]


def _group_rows(data: PlaceData, value: Value) -> list[Row]:
    everyone = data.latest.get(value.measure.id)
    return [
        Row(f"{value.subgroup}, {data.here.name}", value, HERE),
        Row(f"Everyone, {data.here.name}", everyone, GROUP),
    ]
