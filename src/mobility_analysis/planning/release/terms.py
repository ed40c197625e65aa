"""Words to be explained: a sheet of ``action-plan.xlsx``. The program explains only words of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mobility_analysis.planning.release.registry import Term, release_registry
from mobility_analysis.planning.workbooks.workbook_in import BookRead, text_of
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

SHEET = "Terms"
# A listed word that stands in the texts as often has to be explained.
EXPLAIN_FROM = 2
_COLUMNS = (
    Column("term", "Word", 24, is_theirs=True),
    Column("used", "How often it stands in our texts", 14),
    Column("means", "What it means in the data", 50),
    Column("definition", "What we mean by it", 56, is_theirs=True),
    Column("agreed", "Who agreed to that", 30, is_theirs=True),
)


@dataclass(frozen=True)
class Explained:
    """A word, how often the texts use it, and what it means.

    Attributes
    ----------
    definition
        What people agreed on; of words of the data, what the glossary says where people wrote nothing.
    is_own
        People added it.
    """

    key: str
    term: str
    used: int
    definition: str
    agreed: str
    is_of_data: bool
    is_own: bool = False


def _term_key(term: Term) -> str:
    return f"{'data' if term.means else 'term'}.{term.id}"


def terms_sheet(used: Mapping[str, int]) -> Worksheet:
    """Words to be explained.

    Parameters
    ----------
    used
        How often each word stands in the plan's texts, by the word (:func:`count_terms`).
    """
    known = (*release_registry().terms, *release_registry().data_terms)
    return Worksheet(
        SHEET,
        "What we mean by our words",
        (
            "These words mean different things to different groups. Write what they mean in your plan, and who agreed. The "
            f"program explains only words of the data. A word that your texts use {EXPLAIN_FROM} times or more needs a "
            "definition before the plan goes out; words that they do not use are gray. Add rows for words of your own.",
        ),
        _COLUMNS,
        tuple(
            Row(
                _term_key(each),
                {"used": used.get(each.term, 0), "means": each.means},
                {"term": each.term},
            )
            for each in known
        ),
        missing_where=(
            f'=AND($C{{row}}>={EXPLAIN_FROM},$D{{row}}="",$E{{row}}="")',
            "definition",
        ),
        quiet_where='=AND($C{row}=0,$E{row}="")',
    )


def count_terms(texts: Sequence[str]) -> dict[str, int]:
    """How often each word to be explained stands in texts."""
    whole = "\n".join(texts)
    known = (*release_registry().terms, *release_registry().data_terms)
    return {each.term: each.count(whole) for each in known}


def read_terms(book: BookRead | None, used: Mapping[str, int]) -> list[Explained]:
    """Every word with what it means, those that people added last."""
    cells = book.cells_of(SHEET) if book else {}
    known = {
        _term_key(each): each
        for each in (*release_registry().terms, *release_registry().data_terms)
    }
    found = []
    for key in dict.fromkeys((*known, *cells)):
        row, term = cells.get(key, {}), known.get(key)
        word = text_of(row, "term").strip() or (term.term if term else "")
        definition = text_of(row, "definition").strip()
        if word:
            found.append(
                Explained(
                    key,
                    word,
                    used.get(term.term, 0) if term else 0,
                    definition or (term.means if term else ""),
                    text_of(row, "agreed").strip(),
                    bool(term and term.means),
                    term is None,
                )
            )
    return found


def unexplained(found: Sequence[Explained]) -> list[Explained]:
    """Words that the texts use twice or more and that have no definition to which somebody agreed; not those of the data."""
    return [
        each
        for each in found
        if each.used >= EXPLAIN_FROM
        and not each.is_of_data
        and not (each.definition and each.agreed)
    ]


def key_terms(found: Sequence[Explained]) -> list[tuple[str, str]]:
    """Words that the plan uses, with what they mean: those to which somebody agreed, and those of the data.

    A word that people added stands there, too: only they know how often it is used.
    """
    return [
        (each.term, each.definition)
        for each in found
        if each.definition
        and (each.used if each.is_of_data else each.agreed and (each.used or each.is_own))
    ]
