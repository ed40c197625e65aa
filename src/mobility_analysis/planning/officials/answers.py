"""How officials identify: what they answered, and what those who did not answer have said in public."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mobility_analysis.planning.officials.categories import (
    CATEGORIES,
    HISPANIC_ID,
    STANDARD_1997,
    STANDARDS,
)
from mobility_analysis.planning.officials.lists import Faults, Row, columns_of, read_list
from mobility_analysis.planning.officials.roster import VACANT, Official, Roster

REPLIES, STATEMENTS = "replies.csv", "public_sources.csv"
CHANNELS = ("e-mail", "paper", "telephone", "in person")
REPLY_COLUMNS = columns_of(
    f"id* received_on* channel* standard {' '.join(each.id for each in CATEGORIES)} declined recognizable"
)
STATEMENT_COLUMNS = columns_of(
    "id* category* basis* address* stated_on* quotation* coder_1* coder_2* agreement* note"
)
OWN_STATEMENT = "own statement"
# What people have taken for evidence elsewhere, and why it is none.
REFUSED = (
    "name",
    "surname",
    "looks",
    "photo",
    "photograph",
    "membership",
    "group membership",
    "third party",
    "news report",
    "birthplace",
    "language",
)


@dataclass(frozen=True)
class Identity:
    """What one official said: marked categories, and whether they may be recognized in counts."""

    marks: frozenset[str] = field(repr=False)
    is_recognizable: bool = False


@dataclass(frozen=True)
class Answers:
    """Everything known of how officials identify.

    Attributes
    ----------
    said
        Answers by the official's id.
    stated
        Public statements of officials who have not answered, by id.
    declined, incomplete
        Ids of those who preferred not to answer, and of those whose answer leaves the group open.
    standards
        The forms that were answered.
    """

    said: dict[str, Identity] = field(repr=False)
    stated: dict[str, Identity] = field(repr=False)
    declined: frozenset[str] = field(repr=False)
    incomplete: frozenset[str] = field(repr=False)
    standards: frozenset[str]
    disagreed: int = 0

    @property
    def settled(self) -> frozenset[str]:
        """Ids of those who need not be asked again."""
        return frozenset(self.said) | self.declined


def read_answers(folder: Path, roster: Roster, standard: str, faults: Faults) -> Answers:
    """The answers in ``folder``; what is wrong in them is noted among ``faults``.

    Parameters
    ----------
    standard
        The form of replies that do not say which they are.

    Raises
    ------
    PlanError
        A file is not a list with our headings.
    """
    by_id = {row.id: row for row in roster.rows}
    said: dict[str, Identity] = {}
    declined, incomplete, standards = set(), set(), set()
    lines: dict[str, int] = {}
    for row in read_list(folder / REPLIES, REPLY_COLUMNS, faults):
        name = row.text("id")
        _check_official(row, by_id.get(name))
        if name and lines.setdefault(name, row.line) != row.line:
            row.fault(
                "id", f"line {lines[name]} is an answer of the same official: keep the later one."
            )
        marks, form = _marks(row, standard)
        standards.add(form)
        if row.flag("declined"):
            if marks:
                row.fault("declined", "it is marked, and a category too.")
            declined.add(name)
        elif not marks or (form == STANDARD_1997 and row.flag(HISPANIC_ID) is None):
            incomplete.add(name)
        else:
            said[name] = Identity(marks, bool(row.flag("recognizable")))
    answered = {
        **dict.fromkeys(said, "has answered"),
        **dict.fromkeys(declined, "prefers not to answer"),
    }
    stated, disagreed = _statements(folder, by_id, answered, faults)
    return Answers(
        said, stated, frozenset(declined), frozenset(incomplete), frozenset(standards), disagreed
    )


def _check_official(row: Row, official: Official | None) -> None:
    if not row.text("id"):
        return  # told already
    if official is None:
        row.fault("id", "no row of roster.csv has it.")
    elif official.status == VACANT:
        row.fault("id", f"line {official.line} of roster.csv is a vacant seat.")
    elif official.same_person_as:
        row.fault(
            "id",
            f"line {official.line} of roster.csv is a second office: answer under the id that its column "
            "same_person_as names.",
        )


def _marks(row: Row, standard: str) -> tuple[frozenset[str], str]:
    """The marked categories and the form that was answered."""
    row.day("received_on")
    row.choice("channel", CHANNELS, "")
    form = row.choice("standard", STANDARDS, standard)
    marked = [each for each in CATEGORIES if row.flag(each.id)]
    for each in marked:
        if form not in each.standards:
            row.fault(each.id, f"the form of {form} does not have this category.")
    return frozenset(each.id for each in marked), form


def _statements(
    folder: Path, by_id: dict[str, Official], answered: dict[str, str], faults: Faults
) -> tuple[dict[str, Identity], int]:
    found: dict[str, set[str]] = {}
    doubted: set[str] = set()
    known = tuple(each.id for each in CATEGORIES)
    for row in read_list(folder / STATEMENTS, STATEMENT_COLUMNS, faults):
        name = row.text("id")
        _check_official(row, by_id.get(name))
        if name in answered:
            row.fault("id", f"this official {answered[name]}; only others may be looked up.")
        _check_source(row)
        category = row.choice("category", known, "")
        if row.flag("agreement"):
            found.setdefault(name, set()).add(category)
        else:
            doubted.add(name)
    # Where the readers differ over one row of a person, the whole person stays unknown.
    stated = {name: Identity(frozenset(marks)) for name, marks in _without(found, doubted)}
    return stated, len(doubted)


def _without(found: dict[str, set[str]], names: set[str]) -> Iterator[tuple[str, set[str]]]:
    return ((name, marks) for name, marks in found.items() if name not in names)


def _check_source(row: Row) -> None:
    row.day("stated_on")
    basis = " ".join(row.text("basis").casefold().split())
    if basis in REFUSED:
        row.fault(
            "basis",
            "names, looks, memberships and what others say do not tell how somebody identifies; only the "
            f"official's {OWN_STATEMENT} is taken.",
        )
    elif basis and basis != OWN_STATEMENT:
        row.fault("basis", f"only {OWN_STATEMENT} may stand here.")
    address = row.text("address")
    if address and not address.startswith(("http://", "https://")):
        row.fault("address", "it must begin with http:// or https://.")
    one, other = row.text("coder_1").casefold(), row.text("coder_2").casefold()
    if one and one == other:
        row.fault("coder_2", "two people must read the statement.")
