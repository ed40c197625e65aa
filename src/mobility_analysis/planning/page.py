"""A plan as a page, part by part: where it stands, what was answered, what the data show, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from mobility_analysis.core.content_policy import content_policy
from mobility_analysis.planning.check import Remark
from mobility_analysis.planning.documents.frame import OWN_USE, Frame, small_print
from mobility_analysis.planning.documents.readiness_summary import counts_in_words, printed_day
from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.readiness.answers import ReadinessAnswers
from mobility_analysis.planning.readiness.determination import rule_words
from mobility_analysis.planning.readiness.evidence import Evidence
from mobility_analysis.press.templates import TEMPLATES
from mobility_analysis.runs.highlights import Highlight, trust
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION


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
    return Markup("<h1>{}</h1>{}").format(f"Plan of {data.here.label}", _paragraphs(lines))


def conditions(answers: ReadinessAnswers) -> Markup:
    """The nine conditions and the rule by which they are read."""
    rows = [
        (each.condition.title, each.words, counts_in_words(each))
        for each in answers.readiness.standings
    ]
    return (
        _heading("The nine conditions")
        + _table(("Condition", "Stands", "Steps"), rows)
        + _paragraphs((answers.readiness.turning_words, rule_words(answers.readiness.rule)))
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
    return _heading("Step by step") + _table(header, rows)


def shown_by_data(shown: Iterable[tuple[str, Evidence]]) -> Markup:
    """What stands beside steps from the run."""
    known = guide().steps
    rows = [(known[key][1].says, each.text, each.as_of) for key, each in shown]
    return _heading("What the data can show beside a step") + _table(
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
        return _heading("What we prepare") + _paragraphs(("No step is open.",))
    return _heading("What we prepare") + _table(header, rows)


def findings(frame: Frame) -> Markup:
    """What may be cited: the findings of page one, each with its small print."""
    parts = (
        ("Strengths", frame.strengths),
        ("Questions", frame.questions),
        ("For whom", frame.gaps),
    )
    shown = Markup("").join(_highlights(title, items) for title, items in parts)
    return (
        _heading("What the findings say first") + shown + _paragraphs((trust(frame.data).sentence,))
    )


def remarks(found: Sequence[Remark]) -> Markup:
    """What is missing, to be mended or to be known."""
    if not found:
        return _heading("To do") + _paragraphs(("Nothing is missing.",))
    rows = [(each.kind, each.where, each.what) for each in found]
    return _heading("To do") + _table(("", "Where", "What"), rows)


def page_parts(data: PlaceData) -> dict[str, object]:
    """What stands around the page that a notebook becomes."""
    return {
        "card": {},
        "title": f"Plan of {data.here.label}",
        "css": (TEMPLATES / "page.css").read_text(encoding="utf-8"),
        "banner": DEMONSTRATION if data.record.is_demonstration else "",
        "footer": f"{data.here.label}. {OWN_USE}. Estimates of {data.record.built_at}.",
    }


def check_page(data: PlaceData, found: Sequence[Remark]) -> str:
    """``check.html``: the remarks as a page of their own."""
    parts = page_parts(data)
    whole = Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="{}"><title>{}</title>'
        "<style>{}</style></head><body><main><h1>{}</h1>{}</main>"
        '<footer class="end"><p><strong>{}</strong></p><p>{}</p></footer></body></html>\n'
    )
    title = f"What is to be done: plan of {data.here.label}"
    style = Markup(parts["css"])  # our own file
    return whole.format(
        content_policy(), title, style, title, remarks(found), parts["banner"], parts["footer"]
    )


def _heading(text: str) -> Markup:
    return Markup("<h2>{}</h2>").format(text)


def _paragraphs(texts: Iterable[str]) -> Markup:
    return Markup("").join(Markup("<p>{}</p>").format(text) for text in texts)


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


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in header)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(_lines(cell)) for cell in row)
        )
        for row in rows
    )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(heads, body)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(part) for part in text.split("\n"))
