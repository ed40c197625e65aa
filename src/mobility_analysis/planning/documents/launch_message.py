"""The message by which staff learn that planning begins: why now, how it runs, who may join."""

from __future__ import annotations

from collections.abc import Sequence

from mobility_analysis.planning.claims.rows import MESSAGE, ClaimRow, used_in
from mobility_analysis.planning.documents.frame import Frame, national, own_records, said_of
from mobility_analysis.press.word import Block, Document, Heading, Paragraph


def launch_message(frame: Frame, claims: Sequence[ClaimRow]) -> Document:
    """A draft for people to finish; what stands in square brackets is theirs to say."""
    place = frame.data.here_in_words
    used = used_in(claims, MESSAGE)
    found = said_of(frame, national(used))
    blocks: list[Block] = [
        Heading("A plan for upward mobility: message to our staff", 1),
        Paragraph(
            "To finish this draft, replace what is yellow, and take out what you do not want to say. The numbers "
            "are of the run named below; say each with its year.",
            is_fine=True,
        ),
        Heading("Why now"),
        Paragraph(
            f"From [month and year] on, {frame.government} will make a plan for upward mobility: so that more "
            f"people in {place} have enough to live on, have a say in their lives, and are valued where they live."
        ),
        Paragraph(
            "National data show where we begin. They say what our schools, homes, jobs and services offer, and "
            "nothing about what kind of people live here."
            if found
            else "National data alone show no clear beginning for us. We will ask residents, and look at our own "
            "records."
        ),
        *found,
        *own_records(used),
        Paragraph(
            "We will look at how our own rules and services, and those of our partners, bring about such numbers, "
            "and for whom, and find what we can do better."
        ),
        Paragraph(
            "This does not repeat work that is under way: [in your own words: what the existing plans do, and what "
            "is new in this one]."
        ),
        Paragraph(
            "It runs beside [the plans that are being made now, such as a comprehensive plan] and builds on [the "
            "earlier work that it takes up]."
        ),
        Heading("How it runs"),
        Paragraph(
            f"{_at_start(frame.lead_office)} runs the work, and [name] leads it. A working group of people from "
            "[which departments] meets [how often], beginning on [day]."
        ),
        Paragraph(
            "We will plan together with residents, nonprofits, businesses, foundations, faith communities and "
            "large local institutions such as [a hospital, a university]. The plan will be published in [month "
            "and year]."
        ),
        Paragraph(
            f"{_at_start(frame.executive)} has set aside [amount of money] for it. It pays for [for example: "
            "training, tools to gather and read local data, staff time, and payments to residents and partners "
            "for theirs]."
        ),
        Heading("Who may join"),
        Paragraph(
            "You, whatever your department and your position. You know what our programs do, where they stop, and "
            "whom they miss; the plan needs that."
        ),
        Paragraph(
            "Come to [the first meeting: day, time and place], or write to [name and e-mail] by [day]."
        ),
        Paragraph("[Name and office of the sender]"),
    ]
    return frame.document("Message to our staff", blocks)


def _at_start(text: str) -> str:
    return text[:1].upper() + text[1:]
