"""The review guide's file: evidence refreshed, people's answers kept.

A report's folder is replaced as a whole, so what people wrote is carried over from the earlier one:

* answers, in place; those whose question is no longer asked stand under "Earlier answers";
* a file in which anything else was changed, or that cannot be read, is kept whole beside the new one
  (``review_guide.earlier-1.docx``), and the new one says so.

Every other file of people's stays too (:mod:`reporting.beside.own_files`); the answers in the Markdown file and the
notebook that older reports had are taken into the Word file when there is none yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.errors import ReportError
from mobility_analysis.press.answer_boxes import Answers, answer_name, read_answers
from mobility_analysis.press.word import (
    Block,
    Document,
    Heading,
    Paragraph,
    Question,
    Worksheet,
    word_bytes,
)
from mobility_analysis.reporting.beside.older_guides import answers_of_older_guides
from mobility_analysis.reporting.beside.own_files import GUIDE, aside
from mobility_analysis.reporting.beside.review_guide import Guide, Item
from mobility_analysis.runs.run_record import DEMONSTRATION, RunRecord

TITLE = "Mobility Metrics Data Review Guide"
EARLIER = "Earlier answers"
HEADER = ("What the data say, and what to ask", "Your answer")
WIDTHS = (4.5, 2.9)  # inches
MARGIN = 0.55


def write_review_guide(guide: Guide, record: RunRecord, folder: Path, earlier: Path) -> None:
    """Write the guide into ``folder``, with what people wrote in the folder ``earlier``.

    People's other files, earlier copies of the guide among them, are in ``folder`` already.

    Raises
    ------
    ReportError
        An earlier file cannot be opened; nothing is replaced.
    """
    try:
        path = earlier / GUIDE
        kept, fault = Answers(), ""
        if path.is_file():
            kept = read_answers(path.read_bytes())
            fault = kept.fault
            if not kept.is_whole:
                _keep_aside(path, folder)
        else:
            kept.found = answers_of_older_guides(earlier)
        copies = [copy.name for copy in sorted(folder.glob(f"{path.stem}.earlier-*{path.suffix}"))]
        with atomic_path(folder / GUIDE) as temporary:
            temporary.write_bytes(word_bytes(compose(guide, record, kept, copies, fault)))
    except OSError as error:
        raise ReportError(
            f"The review guide in {earlier.name} cannot be carried over: {error}.",
            "Close it elsewhere and check that you may read it; the earlier report stays as it is.",
        ) from error


def _keep_aside(path: Path, folder: Path) -> None:
    """Keep a changed file beside the new one, unless the same bytes are kept already."""
    copy = aside(path, folder)
    if copy is not None:
        copy.write_bytes(path.read_bytes())


def compose(
    guide: Guide, record: RunRecord, kept: Answers, copies: list[str], fault: str = ""
) -> Document:
    """The Word file of a guide with the answers that people gave before.

    Parameters
    ----------
    copies
        Names of earlier guides that are kept whole.
    fault
        Why the newest of them could not be read; empty where it could.
    """
    demonstration = DEMONSTRATION if record.is_demonstration else ""
    return Document(
        f"{TITLE}: {guide.place}",
        ". ".join(filter(None, (demonstration, TITLE))),
        f"{guide.place}, built {record.built_at}",
        datetime.fromisoformat(record.built_at[:10]),
        tuple(_blocks(guide, kept, copies, fault)),
        margin=MARGIN,
    )


def _blocks(guide: Guide, kept: Answers, copies: list[str], fault: str) -> Iterator[Block]:
    yield Heading(f"{TITLE}: {guide.place}", 1)
    if copies:
        yield Paragraph(_notice(copies, fault), is_bold=True)
    for line in guide.lines:
        yield Paragraph(line, is_fine=True)
    number = 0
    for section in guide.sections:
        yield Heading(section.heading)
        if section.line:
            yield Paragraph(section.line, is_fine=True)
        rows: list[Question | str] = []
        for row in section.rows:
            if isinstance(row, Item):
                number += 1
                rows.append(_question(row, number, kept))
            else:
                rows.append(row)
        yield Worksheet(HEADER, tuple(rows), WIDTHS)
    yield from _earlier(guide, kept)
    yield from _appendix(guide)


def _earlier(guide: Guide, kept: Answers) -> Iterator[Block]:
    """Answers whose question is not asked any more."""
    asked = {answer_name(item.key) for item in guide.items}
    gone = {
        name: answer
        for name, answer in kept.found.items()
        if name not in asked and not answer.is_empty
    }
    if gone:
        yield Heading(EARLIER)
        yield Paragraph(
            "Their question or metric is not in this guide any more; they return to their place if "
            "it comes back.",
            is_fine=True,
        )
        rows = [
            Question(name, answer.title, ask=answer.ask, answer=answer.paragraphs)
            for name, answer in gone.items()
        ]
        yield Worksheet(HEADER, tuple(rows), WIDTHS)


def _appendix(guide: Guide) -> Iterator[Block]:
    """The ids of the estimates, by the number of the question."""
    numbered = enumerate(guide.items, 1)
    said = [f"{number}. {', '.join(item.ids)}" for number, item in numbered if item.ids]
    if said:
        yield Heading("Appendix: the estimates behind each number")
        yield Paragraph(
            "As they are called in estimates.csv: measure, level, code, period and group.",
            is_fine=True,
        )
        yield Paragraph("; ".join(said), is_fine=True)


def _question(item: Item, number: int, kept: Answers) -> Question:
    name = answer_name(item.key)
    answer = kept.found.get(name)
    return Question(
        name,
        f"{number}. {item.title}",
        item.lines,
        item.drawing,
        item.fine,
        item.ask,
        answer.paragraphs if answer is not None else "",
        item.inches,
    )


def _notice(copies: list[str], fault: str) -> str:
    why = fault or (
        "An earlier guide had more in it than answers in their boxes, such as comments, pictures or changed "
        "text, so the whole file is kept."
    )
    return (
        f"Kept aside: {', '.join(copies)}. {why} Copy from it what is missing here, then delete it."
    )
