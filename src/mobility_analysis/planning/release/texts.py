"""The texts of a plan that people wrote and that readers will see, each with where it is found to be changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mobility_analysis.planning.action_plan.chosen import FINDINGS, Chosen
from mobility_analysis.planning.action_plan.logic import LOGIC, NAME, Model
from mobility_analysis.planning.action_plan.measures import MEASURES, PlannedMeasure
from mobility_analysis.planning.action_plan.sustainability import SUSTAINABILITY, Stewardship
from mobility_analysis.planning.release.messaging import Passage
from mobility_analysis.planning.release.page_texts import SHEET as PAGE
from mobility_analysis.planning.release.page_texts import PageAnswer


def passages(
    chosen: Sequence[Chosen],
    model: Model,
    measures: Sequence[PlannedMeasure],
    stewards: Sequence[Stewardship],
    page: Sequence[PageAnswer],
) -> list[Passage]:
    """What stands in ``action-plan.xlsx`` and is printed; the words of residents are theirs and not among them."""
    found = (
        *_of_findings(chosen),
        *((LOGIC, each.key, text) for each in model.elements for text in (each.says, each.whom)),
        *((MEASURES, each.key, each.says) for each in measures),
        *(
            (SUSTAINABILITY, each.key, text)
            for each in stewards
            # The words of an activity stand in the logic model already.
            for text in ("" if each.key in model.by_key else each.action, each.means)
        ),
        *((PAGE, each.key, each.answer) for each in page if each.is_theirs),
    )
    return [Passage(f"{NAME}, {sheet}, {key}", text) for sheet, key, text in found if text]


def _of_findings(chosen: Sequence[Chosen]) -> Iterator[tuple[str, str, str]]:
    for each in chosen:
        for text in (each.systems, each.history):
            yield FINDINGS, each.row.key, text
