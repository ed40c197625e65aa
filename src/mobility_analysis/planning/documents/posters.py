"""Posters and slides for a first look at the data together: one predictor each, with its chart, a claim and a question.

What has no number that may be said gets no poster. It stands in a list of whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mobility_analysis.framework.registry import Predictor, registry
from mobility_analysis.insights.choose import question_of
from mobility_analysis.insights.claims import Claim, Form, Judged
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.insights.patterns import capital
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
from mobility_analysis.press.typst import printed
from mobility_analysis.runs.place_data import PlaceData

TEMPLATE = "posters.typ"
POSTERS, SLIDES = "posters", "slides"
NOTES = "What we see here, and what this number leaves out"
MARKS = (
    "The line through a mark is how far the number is uncertain. Filled marks are strong; use hollow ones with care, and "
    "do not act on gray ones."
)
# Beside a number that is worse than elsewhere stands the question of the report.
_QUESTIONS = {BETTER: "What helps here, and whom does it not reach yet?"}
_OTHERWISE = "Does this fit what you see? For whom is it different?"


def posters_pdf(
    frame: Frame, judge: Judge, predictors: Sequence[PredictorEvidence], form: str
) -> bytes:
    """The posters or the slides of a place; ``form`` is one of :data:`POSTERS` and :data:`SLIDES`.

    Raises
    ------
    TypesetError
        They cannot be set, or would not be accessible.
    """
    content = posters_content(frame, judge, predictors)
    return pdf_bytes(frame, {**content, "form": form}, TEMPLATE)


def posters_content(
    frame: Frame, judge: Judge, predictors: Sequence[PredictorEvidence]
) -> dict[str, Any]:
    """What stands on the sheets: numbers only in claims that hold, and in charts of the run."""
    place = frame.data.here_in_words
    sheets, lacking = [], []
    entries = zip(_with_pillar(), predictors, strict=True)
    for (pillar, predictor), evidence in entries:
        found = [judge(Claim(Form.VALUE, each.headline.id)) for each in predictor.metrics]
        said = [each for each in found if each.holds]
        if said:
            sheets.append(_sheet(frame.data, pillar, predictor, evidence, said))
        else:
            ask = "; ".join(ask_locally(metric.id) for metric in predictor.metrics)
            why = " ".join(dict.fromkeys(each.why for each in found))
            lacking.append([predictor.label, why, capital(ask)])
    return {
        **page_frame(frame, f"What the data show of {place}, one condition at a time"),
        "lede": "For a first look at the data together. Write on the posters.",
        "notes": NOTES,
        "marks": MARKS,
        "sheets": sheets,
        "ask": {
            "title": "No number here: ask",
            "lede": "That there is no number does not mean that all is well. Who knows more?",
            "header": ["Condition", "Why there is no number", "Whom to ask here"],
            "rows": lacking,
        },
    }


def _with_pillar() -> Iterator[tuple[str, Predictor]]:
    return (
        (pillar.label, predictor)
        for pillar in registry().pillars
        for predictor in pillar.predictors
    )


def _sheet(
    data: PlaceData,
    pillar: str,
    predictor: Predictor,
    evidence: PredictorEvidence,
    said: Sequence[Judged],
) -> dict[str, Any]:
    """One poster: the first number that may be said with its chart, others in words below it."""
    first = said[0]
    (value,) = first.values
    return {
        "pillar": pillar,
        "title": predictor.label,
        "claim": first.words,
        "more": [each.words for each in said[1:]],
        "figure": printed(beside_chart(data, value, f"p-{value.measure.id.replace('_', '-')}")),
        "question": _question(evidence, first.claim.measure),
        "source": source_of(data, first),
    }


def _question(evidence: PredictorEvidence, measure: str) -> str:
    if evidence.status == WORSE:
        return question_of(measure)
    return _QUESTIONS.get(evidence.status, _OTHERWISE)
