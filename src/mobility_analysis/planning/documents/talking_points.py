"""Talking points for heads of departments and elected officials: what, why, how, who."""

from __future__ import annotations

from mobility_analysis.framework.registry import registry
from mobility_analysis.planning.documents.frame import Frame, one_each, quoted
from mobility_analysis.planning.guide import TalkingPoints, guide
from mobility_analysis.press.word import Block, Bullets, Document, Heading, Paragraph
from mobility_analysis.runs.highlights import Highlight


def talking_points(frame: Frame) -> Document:
    """A draft for people to adapt; what stands in square brackets is theirs to say."""
    points = guide().talking_points
    found = one_each(frame)
    blocks: list[Block] = [
        Heading(f"Talking points: a plan for upward mobility in {frame.data.here_in_words}", 1),
        Paragraph(
            "For heads of departments, elected officials and others who are asked about the plan. Say them in "
            "your own words. Replace what is yellow.",
            is_fine=True,
        ),
        Heading("What is it?"),
        Bullets(_filled(points.what, frame)),
        Heading("Why do we do it?"),
        Bullets(_filled(points.why, frame)),
        *_in_numbers(found),
        Heading("How do we do it?"),
        Bullets(_filled(points.how, frame)),
        Heading("Who does it?"),
        Bullets(_who(points, frame)),
    ]
    return frame.document("Talking points", blocks)


def _in_numbers(found: list[Highlight]) -> list[Block]:
    if not found:
        return []
    return [
        Heading("In numbers, if you are asked", 3),
        Paragraph("Say each with its year. The small print is for you.", is_fine=True),
        *quoted(found),
    ]


def _filled(texts: tuple[str, ...], frame: Frame) -> tuple[str, ...]:
    known = {
        "{government}": frame.government,
        "{place}": frame.data.here_in_words,
        "{predictors}": str(sum(len(pillar.predictors) for pillar in registry().pillars)),
    }
    found = list(texts)
    for name, words in known.items():
        found = [text.replace(name, words) for text in found]
    return tuple(found)


def _who(points: TalkingPoints, frame: Frame) -> tuple[str | tuple[str, tuple[str, ...]], ...]:
    first, last = _filled(points.who, frame)
    return (first, (last, _filled(points.gains, frame)))
