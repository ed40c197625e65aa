"""The form by which officials say how they identify, and the message that goes with it.

Only the standard's main categories are asked: among so few people, finer ones would tell who is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.officials.categories import (
    HISPANIC_ID,
    STANDARD_1997,
    STANDARD_2024,
    asked,
)
from mobility_analysis.planning.readiness.answers import printed_day
from mobility_analysis.press.word import Block, Bullets, Document, Heading, Paragraph

BOX, TEXT_BOX, LINE = "\u2610", "[ ]", "_" * 48
TITLE = "How do you identify? A question to our elected officials"
DECLINE = "I prefer not to answer"
RECOGNIZABLE = (
    "May we publish counts in which you could be recognized?",
    "Where a group has few officials, people who know them could tell who is counted. Without your yes we publish "
    "such a count only in a way that does not show it.",
)


def questions(standard: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each question of a form with its boxes."""
    if standard == STANDARD_2024:
        return (
            (
                "What is your race or ethnicity? Mark every box that fits; one is enough.",
                (*(each.label for each in asked(standard)), DECLINE),
            ),
        )
    races = [each.label for each in asked(STANDARD_1997) if each.id != HISPANIC_ID]
    return (
        ("1. Are you Hispanic or Latino?", ("Yes", "No")),
        ("2. What is your race? Mark every box that fits; one is enough.", (*races,)),
        ("Or, instead of 1 and 2:", (DECLINE,)),
    )


def _notice(frame: Frame) -> tuple[str, ...]:
    """What somebody must know before they answer; the same in the form and in the message."""
    contact = frame.settings.officials.contact or "[name, telephone and e-mail]"
    return (
        "Answering is voluntary. Nothing follows from not answering, for you or for your office.",
        "We publish counts of all officials together, never names.",
        "What you send to a government may be a public record under the law of our state, and others may ask to see "
        "it. So we cannot promise that your answer stays confidential.",
        f"Questions: {contact}.",
    )


def _by_when(frame: Frame) -> str:
    day = frame.settings.officials.reply_by
    return printed_day(day) if day else "[day]"


def form_document(frame: Frame, standard: str) -> Document:
    """The form as a Word file, to send or to print."""
    blocks: list[Block] = [
        Heading(TITLE, 1),
        Paragraph(
            f"{frame.government} compares the backgrounds of elected officials with those of residents. Only you can "
            f"say how you identify. Please send this form back by {_by_when(frame)}."
        ),
        Bullets(_notice(frame)),
        Paragraph(f"Your name and office: {LINE}"),
    ]
    for question, boxes in questions(standard):
        blocks.append(Heading(question, 2))
        blocks += [Paragraph(f"{BOX}  {box}") for box in boxes]
    question, explained = RECOGNIZABLE
    blocks += [
        Heading(question, 2),
        Paragraph(explained),
        Paragraph(f"{BOX}  Yes"),
        Paragraph(f"{BOX}  No (this holds too where nothing is marked)"),
        Paragraph(_foot(standard), is_fine=True),
    ]
    return frame.document("Form for elected officials", blocks, is_form=True)


def _foot(standard: str) -> str:
    return (
        f"Categories of the federal standard of {standard}. For the data lead: standard {standard}."
    )


def form_text(frame: Frame, standard: str) -> str:
    """The form as plain text, to be put below an e-mail and filled in there."""
    return "\n".join(_text(frame, standard)) + "\n"


def _text(frame: Frame, standard: str) -> Iterator[str]:
    yield TITLE.upper()
    yield ""
    yield f"Please answer by {_by_when(frame)}: put an x between the brackets and send this message back."
    yield ""
    for line in _notice(frame):
        yield f"* {line}"
    for question, boxes in questions(standard):
        yield ""
        yield question
        for box in boxes:
            yield f"  {TEXT_BOX} {box}"
    question, explained = RECOGNIZABLE
    yield ""
    yield question
    yield explained
    yield f"  {TEXT_BOX} Yes"
    yield f"  {TEXT_BOX} No (this holds too where nothing is marked)"
    yield ""
    yield _foot(standard)


def message(frame: Frame) -> Document:
    """The e-mail that goes with the form, and its reminder: a draft for people to finish."""
    place = frame.data.here_in_words
    theirs = (
        f"the elected officials of {frame.government}"
        if frame.settings.officials.scope == "own"
        else f"the elected officials of all local governments in {place}"
    )
    blocks: list[Block] = [
        Heading("Message to elected officials", 1),
        Paragraph(
            "To finish this draft, replace what is yellow. Have your government's lawyer read it together with the "
            "form before anything is sent: laws on public records, and on asking such questions, differ from state "
            "to state, and this draft is no legal advice. \u00abname\u00bb and \u00aboffice\u00bb are columns of the list "
            "for mail merge (private/officials/merge.csv). Paste the form below the message, or attach it.",
            is_fine=True,
        ),
        Heading("First message"),
        Paragraph("Subject: How do you identify? A voluntary question to our elected officials"),
        Paragraph("Dear \u00abname\u00bb,"),
        Paragraph(
            f"My name is [your name], and I work in {frame.lead_office} of {frame.government}. We are looking at what "
            f"in {place} helps people to rise from poverty and what stands in their way. One of our measures asks "
            "whether those who hold elected office have the same racial and ethnic backgrounds as residents do. "
            "Studies found that residents feel more heard where they do."
        ),
        Paragraph(
            f"No public source says how officials identify. Therefore I ask you, and {theirs}, to say it yourselves. "
            f"The form is below and takes a minute. I write to you as \u00aboffice\u00bb. Please answer by "
            f"{_by_when(frame)}."
        ),
        Bullets(
            (
                *_notice(frame)[:-1],
                "Those who read the answers are [who]. The answers are kept in a closed folder until [when], and then "
                "deleted as far as the law allows.",
                "If I do not hear from you I will write again, twice at most.",
                _notice(frame)[-1],
            )
        ),
        Paragraph("Thank you."),
        Paragraph("[Your name, office and telephone]"),
        Heading("Reminder"),
        Paragraph("Subject: A reminder: how do you identify?"),
        Paragraph("Dear \u00abname\u00bb,"),
        Paragraph(
            "On [day] I asked you how you identify, for a comparison of elected officials with residents. The form is "
            f"below again. Answering is voluntary; \u201c{DECLINE[2:]}\u201d is an answer too, and then I will not "
            f"write again. I would be glad to hear from you by [day]. {_notice(frame)[2]}"
        ),
        Paragraph("[Your name, office and telephone]"),
    ]
    return frame.document("Message to elected officials", blocks)
