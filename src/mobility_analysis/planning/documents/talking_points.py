"""Talking points for heads of departments and elected officials: what, why, how, who."""

from __future__ import annotations

from collections.abc import Sequence

from mobility_analysis.framework.registry import registry
from mobility_analysis.planning.claims.rows import POINTS, ClaimRow, used_in
from mobility_analysis.planning.documents.frame import Frame, national, own_records, said_of
from mobility_analysis.planning.guide import TalkingPoints, guide
from mobility_analysis.press.word import Block, Bullets, Document, Heading, Paragraph


def talking_points(frame: Frame, claims: Sequence[ClaimRow]) -> Document:
    """A draft for people to adapt; what stands in square brackets is theirs to say."""
    used = used_in(claims, POINTS)
    found = [*said_of(frame, national(used)), *own_records(used)]
    blocks: list[Block] = [
        Heading(f"Talking points: a plan for upward mobility in {frame.data.here_in_words}", 1),
        Paragraph(
            "For heads of departments, elected officials and others who are asked about the plan. Say them in "
            "your own words. Replace what is yellow.",
            is_fine=True,
        ),
        *points_of(frame, found),
    ]
    return frame.document("Talking points", blocks)


def points_of(frame: Frame, found: Sequence[Block]) -> list[Block]:
    """The points under the guide's four questions.

    Parameters
    ----------
    found
        What is said in numbers.
    """
    points = guide().talking_points
    return [
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


def _in_numbers(found: Sequence[Block]) -> list[Block]:
    if not found:
        return []
    return [
        Heading("In numbers, if you are asked", 3),
        Paragraph("Say each with its year.", is_fine=True),
        *found,
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
