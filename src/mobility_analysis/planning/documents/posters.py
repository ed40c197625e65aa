"""Posters and slides for a first look at the data together: one predictor each, with its chart, a claim and a question.

What has no number that may be said gets no poster. It stands in a list of whom to ask. Every word is said by a
language (:mod:`press.translation`); of a claim, which follows English grammar, other languages say the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mobility_analysis.framework.registry import Predictor, registry
from mobility_analysis.insights.claims import Claim, Form, Judged
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.insights.patterns import capital
from mobility_analysis.insights.questions import question_of
from mobility_analysis.insights.selection import Value
from mobility_analysis.planning.beside_chart import beside_chart
from mobility_analysis.planning.claims.rows import Judge
from mobility_analysis.planning.claims.sheets import source_of
from mobility_analysis.planning.coalition.part_one_evidence import (
    BETTER,
    WORSE,
    PredictorEvidence,
)
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.documents.pdf import page_frame, pdf_bytes
from mobility_analysis.press.translation import ENGLISH, Language, unit_message
from mobility_analysis.press.typst import printed
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION
from mobility_analysis.runs.source_words import source_name

TEMPLATE = "posters.typ"
POSTERS, SLIDES = "posters", "slides"


def posters_pdf(
    frame: Frame,
    judge: Judge,
    predictors: Sequence[PredictorEvidence],
    form: str,
    language: Language = ENGLISH,
) -> bytes:
    """The posters or the slides of a place; ``form`` is one of :data:`POSTERS` and :data:`SLIDES`.

    Raises
    ------
    TypesetError
        They cannot be set, or would not be accessible.
    """
    content = posters_content(frame, judge, predictors, language)
    return pdf_bytes(frame, {**content, "form": form}, TEMPLATE)


def posters_file(form: str, language: Language = ENGLISH) -> str:
    """The file of the posters or the slides."""
    return f"{form}.pdf" if language is ENGLISH else f"{form}.{language.code}.pdf"


def posters_content(
    frame: Frame,
    judge: Judge,
    predictors: Sequence[PredictorEvidence],
    language: Language = ENGLISH,
) -> dict[str, Any]:
    """What stands on the sheets: numbers only in claims that hold, and in charts of the run."""
    t, data = language, frame.data
    place = data.here_in_words if t is ENGLISH else t.place(data.here_in_words)
    sheets, lacking = [], []
    listed = (each for pillar in registry().pillars for each in pillar.predictors)
    for predictor, evidence in zip(listed, predictors, strict=True):
        found = [judge(Claim(Form.VALUE, each.headline.id)) for each in predictor.metrics]
        said = [each for each in found if each.holds]
        if said:
            sheets.append(_sheet(data, predictor, evidence, said, t))
        else:
            ask = "; ".join(t.say(ask_locally(metric.id)) for metric in predictor.metrics)
            why = " ".join(dict.fromkeys(_why(data, each, t) for each in found))
            lacking.append([t.say(predictor.label), why, capital(ask)])
    title = t.say("What the data show of {place}, one condition at a time", place=place)
    return {
        **page_frame(frame, title),
        **_head(frame, t),
        "sheets": sheets,
        "ask": {
            "title": t.say("No number here: ask"),
            "lede": t.say(
                "That there is no number does not mean that all is well. Who knows more?"
            ),
            "header": [
                t.say("Condition"),
                t.say("Why there is no number"),
                t.say("Whom to ask here"),
            ],
            "rows": lacking,
        },
    }


def _head(frame: Frame, t: Language) -> dict[str, str]:
    """What every sheet says."""
    record = frame.data.record
    return {
        "lang": t.code,
        "author": t.say("Mobility analysis"),
        "above": t.say(DEMONSTRATION) if record.is_demonstration else "",
        "below": t.say(
            "{place}. Data of the run built on {day}",
            place=capital(t.place(frame.data.here.label)),
            day=t.date(frame.built),
        ),
        "page": t.say("{page} of {pages}"),
        "lede": t.say("For a first look at the data together. Write on the posters."),
        "notes": t.say("What we see here, and what this number leaves out"),
        "marks": t.say(
            "The line through a mark is how far the number is uncertain. Filled marks are strong; use hollow ones with "
            "care, and do not act on gray ones."
        ),
    }


def _sheet(
    data: PlaceData,
    predictor: Predictor,
    evidence: PredictorEvidence,
    said: Sequence[Judged],
    t: Language,
) -> dict[str, Any]:
    """One poster: the first number that may be said with its chart, others in words below it."""
    first = said[0]
    (value,) = first.values
    drawn = beside_chart(data, value, f"p-{value.measure.id.replace('_', '-')}", t)
    return {
        "pillar": t.say(evidence.pillar),
        "title": t.say(predictor.label),
        "claim": _claim(first, t),
        "more": [_claim(each, t) for each in said[1:]],
        "figure": printed(drawn),
        "question": _question(evidence, first.claim.measure, t),
        "source": _source(data, first, t),
    }


def _question(evidence: PredictorEvidence, measure: str, t: Language) -> str:
    """Beside a number that is worse than elsewhere stands the question of the report."""
    if evidence.status == WORSE:
        return t.say(question_of(measure))
    if evidence.status == BETTER:
        return t.say("What helps here, and whom does it not reach yet?")
    return t.say("Does this fit what you see? For whom is it different?")


# ------------------------------------------------------------------ where English has sentences of its own


def _claim(judged: Judged, t: Language) -> str:
    """The claim in the words that were judged; in another language its heading, its number and its interval."""
    if t is ENGLISH:
        return judged.words
    (value,) = judged.values
    assert value.value is not None
    measure = value.measure
    number = t.number(measure, value.value, value.open_end)
    fill = {
        "heading": t.say(registry().metric_of[measure.id].heading(measure)),
        "value": t.say(unit_message(measure), n=number),
        "when": value.when,
    }
    ends = [t.brief(measure, end) for end in (value.lower, value.upper) if end is not None]
    if len(set(ends)) < 2:  # a range that is printed as one number would say nothing
        return t.say("{heading}: {value}, {when}.", **fill)
    return t.say(
        "{heading}: {value}, {when} (interval from {low} to {high}).",
        low=ends[0],
        high=ends[1],
        **fill,
    )


def _why(data: PlaceData, judged: Judged, t: Language) -> str:
    """Why nothing is said: in English as it was judged, else what kind of reason it is."""
    if t is ENGLISH:
        return judged.why
    value = data.latest.get(judged.claim.measure)
    if value is None or value.value is None:
        return t.say("National data have no value here.")
    if not value.usable:
        return t.say("There is a number, but it is too uncertain to act on.")
    return t.say("There is a number of a larger area only.")


def _source(data: PlaceData, judged: Judged, t: Language) -> str:
    if t is ENGLISH:
        return source_of(data, judged)
    values: tuple[Value, ...] = judged.values
    names = "; ".join(
        source_name(data, name, values)
        for name in dict.fromkeys(name for value in values for name in value.sources)
    )
    grades = dict.fromkeys(
        t.say(WORDS[value.grade] if value.grade else NO_VALUE) for value in values
    )
    quality = ", ".join(each[:1].lower() + each[1:] for each in grades)
    return t.say("Source: {names}. Data: {quality}.", names=names, quality=quality)
