"""Texts of the web page that stand beside the plan: a sheet of ``action-plan.xlsx``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mobility_analysis.planning.release.registry import PageText, Question, release_registry
from mobility_analysis.planning.workbooks.workbook_in import BookRead, text_of
from mobility_analysis.planning.workbooks.worksheets import OWN, Column, Row, Worksheet
from mobility_analysis.runs.place_data import PlaceData

SHEET = "Web page"
_COLUMNS = (
    Column("question", "Question or heading", 40, is_theirs=True),
    Column("asks", "What to write", 44),
    Column("given", "What the page says from the data", 60),
    Column("answer", "What the page says from us", 70, is_theirs=True),
)


@dataclass(frozen=True)
class PageAnswer:
    """A text of the web page: a question of readers, or a part of its own.

    Attributes
    ----------
    is_theirs
        People wrote the answer; otherwise it is the program's, to a question of the data.
    """

    key: str
    question: str
    answer: str
    is_theirs: bool


def data_answers(data: PlaceData) -> dict[str, str]:
    """What the page says to questions of the data, by their ids."""
    years = [value.year for value in data.latest.values() if value.value is not None]
    known = {
        "place": data.here_in_words,
        "built": data.record.built_at[:10],
        "newest": str(max(years, default="")),
    }
    asked = (each for each in release_registry().questions if each.answer)
    return {each.id: each.answer.format(**known) for each in asked}


def page_sheet(answers: Mapping[str, str]) -> Worksheet:
    """Texts of the web page: questions of readers, and its other parts.

    Parameters
    ----------
    answers
        What the page says to questions of the data, by their ids.
    """
    asked = release_registry()
    return Worksheet(
        SHEET,
        "What stands beside the plan on the web",
        (
            "Questions of the data are answered already. The others are yours: what has no answer is left out of the page. "
            "Add rows for questions that people ask you.",
        ),
        _COLUMNS,
        (
            *(
                Row(
                    f"page.{each.id}",
                    {"asks": each.asks},
                    {"question": each.title},
                )
                for each in asked.page_texts
            ),
            *(
                Row(
                    f"faq.{each.id}",
                    {"given": answers.get(each.id, "")},
                    {"question": each.asks},
                )
                for each in asked.questions
            ),
        ),
        quiet_where='=$D{row}<>""',
    )


def read_page(book: BookRead | None, answers: Mapping[str, str]) -> list[PageAnswer]:
    """Every text of the web page that has one, in the order of the sheet's own rows, people's added ones last."""
    cells = book.cells_of(SHEET) if book else {}
    asked = release_registry()
    known: dict[str, PageText | Question] = {f"page.{each.id}": each for each in asked.page_texts}
    known |= {f"faq.{each.id}": each for each in asked.questions}
    found = []
    own = [key for key in cells if key.startswith(f"{OWN}.")]
    for key in (*known, *own):
        row, entry = cells.get(key, {}), known.get(key)
        heading = entry.title if isinstance(entry, PageText) else entry.asks if entry else ""
        question = text_of(row, "question").strip() or heading
        given = answers.get(entry.id, "") if isinstance(entry, Question) else ""
        written = text_of(row, "answer").strip()
        if question and (written or given):
            found.append(PageAnswer(key, question, written or given, bool(written)))
    return found
