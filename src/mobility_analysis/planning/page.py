"""A plan as a page, part by part: where it stands, what was answered, what the data show, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from mobility_analysis.planning.check import Remark
from mobility_analysis.planning.documents.frame import DRAFT, OWN_USE, Frame, small_print
from mobility_analysis.planning.documents.plain_page import (
    heading,
    page_parts,
    paragraphs,
    plain_page,
    table,
)
from mobility_analysis.planning.documents.readiness_summary import counts_in_words
from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.readiness.answers import ReadinessAnswers, printed_day
from mobility_analysis.planning.readiness.determination import rule_words
from mobility_analysis.planning.readiness.evidence import Evidence
from mobility_analysis.press.block_pages import CSS
from mobility_analysis.runs.highlights import Highlight, trust
from mobility_analysis.runs.place_data import PlaceData


def opening(data: PlaceData, answers: ReadinessAnswers) -> Markup:
    """The page's title and, in a few lines, where the plan stands."""
    readiness = answers.readiness
    steps = len(readiness.answers)
    decided = answers.decided
    lines = [
        f"{OWN_USE}. It shows what was answered candidly; pass on the documents in drafts/ instead.",
        f"{steps - readiness.unanswered} of {steps} steps are answered. {readiness.sentence}",
        "Leaders have recorded no decision yet."
        if decided is None
        else f"Leaders decided: {decided.decision}, {printed_day(decided.on) or 'no day given'}.",
    ]
    return Markup("<h1>{}</h1>{}").format(f"Plan of {data.here.label}", paragraphs(lines))


def conditions(answers: ReadinessAnswers) -> Markup:
    """The nine conditions and the rule by which they are read."""
    rows = [
        (each.condition.title, each.words, counts_in_words(each))
        for each in answers.readiness.standings
    ]
    return (
        heading("The nine conditions")
        + table(("Condition", "Stands", "Steps"), rows)
        + paragraphs((answers.readiness.turning_words, rule_words(answers.readiness.rule)))
    )


def steps(answers: ReadinessAnswers) -> Markup:
    """All steps with what people wrote."""
    rows = []
    for key, (condition, step) in guide().steps.items():
        given = answers.readiness.answers[key]
        rows.append(
            (
                condition.title,
                step.says,
                given.written or "none yet",
                given.how,
                given.address,
                given.owner,
                printed_day(given.by_when),
            )
        )
    header = ("Condition", "Step", "Answer", "How we know", "To address", "Owner", "By when")
    return heading("Step by step") + table(header, rows)


def shown_by_data(shown: Iterable[tuple[str, Evidence]]) -> Markup:
    """What stands beside steps from the run."""
    known = guide().steps
    rows = [(known[key][1].says, each.text, each.as_of) for key, each in shown]
    return heading("What the data can show beside a step") + table(
        ("Step", "What the data show", "As of"), rows
    )


def preparedness(answers: ReadinessAnswers) -> Markup:
    """What is planned for open steps."""
    known = guide().steps
    rows = [
        (
            known[each.step.key][1].says,
            each.step.written or "none yet",
            each.action,
            each.means,
            each.step.owner,
            printed_day(each.step.by_when),
            each.done_when,
        )
        for each in answers.actions
        if each.step.is_open
    ]
    header = ("Step", "Answer", "What we will do", "Means", "Owner", "By when", "Done when")
    if not rows:
        return heading("What we prepare") + paragraphs(("No step is open.",))
    return heading("What we prepare") + table(header, rows)


def findings(frame: Frame) -> Markup:
    """What may be cited: the findings of page one, each with its small print."""
    parts = (
        ("Strengths", frame.strengths),
        ("Questions", frame.questions),
        ("For whom", frame.gaps),
    )
    shown = Markup("").join(_highlights(title, items) for title, items in parts)
    return (
        heading("What the findings say first") + shown + paragraphs((trust(frame.data).sentence,))
    )


def remarks(found: Sequence[Remark]) -> Markup:
    """What is missing, to be mended or to be known."""
    if not found:
        return heading("To do") + paragraphs(("Nothing is missing.",))
    rows = [(each.kind, each.where, each.what) for each in found]
    return heading("To do") + table(("Kind", "Where", "What"), rows)


def check_page(data: PlaceData, found: Sequence[Remark]) -> str:
    """``check.html``: the remarks as a page of their own."""
    return plain_page(data, f"What is to be done: plan of {data.here.label}", remarks(found))


def _highlights(title: str, items: Sequence[Highlight]) -> Markup:
    if not items:
        return Markup("")
    rows = [
        Markup("<li><strong>{}.</strong> {}<br><small>{}</small></li>").format(
            each.label, each.sentence, small_print(each)
        )
        for each in items
    ]
    return Markup("<h3>{}</h3><ul>{}</ul>").format(title, Markup("").join(rows))


def edition_parts(frame: Frame, edition: str) -> dict[str, object]:
    """What stands around the page of one edition of the action plan."""
    draft = "" if frame.is_released else f". {DRAFT}"
    parts = page_parts(frame.data, f"{edition.capitalize()} edition{draft}")
    return {
        **parts,
        "title": f"Mobility Action Plan of {frame.data.here.label}, {edition} edition",
        "css": f"{parts['css']}{CSS}",
    }
