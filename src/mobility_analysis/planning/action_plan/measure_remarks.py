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
)
from mobility_analysis.planning.check import MEND, MISSING, NOTE, Remark


def measure_remarks(planned: Sequence[PlannedMeasure], model: Model) -> Iterator[Remark]:
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
    wrong = _wrong_way(each)
    if wrong:
        yield Remark(MEND, where, wrong)
    if each.kind == POPULATION and each.result_by:
        yield Remark(
            NOTE,
            where,
            f"A measure of everyone here moves for many reasons. Is {each.result_by} alone to answer for it?",
        )


def _wrong_way(each: PlannedMeasure) -> str:
    """Where the target lies on the other side of the baseline than is wanted."""
    value = each.baseline
    if each.target is None or value is None or value.value is None or not value.usable:
        return ""
    is_higher = each.target > value.value
    if (
        each.wanted in (HIGHER, LOWER)
        and each.target != value.value
        and is_higher != (each.wanted == HIGHER)
    ):
        return (
            f"The target {each.target_words} lies {HIGHER if is_higher else LOWER} than today's {value.spoken}, and "
            f"{each.wanted} is wanted."
        )
    return ""
