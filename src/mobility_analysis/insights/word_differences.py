"""Two wordings of one statement side by side: which numbers and words differ, and whether a difference turns the sense.

Other words are a person's right. Another number, another unit, other people, or "higher" for "lower" are not what was
measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml
from mobility_analysis.insights.said_words import Token, joined

FILE = Path(__file__).with_name("word_differences.yaml")
# More words than these in the place of fewer are a clause of somebody's own.
_OWN_CLAUSE = 4
NEAR_SHARE = Decimal(2)
_ROUND_FROM, _ROUND_WITHIN = 1000, Decimal("0.01")


@dataclass(frozen=True)
class Lists:
    """The words of ``word_differences.yaml``.

    Attributes
    ----------
    senses
        Words of one set say the same, words of two sets say two things.
    parts
        "third" and its like, in percent.
    """

    directions: frozenset[str]
    negation: frozenset[str]
    hedges: frozenset[str]
    senses: tuple[frozenset[str], ...]
    whom: frozenset[str]
    small: frozenset[str]
    units: frozenset[str]
    common: frozenset[str]
    parts: Mapping[str, Decimal]


@cache
def lists() -> Lists:
    """The file, read once."""
    content = read_yaml(FILE, dict)
    directions = tuple(frozenset(line.split()) for line in content["directions"])
    negation = frozenset(content["negation"].split())
    others = tuple(frozenset(line.split()) for line in content["others"])
    return Lists(
        directions=frozenset().union(*directions),
        negation=negation,
        hedges=frozenset(content["hedges"].split()),
        senses=(*directions, negation, *others),
        whom=frozenset(content["whom"].split()),
        small=frozenset(content["small"].split()),
        units=frozenset(content["units"].split()),
        common=frozenset(content["common"].split()),
        parts={word: Decimal(str(percent)) for word, percent in content["parts"].items()},
    )


@dataclass(frozen=True)
class Difference:
    """Words as they were and what stands in their place; either may be empty.

    Attributes
    ----------
    turns
        It says another thing: another number, unit, group or direction.
    is_lost_year
        A year or period was left out.
    """

    was: str
    now: str
    turns: bool = False
    is_lost_year: bool = False


@dataclass(frozen=True)
class Compared:
    """What differs, and the places of the words of the later wording that belong to the earlier one."""

    differences: tuple[Difference, ...]
    places: tuple[int, ...]


def compare(was: Sequence[Token], now: Sequence[Token]) -> Compared:
    """Lay two wordings side by side; words that only moved are no difference.

    What stands in ``now`` before the first and after the last word of ``was`` is left alone.
    """
    old, new = [t.word for t in was], [t.word for t in now]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changed = [code for code in codes if code[0] != "equal"]
    moved_from, moved_to = _moved(was, now, changed)
    places = {j for tag, _, _, c, d in codes if tag == "equal" for j in range(c, d)} | moved_to
    differences: list[Difference] = []
    for code in changed:
        _, a, b, c, d = code
        lost = [i for i in range(a, b) if i not in moved_from]
        gained = [j for j in range(c, d) if j not in moved_to]
        is_edge = code in (codes[0], codes[-1])
        found, taken = _judge(
            [was[i] for i in lost], [(j, now[j]) for j in gained], is_edge=is_edge
        )
        differences += found
        places |= taken
    return Compared(tuple(differences), tuple(sorted(places)))


def _moved(
    was: Sequence[Token], now: Sequence[Token], changed: Sequence[tuple[str, int, int, int, int]]
) -> tuple[set[int], set[int]]:
    """Places of words that stand elsewhere now, before and after.

    Of several numbers each moves only with words of its clause: two that changed places say another thing.
    """
    lost = [i for _, a, b, _, _ in changed for i in range(a, b)]
    gained = [j for _, _, _, c, d in changed for j in range(c, d)]
    amounts = {was[i].word for i in lost if is_amount(was[i])} & {now[j].word for j in gained}
    moved_from, moved_to = set(), set()
    for i in lost:
        same = (j for j in gained if j not in moved_to and now[j].word == was[i].word)
        if is_amount(was[i]) and len(amounts) > 1:
            same = (j for j in same if _clause(was, i) & _clause(now, j))
        there = next(same, None)
        if there is not None:
            moved_from.add(i)
            moved_to.add(there)
    return moved_from, moved_to


def is_amount(word: Token) -> bool:
    """Whether a word is a number other than a year."""
    return word.number is not None and not word.is_year


def _clause(words: Sequence[Token], place: int) -> set[str]:
    """The telling words around a number, up to the next mark; what stands before without a number goes with it."""
    breaks = [k for k in range(1, len(words)) if words[k].start - words[k - 1].end not in (0, 1)]
    ends = [0, *breaks, len(words)]
    at = next(k for k, end in enumerate(ends[1:]) if place < end)
    last, first = ends[at + 1], ends[at]
    while at and all(t.number is None for t in words[ends[at - 1] : ends[at]]):
        at -= 1
        first = ends[at]
    return {
        t.word
        for t in words[first:last]
        if t.number is None and t.word not in lists().small | lists().units
    }


def _judge(
    lost: list[Token], gained: list[tuple[int, Token]], *, is_edge: bool
) -> tuple[list[Difference], set[int]]:
    """The differences at one place, and the places of the words that belong there."""
    numbers = [t for t in lost if t.number is not None]
    if len(gained) > len(lost) + _OWN_CLAUSE or (is_edge and not lost):
        # Somebody's own words: of them, only numbers that stand for ours are ours.
        gained = (
            [(j, t) for j, t in gained if t.number is not None][-len(numbers) :] if numbers else []
        )
    elif not numbers:
        # A number that was put in is nobody's yet.
        gained = [(j, t) for j, t in gained if t.number is None]
    if not any(t.word in lists().directions for t in lost):
        # Nor is a direction: "against" has none.
        gained = [(j, t) for j, t in gained if t.word not in lists().directions]
    now, places = [t for _, t in gained], {j for j, _ in gained}
    if not lost and not _negates(now):
        return [], places
    if all(t.word in lists().small for t in (*lost, *now)):
        return [], places
    difference = Difference(
        joined(_trimmed(lost)),
        joined(_trimmed(now)),
        turns=_is_other_number(lost, now) or _is_other_sense(lost, now),
        is_lost_year=any(t.is_year for t in lost) and not any(t.number is not None for t in now),
    )
    return [difference], places


def _trimmed(words: Sequence[Token]) -> Sequence[Token]:
    """Words without small ones at either end."""
    telling = [place for place, t in enumerate(words) if t.word not in lists().small]
    return words[telling[0] : telling[-1] + 1] if telling else ()


def _is_other_sense(lost: Sequence[Token], now: Sequence[Token]) -> bool:
    was, is_now = _senses(lost), _senses(now)
    if was and is_now and was != is_now:
        return True
    if _negates(lost) != _negates(now):
        return True
    if _has(lost, lists().hedges) and not _has(now, lists().hedges):
        return True
    whom, whom_now = _whom(lost), _whom(now)
    return bool(whom and whom_now) and whom != whom_now


def _negates(words: Sequence[Token]) -> bool:
    """Whether words deny; "not Hispanic" is a group's name."""
    following = [*(t.word for t in words[1:]), ""]
    return any(
        t.word in lists().negation and after != "hispanic"
        for t, after in zip(words, following, strict=False)
    )


def _has(words: Sequence[Token], those: frozenset[str]) -> bool:
    return any(t.word in those for t in words)


def _senses(words: Sequence[Token]) -> set[int]:
    return {number for number, sense in enumerate(lists().senses) for t in words if t.word in sense}


def _whom(words: Sequence[Token]) -> set[str]:
    singular = (re.sub(r"ies$", "y", t.word).removesuffix("s") for t in words)
    return {word for word in singular if word in lists().whom}


# ------------------------------------------------------------------ numbers


def states_a_number(words: Sequence[Token]) -> bool:
    """Whether a number other than a year stands among ``words``, or a share in words."""
    return any(map(is_amount, words)) or share_in_words(words) is not None


def _is_other_number(lost: Sequence[Token], now: Sequence[Token]) -> bool:
    was = [t for t in lost if t.number is not None]
    is_now = [t for t in now if t.number is not None]
    if not was:
        return False
    share = share_in_words(now)
    if share is not None and len(was) == 1 and was[0].number is not None:
        return abs(was[0].number - share) > NEAR_SHARE
    if not is_now:
        return False
    return len(was) < len(is_now) or any(
        not _is_rounded(a, b) for a, b in zip(was, is_now, strict=False)
    )


def _is_rounded(was: Token, now: Token) -> bool:
    """Whether a number is the other one with fewer digits: 8 for 8.3, $52,000 for $52,300."""
    if was.number is None or now.number is None or was.is_year or now.is_year:
        return was.word == now.word
    if was.word.startswith("$") != now.word.startswith("$"):
        return False
    decimals = max(-int(now.number.as_tuple().exponent), 0)
    if now.number == was.number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):
        return True
    return was.number >= _ROUND_FROM and abs(was.number - now.number) <= was.number * _ROUND_WITHIN


def share_in_words(words: Sequence[Token]) -> Decimal | None:
    """What "a third", "two thirds" or "one in five" is in percent; ``None`` where no such words stand."""
    said = " ".join(t.word for t in words)
    ratio = re.search(r"\b(\d+) (?:in|out of|of)(?: every)? (\d+)\b", said)
    if ratio and int(ratio[2]):
        return Decimal(100) * int(ratio[1]) / int(ratio[2])
    part = re.search(rf"(?:\b(\d+) )?\b({'|'.join(lists().parts)})\b", said)
    return None if part is None else lists().parts[part[2]] * int(part[1] or 1)
