"""Counting: who counts, what is withheld, what is written and what is said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.planning.officials.conftest import TODAY, Write, reply, seat, statement

from mobility_analysis.insights.representation import (
    SELF_IDENTIFIED,
    WITH_STATEMENTS,
    OwnCount,
)
from mobility_analysis.local.officials import BadCount, own_count_text, parse_own_count
from mobility_analysis.planning.officials.answers import Answers, Identity
from mobility_analysis.planning.officials.categories import BY_ID, CATEGORIES, GROUPS, group_of
from mobility_analysis.planning.officials.roster import IN_OFFICE, Official, Roster
from mobility_analysis.planning.officials.tally import tally

WHITE, BLACK, ASIAN, LATINO = "white", "black_or_african_american", "asian", "hispanic_or_latino"
ARAB = "middle_eastern_or_north_african"


def official(number: int, body: str = "Board") -> Official:
    return Official(
        number + 2, f"o{number}", "", "", body, None, "", IN_OFFICE, "", "", 0, False, None, None
    )  # fmt: skip


Said = Sequence[tuple[Iterable[str], bool]]


def counted(
    said: Said, *, silent: int = 0, stated: Sequence[str] = (), bodies: Sequence[str] = ()
) -> OwnCount:
    """The count of officials who marked and agreed as ``said``, of silent ones, and of ones with statements."""
    size = len(said) + len(stated) + silent
    bodies = bodies or ["Board"] * size
    roster = Roster(tuple(official(number, body) for number, body in enumerate(bodies)))
    answers = Answers(
        {f"o{n}": Identity(frozenset(marks), yes) for n, (marks, yes) in enumerate(said)},
        {f"o{n}": Identity(frozenset({mark})) for n, mark in enumerate(stated, len(said))},
        frozenset(),
        frozenset(),
        frozenset({"2024"}),
    )
    return tally(roster, answers, scope="own", as_of=TODAY, smallest=3)


def shown(own: OwnCount, basis: str = SELF_IDENTIFIED, body: str = "") -> dict[str, object]:
    """Counts by group: one number, or the ends of the range of a withheld one; groups without anybody left out."""
    found = {
        each.subgroup: (each.at_least, each.at_most) if each.is_withheld else each.at_least
        for each in own.of(basis, body)
    }
    return {group: count for group, count in found.items() if count != 0}


def many(number: int, *marks: str, yes: bool = False) -> Said:
    return [(marks, yes)] * number


def test_counts_of_three_and_more_are_shown() -> None:
    own = counted([*many(5, WHITE), *many(3, BLACK)], silent=2)
    assert shown(own) == {"White, Non-Hispanic": 5, "Black, Non-Hispanic": 3}
    assert {(each.in_office, each.known, each.unknown) for each in own.of()} == {(10, 8, 2)}


def test_a_small_count_and_a_second_one_are_withheld() -> None:
    own = counted([*many(9, WHITE), *many(4, BLACK), *many(1, ASIAN)])
    assert shown(own) == {
        "White, Non-Hispanic": 9,
        "Asian, Non-Hispanic": (1, 4),
        "Black, Non-Hispanic": (1, 4),
    }


def test_a_small_count_is_shown_where_everybody_in_it_agreed() -> None:
    said = [*many(9, WHITE), *many(2, ASIAN, yes=True)]
    assert shown(counted(said)) == {"White, Non-Hispanic": 9, "Asian, Non-Hispanic": 2}
    one_no = [*many(9, WHITE), *many(1, ASIAN, yes=True), *many(1, ASIAN)]
    assert shown(counted(one_no)) == {
        "White, Non-Hispanic": (1, 10),
        "Asian, Non-Hispanic": (1, 10),
    }


def test_a_single_answer_shows_no_group() -> None:
    own = counted(many(1, ASIAN), silent=4)
    assert set(shown(own).values()) == {(0, 1)}
    assert len(shown(own)) == len(GROUPS)


def test_public_statements_make_a_count_of_their_own() -> None:
    own = counted(many(5, WHITE), stated=[BLACK, WHITE], silent=1)
    assert shown(own) == {"White, Non-Hispanic": 5}
    assert shown(own, WITH_STATEMENTS) == {"White, Non-Hispanic": 6, "Black, Non-Hispanic": 1}
    assert {each.known for each in own.of(WITH_STATEMENTS)} == {7}
    assert own.of(SELF_IDENTIFIED)[0].known == 5


def test_a_public_statement_does_not_uncover_a_withheld_answer() -> None:
    own = counted([*many(9, WHITE), *many(1, ASIAN)], stated=[ASIAN, ASIAN, ASIAN])
    assert shown(own, WITH_STATEMENTS) == {
        "White, Non-Hispanic": (1, 12),
        "Asian, Non-Hispanic": (1, 12),
    }


def test_a_body_is_shown_by_itself_from_ten_answers_on() -> None:
    said = [*many(6, WHITE), *many(4, BLACK), *many(7, WHITE), *many(4, BLACK)]
    own = counted(said, bodies=[*["Council"] * 10, *["Board"] * 11])
    assert own.bodies == ("Council", "Board")
    assert shown(own, body="Council") == {"White, Non-Hispanic": 6, "Black, Non-Hispanic": 4}
    nine = counted(said[1:], bodies=[*["Council"] * 9, *["Board"] * 11])
    # The other body's count would give away the one of nine.
    assert nine.bodies == ()


def test_a_body_whose_small_count_the_whole_would_give_away_is_not_shown() -> None:
    said = [*many(9, WHITE), *many(1, BLACK), *many(9, WHITE), *many(4, BLACK)]
    own = counted(said, bodies=[*["Council"] * 10, *["Board"] * 13])
    assert shown(own) == {"White, Non-Hispanic": 18, "Black, Non-Hispanic": 5}
    assert own.bodies == ()


def test_boxes_are_told_where_nobody_can_be_recognized_in_them() -> None:
    own = counted([*many(9, WHITE), *many(3, LATINO, WHITE), *many(3, ARAB)])
    assert dict(own.boxes) == {
        "American Indian or Alaska Native": 0,
        "Asian": 0,
        "Black or African American": 0,
        "Hispanic or Latino": 3,
        "Middle Eastern or North African": 3,
        "Native Hawaiian or Pacific Islander": 0,
        "White": 12,
    }
    two = [*many(9, WHITE), *many(2, LATINO, WHITE), *many(2, LATINO)]
    assert counted(two).boxes == ()
    assert counted([*many(9, WHITE), *many(2, ARAB)]).boxes == ()
    assert (
        dict(counted([*many(9, WHITE), *many(2, ARAB, yes=True)]).boxes)[
            "Middle Eastern or North African"
        ]
        == 2
    )


# One answer for each group, by somebody who agreed to be recognized and by somebody who did not, and two that
# differ from another in the boxes alone.
KINDS = [
    *(({each.id}, yes) for each in CATEGORIES if each.id != ARAB for yes in (False, True)),
    ({LATINO, WHITE}, False),
    ({ARAB}, False),
]


@pytest.mark.parametrize("stated", [(), (ASIAN,), (ASIAN, ASIAN, WHITE)])
def test_no_publication_gives_an_answer_away_that_was_not_agreed_to(stated: Sequence[str]) -> None:
    """Every set of up to four answers, against all others that are published alike; statements are known to all."""
    told: dict[str, list[Counter[str]]] = defaultdict(list)
    guarded: dict[str, set[str]] = defaultdict(set)
    for size in range(1, 5):
        for said in combinations_with_replacement(KINDS, size):
            text = own_count_text(counted(said, stated=stated, silent=4 - size))
            counts = Counter(group_of(frozenset(marks)) for marks, _ in said)
            unwilling = {group_of(frozenset(marks)) for marks, yes in said if not yes}
            told[text].append(counts)
            guarded[text] |= {group for group in unwilling if counts[group] < 3}
    for text, rosters in told.items():
        for group in guarded[text]:
            assert len({counts[group] for counts in rosters}) > 1, text


_answers = st.lists(
    st.tuples(
        st.sets(st.sampled_from(sorted(set(BY_ID) - {"another_race"})), min_size=1), st.booleans()
    ),
    max_size=40,
)


@settings(max_examples=150)
@given(_answers, st.integers(0, 5), st.lists(st.sampled_from([WHITE, ASIAN, LATINO]), max_size=4))
def test_what_is_published_adds_up_and_is_read_again(
    said: Said, silent: int, stated: list[str]
) -> None:
    if not said and not silent and not stated:
        return
    own = counted(said, silent=silent, stated=stated)
    truth = Counter(group_of(frozenset(marks)) for marks, _ in said)
    for each in own.of():
        assert each.at_least <= truth[each.subgroup] <= each.at_most
    hidden = [each for each in own.of() if each.is_withheld]
    assert len(hidden) != 1
    assert sum(truth.values()) == own.of()[0].known
    for each in own.of(WITH_STATEMENTS):
        assert each.is_withheld is (each.subgroup in {h.subgroup for h in hidden})
    assert parse_own_count(own_count_text(own)) == own


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("as_of,", "day,"),
        ("2026-11-29,own,self_identified,,Hispanic", "2026-11-28,own,self_identified,,Hispanic"),
        ("2026-11-29,own", "2026-11-29,ours"),
        ("Hispanic,8,8", "Herons,8,8"),
        ("Hispanic,8,8", "Asian,8,8"),
        ("Hispanic,8,8", "Hispanic,8,7"),
        ('"White, Non-Hispanic",8,8,5,5', '"White, Non-Hispanic",8,8,6,6'),
        ('"White, Non-Hispanic",8,8,5,5', '"White, Non-Hispanic",8,8,5,4'),
        ('"White, Non-Hispanic",8,8,5,5', '"White, Non-Hispanic",8,8,5,-5'),
        ("self_identified", "with_public_statements"),
        ("2026-11-29", "2026-13-29"),
    ],
)
def test_a_count_that_was_changed_by_hand_is_refused(old: str, new: str) -> None:
    text = own_count_text(counted([*many(5, WHITE), *many(3, BLACK)]))
    assert old in text
    with pytest.raises(BadCount):
        parse_own_count(text.replace(old, new))


def test_people_count_once_vacant_seats_never_appointed_ones_do(write: Write) -> None:
    roster = [
        *(seat(number) for number in range(1, 5)),
        seat(5, status="Appointed"),
        seat(6, status="vacant", name=""),
        seat(7, same_person_as="o1", body="Road district"),
    ]
    office = write(roster, [reply(number, WHITE) for number in range(1, 6)])
    own = office.counted().own
    assert (own.vacant, own.appointed, own.of()[0].in_office, own.of()[0].known) == (1, 1, 5, 5)


def test_the_form_of_1997_needs_both_questions(write: Write) -> None:
    old = {"standard": "1997"}
    replies = [
        reply(1, WHITE, hispanic_or_latino="no", **old),
        reply(2, WHITE, hispanic_or_latino="yes", **old),
        reply(3, WHITE, **old),
        reply(4, hispanic_or_latino="no", **old),
        reply(5, "another_race", hispanic_or_latino="no", **old),
    ]
    roster, answers = write([seat(n) for n in range(1, 6)], replies).read()
    groups = {name: group_of(each.marks) for name, each in answers.said.items()}
    assert groups == {
        "o1": "White, Non-Hispanic",
        "o2": "Hispanic",
        "o5": "Other Races and Ethnicities",
    }
    assert answers.incomplete == {"o3", "o4"}
    assert len(roster.officials) == 5


def test_a_tally_says_what_is_missing_and_writes_the_counts(write: Write) -> None:
    roster = [seat(number, seats_in_body="13") for number in range(1, 13)]
    roster[0] = {**roster[0], "verified_on": "2025-01-02", "term_end": "12/31/2025"}
    replies = [reply(number, WHITE) for number in range(1, 8)]
    replies += [reply(8, declined="x"), reply(9)]
    statements = [
        statement(10, BLACK),
        statement(11, BLACK, agreement="no"),
        statement(11, WHITE),
    ]
    office = write(roster, replies, statements)
    said = "\n".join(office.tally().lines)
    assert "7 of 12 (58%) said how they identify." in said
    assert "Do not act on this. Fewer than 80 percent of the officials said themselves" in said
    assert "said in public, 8 of 12 (67%) are known." in said
    assert "3 of 12 have not answered; 3 of them have no day in the column asked_on." in said
    assert "1 preferred not to answer. Nobody looks them up." in said
    assert "1 answers leave the group open; ask again." in said
    assert "Of 1 officials the two readers of public statements disagree" in said
    assert "The body that begins in line 2 has 13 seats and 12 rows" in said
    assert "Not verified within 90 days: 1 (line 2)." in said
    assert "The term has ended: 1 (line 2)." in said
    text = (office.plan.path / "local" / "officials.csv").read_text(encoding="utf-8")
    assert parse_own_count(text) == office.counted().own
