"""Sheets on who makes the plan: people, roles, activities, duties of champions, residents."""

from __future__ import annotations

from mobility_analysis.planning.coalition.answers import CoalitionAnswers, RoleHeld
from mobility_analysis.planning.coalition.registry import coalition_registry
from mobility_analysis.planning.coalition.sheet_names import (
    ACTIVITIES,
    CHAMPIONS,
    PEOPLE,
    RESIDENTS,
    ROLES,
)
from mobility_analysis.planning.workbooks.worksheets import Column, Row, Worksheet

# As many people can be written before rows are added.
ROWS = 15

_PEOPLE = (
    Column("name", "Name", 24, is_theirs=True),
    Column("organization", "Organization", 28, is_theirs=True),
    Column("sector", "Sector", 22, is_theirs=True, choices="person_sectors"),
    Column("ring", "Ring", 18, is_theirs=True, choices="rings"),
    Column(
        "role", "Role or part in the work", 24, is_theirs=True, choices="roles", may_differ=True
    ),
    Column("lived", "Has lived in poverty (only if they wish it noted)", 16, True, choices="yes"),
    Column("paid", "Paid how", 22, is_theirs=True),
    Column("rhythm", "In touch how often", 18, is_theirs=True),
    Column("since", "Since", 12, is_theirs=True, is_date=True),
    Column("until", "Until", 12, is_theirs=True, is_date=True),
    Column("public", "May be named in public?", 12, is_theirs=True, choices="yes_no"),
    Column("note", "Our notes", 30, is_theirs=True),
)
_ROLES = (
    Column("role", "Role", 22),
    Column("does", "What it does", 46),
    Column("needs", "What it takes", 40),
    Column("looks", "Where to look outside our government", 30),
    Column("who", "Who holds it (from the sheet People)", 26),
    Column("hours", "Share of the working week", 14, is_theirs=True),
    Column("authority", "Authority and information they were given", 34, is_theirs=True),
    Column("help", "Who helps them, for how long, with what", 34, is_theirs=True),
    Column("instead", "If nobody: why, or who does its work", 30, is_theirs=True),
)
_ACTIVITIES = (
    Column("activity", "Activity", 44),
    Column("who", "Who leads it", 26, is_theirs=True, choices="people", may_differ=True),
    Column("help", "Who helps", 32, is_theirs=True),
    Column("by_when", "By when", 12, is_theirs=True, is_date=True),
    Column("missing", "What or who is still missing", 40, is_theirs=True),
)
_CHAMPIONS = (
    Column("duty", "What champions do", 46),
    Column("who", "Who would do it", 26, is_theirs=True, choices="people", may_differ=True),
    Column("what", "For what, with whom, by when", 46, is_theirs=True),
)
_RESIDENTS = (
    Column("line", "What residents in the coalition can count on", 44),
    Column("asks", "What to settle", 44),
    Column("how", "How we do it", 46, is_theirs=True),
    Column("who", "Who takes care of it", 26, is_theirs=True, choices="people", may_differ=True),
)


def people_sheets(answers: CoalitionAnswers) -> tuple[Worksheet, ...]:
    """The five sheets; roles are filled with those who hold them today."""
    asked = coalition_registry()
    return (
        Worksheet(
            PEOPLE,
            "Who makes the plan?",
            (
                "One row for each person. The management team runs the work and meets most often. Key partners do most "
                "of the tasks. Champions come in at turning points. Planning takes 6 to 24 months.",
                "For two roles in one row write both, with a semicolon between them. A name is printed for others only "
                "where \u201cMay be named in public?\u201d says yes: ask first. What stands under \u201cHas lived in "
                "poverty\u201d is printed nowhere.",
            ),
            _PEOPLE,
            tuple(Row(f"person.{number}", {}) for number in range(1, ROWS + 1)),
            missing_where=('=AND($B{row}<>"",$E{row}="")', "ring"),
            quiet_where='=AND($K{row}<>"",ISNUMBER($K{row}),$K{row}<TODAY())',
        ),
        Worksheet(
            ROLES,
            "Who runs the work?",
            (
                "Write people and their roles on the sheet \u201cPeople\u201d; they stand here after a refresh. The roles "
                "need not all sit in our government, and better do not: partners who run a part of the work have a part "
                "in its power. The data lead may also lead learning and evaluation; then say so in the last column.",
                "Before leads ask others to help them: what exactly, for how many hours, and how do you keep it small? "
                "It is not their main work.",
            ),
            _ROLES,
            tuple(_role(each) for each in answers.roles),
            missing_where=('=AND($F{row}="",$J{row}="")', "instead"),
        ),
        Worksheet(
            ACTIVITIES,
            "Who does what?",
            ("Ten activities of the planning. One without a lead is a gap; say what is missing.",),
            _ACTIVITIES,
            _numbered("activity", "activity", asked.activities),
            missing_where=('=$C{row}=""', "who"),
        ),
        Worksheet(
            CHAMPIONS,
            "What do champions do?",
            (
                "Champions are people of influence, inside government and outside it. At least one has to be in our "
                "government, better several. Ask each for few things, and say which.",
            ),
            _CHAMPIONS,
            _numbered("duty", "duty", asked.duties),
            missing_where=('=$C{row}=""', "who"),
        ),
        Worksheet(
            RESIDENTS,
            "What can residents count on?",
            (
                "Residents who take part as themselves: people who live in poverty now or have lived in it, and people "
                "of color whom racism has held back. They are named in public only where they say so; elsewhere they "
                "are a number.",
            ),
            _RESIDENTS,
            tuple(
                Row(f"residents.{number}", {"line": each.says, "asks": each.means})
                for number, each in enumerate(asked.residents, 1)
            ),
            missing_where=('=$D{row}=""', "how"),
        ),
    )


def _role(held: RoleHeld) -> Row:
    sectors = {each.id: each.says for each in coalition_registry().sectors}
    looks = [sectors[id] for id in held.role.looks]
    who = ", ".join(each.name or each.organization for each in held.holders)
    return Row(
        f"role.{held.role.id}",
        {
            "role": held.role.says,
            "does": "\n".join(held.role.does),
            "needs": "\n".join(held.role.needs),
            "looks": "\n".join(looks)
            or "Anybody with these qualities, in our government or outside it",
            **({"who": who} if who else {}),
        },
    )


def _numbered(key: str, column: str, texts: tuple[str, ...]) -> tuple[Row, ...]:
    return tuple(Row(f"{key}.{number}", {column: text}) for number, text in enumerate(texts, 1))
