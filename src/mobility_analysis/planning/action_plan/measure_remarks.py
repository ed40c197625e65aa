"""What is missing in a measurement plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mobility_analysis.planning.action_plan.logic import ACTIVITY, NAME, Model
from mobility_analysis.planning.action_plan.measures import (
    HIGHER,
    KINDS,
    LOWER,
    MEASURES,
    POPULATION,
    PlannedMeasure,
    is_past,
)
from mobility_analysis.planning.check import MEND, MISSING, NOTE, Remark


def measure_remarks(
    planned: Sequence[PlannedMeasure], model: Model, *, is_adopted: bool = False
) -> Iterator[Remark]:
    """What is missing in a measurement plan that was begun, and which elements nothing measures."""
    if not planned and not model.elements:
        return
    known = model.by_key
    for each in planned:
        where = f"{NAME}, {MEASURES}, {each.key}"
        if each.trouble:
            yield Remark(MEND, where, each.trouble)
        for key in each.elements:
            if key not in known:
                yield Remark(
                    MEND,
                    where,
                    f"\u201c{key}\u201d is no row of the sheet \u201cLogic model\u201d with words in it.",
                )
        if each.kind and each.kind not in KINDS:
            yield Remark(MEND, where, f"\u201c{each.kind}\u201d is none of: {', '.join(KINDS)}.")
        if each.wanted not in (HIGHER, LOWER, ""):
            yield Remark(MEND, where, f"\u201c{each.wanted}\u201d is neither {HIGHER} nor {LOWER}.")
        yield from _holes(each, where)
        yield from _of_past_target(each, where, is_adopted)
    measured = {key for each in planned for key in each.elements}
    # An activity is measured by its outputs.
    bare = [e for e in model.elements if e.key not in measured and e.kind != ACTIVITY]
    if bare:
        names = ", ".join(each.key for each in bare)
        yield Remark(
            MISSING,
            f"{NAME}, {MEASURES}",
            f"Inputs, outputs and outcomes that nothing measures, {len(bare)}: {names}.",
        )


def _holes(each: PlannedMeasure, where: str) -> Iterator[Remark]:
    lacks = [
        name
        for name, text in (
            ("what it measures (keys of the logic model)", "".join(each.elements)),
            ("its kind", each.kind),
            ("a source", each.indicator or each.own_source),
            ("who is responsible for the data", each.data_by),
        )
        if not text
    ]
    if lacks:
        yield Remark(MISSING, where, f"\u201c{each.name}\u201d lacks {', '.join(lacks)}.")
    if each.target_text and not each.by_when_text:
        yield Remark(MISSING, where, "By when is the target to be reached?")
    if each.target_text and not each.set_by:
        yield Remark(MISSING, where, "Who set the target, and why this value?")
    if each.kind == POPULATION and each.result_by:
        yield Remark(
            NOTE,
            where,
            f"A measure of everyone here moves for many reasons. Is {each.result_by} alone to answer for it?",
        )


def _of_past_target(each: PlannedMeasure, where: str, is_adopted: bool) -> Iterator[Remark]:
    """A target that the number of today has passed: reached since the adoption, or else written the wrong way round."""
    if not is_past(each):
        return
    assert each.baseline is not None
    if is_adopted:
        yield Remark(
            NOTE, where, f"Today's {each.baseline.spoken} is past the target {each.target_words}."
        )
    else:
        yield Remark(
            MEND,
            where,
            f"{each.wanted.capitalize()} is wanted, and the target {each.target_words} lies on the other side of today's "
            f"{each.baseline.spoken}.",
        )
