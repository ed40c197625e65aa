"""A number of the place beside others, as a chart of dots with intervals: on posters and beside the plan's findings."""

from __future__ import annotations

from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.selection import Value
from mobility_analysis.press.chart_rows import GROUP, HERE, NATION, PEER, STATE, Row
from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.press.interval_chart import interval_chart
from mobility_analysis.runs.place_data import PlaceData


def beside_chart(data: PlaceData, value: Value, figure_id: str) -> Figure:
    """The place beside its peers, its state and the nation, as on the card of the report.

    A group of its residents stands beside everyone there instead.
    """
    measure = value.measure
    rows = _group_rows(data, value) if value.subgroup != ALL else _place_rows(data, value)
    return interval_chart(figure_id, measure, rows, title=f"{measure.label}, {value.when}")


def _place_rows(data: PlaceData, value: Value) -> list[Row]:
    def beside(geoid: str) -> Value | None:
        return data.selection.beside(value, geoid)

    rows = [Row(data.here.label, value, HERE)]
    rows += [Row(peer.label, beside(peer.geoid), PEER) for peer in data.peers]
    if not data.is_whole_state:
        rows.append(Row(data.state.name, beside(data.state.geoid), STATE))
    return [*rows, Row(data.nation.name, beside(data.nation.geoid), NATION)]


def _group_rows(data: PlaceData, value: Value) -> list[Row]:
    everyone = data.latest.get(value.measure.id)
    return [
        Row(f"{value.subgroup}, {data.here.name}", value, HERE),
        Row(f"Everyone, {data.here.name}", everyone, GROUP),
    ]
