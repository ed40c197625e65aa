"""What the run can say beside a readiness step. It stands beside the question and never answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.core.machine import disk_found, packages_found, python_found
from mobility_analysis.core.missing import Missing
from mobility_analysis.core.paths import folder_name
from mobility_analysis.insights.sentences import lowered
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.press.answer_boxes import count_answers
from mobility_analysis.quality.grading import explain
from mobility_analysis.runs.highlights import latest_values, trust
from mobility_analysis.runs.place_data import PlaceData

# As many weak or missing values are named; the report has all of them.
NAMED = 6
REVIEW = "review_guide.docx"


@dataclass(frozen=True)
class Evidence:
    """What stands beside one step, and of when it is."""

    text: str
    as_of: str


def evidence(data: PlaceData, plan: PlanFolder) -> Mapping[str, Evidence]:
    """What the run and the plan's folder show, by the key of the step that it stands beside."""
    built = f"Estimates of {data.record.built_at[:10]}"
    return {
        "leadership.1": Evidence(_report(data), built),
        "data.1": Evidence(_quality(data), built),
        "data.2": Evidence(_safety(data, plan), f"{built}; this computer when refreshed"),
        "data.4": Evidence(_charts(data), built),
    }


def report_page(data: PlaceData) -> Path:
    """Where the place's findings report is, or will be."""
    paths = data.run.paths
    return paths.reports / folder_name(data.here.geoid, data.here.label) / "report.html"


def review_answers(data: PlaceData) -> tuple[int, int]:
    """How many questions of the review guide are answered, and how many it asks; none without one."""
    review = report_page(data).with_name(REVIEW)
    return count_answers(review.read_bytes()) if review.is_file() else (0, 0)


def _report(data: PlaceData) -> str:
    paths = data.run.paths
    page = report_page(data)
    if not page.is_file():
        return (
            f"There is no findings report of this place yet. The data lead makes one: "
            f'mobility report -c "{data.here.geoid}" --run {paths.run}'
        )
    where = page.relative_to(paths.root).as_posix()
    made = f"The findings report is made: {where}. Its first page stands alone; the two-page case is in out/case.pdf."
    answered, asked = review_answers(data)
    told = (
        f" In its review guide ({REVIEW}) {answered} of {asked} questions are answered."
        if asked
        else ""
    )
    return made + told


def _quality(data: PlaceData) -> str:
    weak, absent = [], []
    for metric in data.metrics:
        for measure in metric.measures:
            value = data.latest.get(measure.id)
            if value is not None and value.missing_reason == Missing.NOT_APPLICABLE.value:
                continue
            name = metric.heading(measure)
            if value is None or value.value is None:
                absent.append(name)
            elif not value.usable:
                weak.append(f"{name} ({lowered(explain(list(value.reasons))).rstrip('.')})")
    parts = [trust(data).sentence]
    if weak:
        parts.append(f"Not to be acted on: {_some(weak, '; ')}.")
    if absent:
        parts.append(f"Without a value here: {_some(absent, '; ')}.")
    if weak or absent:
        parts.append("Local records on these would help most.")
    return " ".join(parts)


def _some(names: list[str], between: str) -> str:
    rest = len(names) - NAMED
    more = f"{between}and {rest} more in the report" if rest > 0 else ""
    return between.join(names[:NAMED]) + more


def _safety(data: PlaceData, plan: PlanFolder) -> str:
    files = len(data.record.snapshots)
    closed = (
        "The folder private/ of this plan can be entered by its owner alone."
        if plan.is_private_closed
        else "The folder private/ of this plan can be entered by other users of this computer: close it."
    )
    return (
        f"The national data are public; the {files} files behind this run each have their hash on record, so that a "
        f"change is noticed. They are read with Python. {closed} {_machine(data.run.paths.root)}"
    )


def _machine(root: Path) -> str:
    """What is missing on this computer, if anything; how much room is left changes daily, and is not told."""
    looked_at = (python_found(), *packages_found(), disk_found(root))
    wrong = [f"{each.what} ({each.remark})" for each in looked_at if not each.is_good]
    if wrong:
        return f"On this computer mobility doctor finds not as it should be: {'; '.join(wrong)}."
    return (
        "On this computer mobility doctor finds the versions that are needed, and room on the disk."
    )


def _charts(data: PlaceData) -> str:
    shown = sum(value is not None and value.value is not None for value in latest_values(data))
    return (
        f"The findings report has a chart for each of {shown} values, and maps where neighborhoods are known. "
        "Each says in words what it shows."
    )
