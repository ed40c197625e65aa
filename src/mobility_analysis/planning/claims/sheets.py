"""What ``claims.xlsx`` asks: the claims of a plan with what the data say to each, and everything that may be said."""

from __future__ import annotations

from collections.abc import Sequence

from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.claim_text import GRAMMAR
from mobility_analysis.insights.claims import Judged
from mobility_analysis.insights.patterns import capital
from mobility_analysis.planning.claims.own_numbers import own_numbers_sheet
from mobility_analysis.planning.claims.rows import (
    CLAIMS,
    FACTS,
    NAME,
    ROWS,
    YES,
    ClaimRow,
    ClaimStanding,
)
from mobility_analysis.planning.workbooks.place_workbook import made_up_lines, place_workbook
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Workbook, Worksheet
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.source_words import source_line

_CLAIM_COLUMNS = (
    Column("claim", "What we want to say", 30, is_theirs=True, choices="facts", may_differ=True),
    Column("standing", "Where it stands", 16),
    Column("words", "In these words", 46),
    Column("why", "Why not, or what to know", 36),
    Column("instead", "What may be said instead", 46),
    Column("source", "Where the numbers come from", 30),
    Column("letter", "In the letter", 9, is_theirs=True, choices="yes"),
    Column("points", "In the talking points", 9, is_theirs=True, choices="yes"),
    Column("message", "In the message to staff", 9, is_theirs=True, choices="yes"),
    Column("plan", "In the plan", 9, is_theirs=True, choices="yes"),
    Column("by", "Approved by", 18, is_theirs=True),
    Column("on", "Approved on", 12, is_theirs=True, is_date=True),
    Column("approved", "The words that were approved", 40),
    Column("note", "Our notes", 26, is_theirs=True),
)
_FACT_COLUMNS = (
    Column("metric", "Of what", 26),
    Column("group", "Of whom", 20),
    Column("words", "What may be said", 70),
    Column("know", "What to know", 30),
    Column("source", "Where the numbers come from", 34),
)


def claims_workbook(
    data: PlaceData, rows: Sequence[ClaimRow], known: Sequence[Judged], own: Sequence[str] = ()
) -> Workbook:
    """The workbook of one place.

    Parameters
    ----------
    rows
        The claims that people wrote.
    known
        Everything that may be said (:func:`insights.facts.facts`).
    own
        The keys of all rows of the sheet of claims, those without a claim among them.
    """
    return place_workbook(
        data,
        NAME,
        "What may be said of",
        (_read_me(data), _claims(data, rows, own), own_numbers_sheet(), _facts(data, known)),
        lists={"facts": tuple(each.claim.typed for each in known), "yes": (YES,)},
    )


def _read_me(data: PlaceData) -> Worksheet:
    return Worksheet(
        "Read me",
        f"What may be said of {data.here.label}",
        (
            *made_up_lines(data),
            "In letters and talking points stand no numbers that somebody typed. They carry claims: sentences that the "
            "program writes from the data, and refuses where the data do not bear them.",
            "1. The sheet \u201cFacts\u201d has everything that may be said today. Look for what you need.",
            "2. On the sheet \u201cClaims\u201d, in the column \u201cWhat we want to say\u201d, choose one from the list or write one "
            "of your own. Save and close the file, and ask the data lead to refresh it.",
            "3. Now the words stand beside it, or why it is refused and what may be said instead.",
            "4. Say where you want to use it, and let somebody who stands for it write name and day under "
            "\u201cApproved\u201d. An approval is of the words as they stand. After a refresh the letter carries the claim.",
            "5. When new data change a claim, this file says so. Whoever approves the new words writes the day anew.",
            "6. Numbers of your own, such as the money you offer, stand on the sheet \u201cOwn numbers\u201d, each with who "
            "stands for it.",
            GRAMMAR,
            "Numbers are written as sentences print them: 50%, half, 2 in 5, $45,000; and where a number is said for "
            "every 100, as so many of 100. The sets of places stand in plan.yaml.",
            *(f"\u201c{each.value}\u201d: {means}" for each, means in _MEANS.items()),
        ),
    )


_MEANS = {
    ClaimStanding.OPEN: "The data bear it. Nobody has approved the words yet.",
    ClaimStanding.REFUSED: "The data do not bear it. Beside it stand the reason and what may be said instead.",
    ClaimStanding.UNREADABLE: "It is no claim of a form that can be checked. Beside it stands what it lacks.",
    ClaimStanding.APPROVED: "The words of today are those that were approved. Documents carry them.",
    ClaimStanding.RESTATED: "It still holds, in other words or with other numbers. Documents leave it out until the day of "
    "approval is written anew.",
    ClaimStanding.FALLEN: "It held when it was approved, and the data of today do not bear it. Look where it was used.",
    ClaimStanding.ORPHANED: "The measure or the group is not in the data any more.",
}


def _claims(data: PlaceData, rows: Sequence[ClaimRow], own: Sequence[str]) -> Worksheet:
    by_key = {row.key: row for row in rows}
    ours = [f"claim.{number}" for number in range(1, ROWS + 1)]
    # A row of people's own stays ours to fill when its claim is taken out: what stood beside it is blanked.
    theirs = [key for key in own if key not in ours]
    return Worksheet(
        CLAIMS,
        "Our claims",
        (
            "Pale yellow cells are yours. Choose what you want to say from the list, or write it as the sheet "
            "\u201cRead me\u201d says. The other cells are filled when the data lead refreshes the file.",
        ),
        _CLAIM_COLUMNS,
        tuple(Row(key, _cells(data, by_key.get(key))) for key in (*ours, *theirs)),
        # Beside a claim that holds: by whom is it approved?
        missing_where=(f'=AND($C{{row}}="{ClaimStanding.OPEN.value}",$L{{row}}="")', "by"),
    )


def _cells(data: PlaceData, row: ClaimRow | None) -> dict[str, str]:
    if row is None:
        return {}
    judged = row.judged
    cells = {
        "standing": row.standing.value,
        "why": judged.why if judged else row.trouble,
        "words": judged.words if judged else "",
        "instead": _instead(judged) if judged else "",
        "source": source_of(data, judged) if judged else "",
        "approved": row.approval.words if row.approval else "",
    }
    return {name: text for name, text in cells.items() if text}


def _instead(judged: Judged) -> str:
    return "\n".join(f"{each.typed}: {each.words}" for each in judged.instead)


def _facts(data: PlaceData, known: Sequence[Judged]) -> Worksheet:
    return Worksheet(
        FACTS,
        "Everything that may be said",
        (
            "Each row is a claim that holds. To use one, copy its key into the column \u201cWhat we want to say\u201d of the "
            "sheet \u201cClaims\u201d. Weak values, and values of larger areas, are not here: nothing should be built on them.",
        ),
        _FACT_COLUMNS,
        tuple(
            Row(
                each.claim.typed,
                {
                    "metric": _metric(each),
                    "group": _whom(each),
                    "words": each.words,
                    "know": each.why,
                    "source": source_of(data, each),
                },
            )
            for each in known
        ),
    )


def _whom(judged: Judged) -> str:
    who = "everyone" if judged.claim.group == ALL else judged.claim.group
    part = judged.claim.beside if judged.claim.is_local else ""
    return ", ".join(filter(None, (who, part)))


def _metric(judged: Judged) -> str:
    if judged.claim.is_local:
        return f"{judged.values[0].measure.label} (our own)"
    measure = registry().measures[judged.claim.measure]
    return registry().metric_of[measure.id].heading(measure)


def source_of(data: PlaceData, judged: Judged) -> str:
    """The sources behind a claim with their years, the quality of its numbers, and how it was decided."""
    values = judged.values
    # Of a number of the place's own, who collected it stands in the method.
    told = () if judged.claim.is_local else values
    names = dict.fromkeys(name for value in told for name in value.sources)
    lines = [source_line(data, name, values) for name in names]
    grades = {WORDS[value.grade] for value in values if value.grade}
    quality = f"Data: {', '.join(sorted(grades)).lower()}" if grades else NO_VALUE
    parts = ["; ".join(lines), quality, capital(judged.method)]
    return ". ".join(filter(None, parts)) + "."
