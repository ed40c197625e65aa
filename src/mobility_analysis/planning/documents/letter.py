"""A letter that asks somebody to join, and the slip that tells its sender where every number comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mobility_analysis.insights.claims import Judged
from mobility_analysis.planning.claims.rows import LETTER, MESSAGE, PLAN, POINTS, ClaimRow, used_in
from mobility_analysis.planning.claims.sheets import source_of
from mobility_analysis.planning.documents.frame import Frame, national, own_records
from mobility_analysis.press.word import Block, Bullets, Document, Heading, Paragraph, Table

_TITLES = {
    LETTER: "The letter",
    POINTS: "The talking points",
    MESSAGE: "The message to staff",
    PLAN: "The action plan",
}


@dataclass(frozen=True)
class Slots:
    """What people wrote for a letter, each a sentence or more; what is empty is a blank in it.

    Attributes
    ----------
    why
        What may be said to the one who is asked about why.
    manager
        Who leads the work from day to day.
    by
        Until when an answer is asked for.
    """

    name: str = ""
    why: str = ""
    new: str = ""
    ask: str = ""
    give: str = ""
    power: str = ""
    manager: str = ""
    by: str = ""
    sender: str = ""


def letter(frame: Frame, claims: Sequence[ClaimRow], slots: Slots = Slots()) -> Document:
    """A draft for people to finish; its numbers are approved claims, what stands in square brackets is theirs to say."""
    place = frame.data.here_in_words
    by = slots.by or "[day]"
    blocks: list[Block] = [
        Heading(f"Letter: will you plan with us for upward mobility in {place}?", 1),
        Paragraph(
            "One letter for each person or organization. Replace what is yellow. The numbers are claims that were "
            "approved; the slip in out/slip.docx says where each comes from. Leave their words and years as they are.",
            is_fine=True,
        ),
        Paragraph("[Day]"),
        Paragraph(f"Dear {slots.name or '[name]'},"),
        Paragraph(
            f"{frame.government} is beginning a plan for upward mobility: so that more people in {place} have enough "
            "to live on, have a say in their lives, and are valued where they live. I write to ask whether you will "
            "make it with us."
        ),
        *_why_we_ask(claims),
        Paragraph(
            slots.why
            or "We ask you because [what this person or organization knows, does and is trusted for; what you have "
            "learned from them already]."
        ),
        Paragraph(
            slots.new
            or "This time is different from earlier plans: [what is new, and what became of what people told you then]."
        ),
        Heading("What we ask, and what we give"),
        Paragraph(
            slots.ask
            or "We ask for [how many meetings, how long, until when]. You would [what the part is: to look at the "
            "findings, to say what residents meet with, to choose what comes first, to write]."
        ),
        Paragraph(
            slots.give
            or "We give [money for your time, staff, data, a place to meet; if there is nothing yet, say so]."
        ),
        Paragraph(
            slots.power
            or "You would have a part in decisions: [which decisions the group takes, how, and who can overrule it]."
        ),
        Heading("Who to talk to"),
        Paragraph(
            f"{slots.manager or '[Name of the project manager]'}, [office, phone, e-mail], leads the work from day to "
            "day and knows all of it."
        ),
        Paragraph(
            f"May I call you in the week of [day]? A yes or a no by {by} helps us, and so does the name of someone "
            "whom we should ask as well."
        ),
        Paragraph(slots.sender or "[Name and office of the sender, best somebody who knows them]"),
    ]
    return frame.document("Letter of invitation", blocks)


def _why_we_ask(claims: Sequence[ClaimRow]) -> list[Block]:
    used = used_in(claims, LETTER)
    if not used:
        return [
            Paragraph(
                "[Why we ask now. To have numbers here, mark claims for the letter in claims.xlsx, have them approved, "
                "and build again.]"
            )
        ]
    words = tuple(row.judged.words for row in national(used) if row.judged is not None)
    of_nation = [Paragraph("National data show where we begin:"), Bullets(words)]
    return [
        *(of_nation if words else ()),
        *own_records(used),
        Paragraph(
            "Such numbers say what our schools, homes, jobs and services offer, and nothing about what kind of people "
            "live here. What they do not say, we want to hear from you."
        ),
    ]


def slip(frame: Frame, claims: Sequence[ClaimRow]) -> Document:
    """For senders and speakers: of each claim in each draft where it comes from, and what not to say."""
    blocks: list[Block] = [
        Heading("Where our numbers come from", 1),
        Paragraph(
            f"For whoever sends the letter or speaks. Claims of {frame.data.here.label} by the run built {frame.built}.",
            is_fine=True,
        ),
    ]
    for use, title in _TITLES.items():
        used = used_in(claims, use)
        blocks += [Heading(title), *_table(frame, used)]
    return frame.document("Where our numbers come from", blocks, is_landscape=True)


def _table(frame: Frame, used: Sequence[ClaimRow]) -> list[Block]:
    if not used:
        return [Paragraph("No approved claim is marked for it.")]
    rows = []
    for row in used:
        assert row.judged is not None and row.approval is not None
        rows.append(
            (
                row.judged.words,
                source_of(frame.data, row.judged),
                _not_to_say(row.judged),
                f"{row.approval.by}, {row.approval.on}",
            )
        )
    header = ("What we say", "Where it comes from", "What not to say", "Approved by")
    return [Table(header, tuple(rows), (3.4, 2.9, 1.9, 1.2))]


def _not_to_say(judged: Judged) -> str:
    about = "Why it is so: these data do not show causes."
    return f"{judged.why} {about}".strip()
