"""The logic model: inputs, activities, outputs and outcomes, what leads to what, and what leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mobility_analysis.planning.check import MEND, MISSING, Remark
from mobility_analysis.planning.workbooks.workbook_in import BookRead, text_of
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

NAME = "action-plan.xlsx"
LOGIC = "Logic model"
INPUT, ACTIVITY, OUTPUT = "input", "activity", "output"
SHORT, MEDIUM, LONG = "short-term outcome", "medium-term outcome", "long-term outcome"
OUTCOMES = (SHORT, MEDIUM, LONG)
KINDS = (INPUT, ACTIVITY, OUTPUT, *OUTCOMES)
# How many rows of each kind stand ready, and how their keys begin.
_ROWS = {
    INPUT: ("input", 5),
    ACTIVITY: ("activity", 6),
    OUTPUT: ("output", 6),
    SHORT: ("short", 4),
    MEDIUM: ("medium", 4),
    LONG: ("long", 3),
}
TITLES = {
    INPUT: "Inputs",
    ACTIVITY: "Activities",
    OUTPUT: "Outputs",
    SHORT: "Short-term outcomes",
    MEDIUM: "Medium-term outcomes",
    LONG: "Long-term outcomes",
}
_COLUMNS = (
    Column("kind", "What it is", 20, is_theirs=True, choices="elements"),
    Column("says", "In our words", 56, is_theirs=True),
    Column("whom", "For whom (outcomes)", 30, is_theirs=True),
    Column("leads", "Leads to (keys, with commas)", 28, is_theirs=True),
    Column("note", "Our notes", 30, is_theirs=True),
)


@dataclass(frozen=True)
class Element:
    """One box of the logic model.

    Attributes
    ----------
    kind
        One of :data:`KINDS`; as it was typed where it is none of them.
    leads_to
        Keys of other elements, as they were typed.
    """

    key: str
    kind: str
    says: str
    whom: str
    leads_to: tuple[str, ...]

    @property
    def is_outcome(self) -> bool:
        """Whether it is what changes for people or systems."""
        return self.kind in OUTCOMES


@dataclass(frozen=True)
class Model:
    """The logic model as people wrote it."""

    elements: tuple[Element, ...] = ()

    @property
    def by_key(self) -> Mapping[str, Element]:
        """The elements by their keys."""
        return {each.key: each for each in self.elements}

    def of(self, kind: str) -> list[Element]:
        """The elements of one kind, in the order of the sheet."""
        return [each for each in self.elements if each.kind == kind]

    @property
    def links(self) -> list[tuple[Element, Element]]:
        """What leads to what, where both ends are there."""
        known = self.by_key
        return [
            (each, known[key]) for each in self.elements for key in each.leads_to if key in known
        ]

    def reaches(self, start: Element) -> list[Element]:
        """Everything that an element leads to, over however many steps."""
        known, found, left = self.by_key, dict[str, Element](), [start.key]
        while left:
            for key in known[left.pop()].leads_to:
                if key in known and key not in found:
                    found[key] = known[key]
                    left.append(key)
        return list(found.values())

    @property
    def orphans(self) -> dict[str, str]:
        """What leads nowhere or comes from nothing, each with what it lacks, by key."""
        led_to = {target.key for _, target in self.links}
        found: dict[str, str] = {}
        for each in self.elements:
            reached = self.reaches(each)
            if each.kind == ACTIVITY:
                lacks = [
                    name
                    for name, is_there in (
                        ("an output", any(e.kind == OUTPUT for e in reached)),
                        ("an outcome", any(e.is_outcome for e in reached)),
                    )
                    if not is_there
                ]
                if lacks:
                    found[each.key] = f"It leads to no {' and no '.join(x[3:] for x in lacks)}."
            elif each.kind in (INPUT, OUTPUT) and not reached:
                found[each.key] = "It leads to nothing."
            elif each.is_outcome and each.key not in led_to:
                found[each.key] = "Nothing leads to it."
        return found


def logic_sheet(model: Model) -> Worksheet:
    """The sheet on which people write the elements."""
    ready = [
        (f"{name}.{number}", kind)
        for kind, (name, count) in _ROWS.items()
        for number in range(1, count + 1)
    ]
    known = dict(ready)
    own = [each for each in model.elements if each.key not in known]
    rows = [Row(key, {}, {"kind": kind}) for key, kind in ready]
    return Worksheet(
        LOGIC,
        "What we put in, what we do, what comes of it",
        (
            "Inputs are people, money and other means. Activities are what you do with them. Outputs are what one can "
            "count afterwards: meetings held, homes repaired. Outcomes are what changes for people, or in how systems "
            "work; say for whom.",
            "Under \u201cLeads to\u201d write the keys of what it leads to, such as activity.1, output.2. Every activity should "
            "lead to an output and to an outcome; the check names what leads nowhere.",
        ),
        _COLUMNS,
        (*rows, *(Row(each.key, {}) for each in own if each.key)),
        missing_where=('=AND($C{row}<>"",$D{row}="",ISNUMBER(SEARCH("outcome",$B{row})))', "whom"),
    )


def read_logic(book: BookRead | None) -> Model:
    """The model in a workbook that was read; without one, an empty one."""
    rows = book.sheets[LOGIC].rows if book and LOGIC in book.sheets else []
    return Model(
        tuple(
            Element(
                row.key,
                text_of(row.cells, "kind").strip().casefold(),
                text_of(row.cells, "says").strip(),
                text_of(row.cells, "whom").strip(),
                keys_in(text_of(row.cells, "leads")),
            )
            for row in rows
            if text_of(row.cells, "says").strip()
        )
    )


def keys_in(text: str) -> tuple[str, ...]:
    """The keys in a cell: with commas, semicolons or breaks between them, and words behind a colon left out."""
    parts = re.split(r"[,;\n]", text)
    return tuple(dict.fromkeys(key for part in parts if (key := part.partition(":")[0].strip())))


def logic_remarks(model: Model) -> Iterator[Remark]:
    """What is missing in a model that was begun."""
    known = model.by_key
    for each in model.elements:
        where = f"{NAME}, {LOGIC}, {each.key}"
        if each.kind not in KINDS:
            yield Remark(MEND, where, f"\u201c{each.kind}\u201d is none of: {', '.join(KINDS)}.")
        for key in each.leads_to:
            if key not in known:
                near = _near(key, model.elements)
                yield Remark(MEND, where, f"It leads to \u201c{key}\u201d, which has no row.{near}")
        if each.key in each.leads_to:
            yield Remark(MEND, where, "It leads to itself.")
        if each.is_outcome and not each.whom:
            yield Remark(MISSING, where, "For whom is this outcome?")
    for key, what in model.orphans.items():
        yield Remark(MISSING, f"{NAME}, {LOGIC}, {key}", what)


def _near(key: str, elements: Sequence[Element]) -> str:
    import difflib

    near = difflib.get_close_matches(key, [each.key for each in elements], 1, 0.5)
    return f" The nearest is {near[0]}." if near else ""
