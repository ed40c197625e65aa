"""Whether the measure of each target could ever show that it was met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mobility_analysis.framework.registry import Direction
from mobility_analysis.insights.claims import Ground
from mobility_analysis.insights.detectable import CanShow, Shows, can_show
from mobility_analysis.planning.action_plan.logic import NAME
from mobility_analysis.planning.action_plan.measures import (
    HIGHER,
    LOWER,
    MEASURES,
    PlannedMeasure,
    is_past,
)
from mobility_analysis.planning.check import MISSING, Remark

_DIRECTIONS = {HIGHER: Direction.HIGHER, LOWER: Direction.LOWER}


def shows_of(each: PlannedMeasure, ground: Ground) -> Shows | None:
    """What the data can tell of a target; ``None`` where no target with a day and a direction is set on them."""
    direction = _DIRECTIONS.get(each.wanted)
    is_asked = each.baseline is not None and each.target is not None and each.by_when is not None
    if not is_asked or direction is None:
        return None
    assert each.baseline is not None and each.target is not None and each.by_when is not None
    typical = ground.typical.get(each.baseline.measure.id)
    return can_show(each.baseline, direction, each.target, each.by_when, typical=typical)


def shown_cells(shows: Shows | None) -> dict[str, str]:
    """What stands beside a target, by column."""
    if shows is None:
        return {}
    return {
        "can_show": f"{shows.verdict.value.capitalize()}. {shows.words}",
        "instead": "\n".join(shows.instead),
    }


def showing_remarks(planned: Sequence[PlannedMeasure], ground: Ground) -> Iterator[Remark]:
    """Targets that the data cannot show, and that nobody keeps all the same."""
    for each in planned:
        shows = None if is_past(each) else shows_of(each, ground)
        if shows is not None and shows.verdict is not CanShow.YES and not each.acknowledged:
            yield Remark(
                MISSING,
                f"{NAME}, {MEASURES}, {each.key}",
                f"Can it show the target? {shows.verdict.value.capitalize()}. {shows.words} If you keep the target, say why.",
            )
