"""What became of sentences of ours in an edited draft, and what a newer run says in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mobility_analysis.insights.sayings import Became, Fate, Saying, fates
from mobility_analysis.insights.word_differences import Difference
from mobility_analysis.planning.check import MEND, MISSING, NOTE
from mobility_analysis.planning.claims.own_numbers import OwnNumber

# A saying's words of today beside those that a draft was built with.
_TODAY = " (today)"
_YEARS = re.compile(r"\b\d{4}(?:\u2013\d{4})?\b")
# More of one kind are counted, not quoted.
_MOST_QUOTED = 3
_MOST_LETTERS = 160
# The kind of a remark and its words.
Said = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """What the drafts of a plan are held against.

    Attributes
    ----------
    nearest
        What may be said today and is nearest to a sentence; asked only where a number belongs to nothing.
    today
        What a saying reads today, by its id; empty where it may not be said any more.
    own
        Numbers of the government's own; those count for which somebody stands.
    """

    nearest: Callable[[str], Saying | None]
    today: Callable[[str], str]
    own: Sequence[OwnNumber] = ()

    @property
    def own_words(self) -> list[str]:
        """Words with a number that are passed over."""
        return [each.words for each in self.own if each.by]


def fates_of(blocks: Sequence[str], built: Sequence[Saying], known: Known) -> list[Fate]:
    """What became of what was built.

    Somebody may have brought a sentence up to date by hand: then its words of today stand there, and those of then
    are not missed.
    """
    newer = [
        Saying(each.id + _TODAY, words, is_small_print=True)
        for each in built
        if not each.is_small_print and (words := known.today(each.id)) not in ("", each.text)
    ]
    found = fates(blocks, [*built, *newer])
    brought_up = {
        each.saying.id.removesuffix(_TODAY)
        for each in found
        if each.saying.id.endswith(_TODAY) and each.became is not Became.GONE
    }
    return [
        each for each in found if each.became is not Became.GONE or each.saying.id not in brought_up
    ]


def what_became(found: Sequence[Fate], known: Known) -> Iterator[Said]:
    """What differs, what a newer run says, and how many sentences are there."""
    for each in found:
        if each.became is Became.CHANGED:
            yield (
                MEND,
                f"Changed: {_differences(each.differences)}. It says: {quote(each.passage)} "
                f"Built was: {quote(each.saying.text)}",
            )
        elif each.became is Became.WITHOUT_YEAR:
            lost = " ".join(d.was for d in each.differences if d.is_lost_year)
            years = ", ".join(_YEARS.findall(lost))
            yield (
                MISSING,
                f"The year is left out ({years}): {quote(each.passage)} Say each number with its year.",
            )
        elif each.became is Became.REWORDED and not each.saying.is_small_print:
            yield (
                NOTE,
                f"Reworded, with the same numbers: {_differences(each.differences)}. It says: {quote(each.passage)}",
            )
        if each.became is not Became.GONE:
            yield from _since_then(each.saying, known)
    yield from _count(found)


def _since_then(saying: Saying, known: Known) -> Iterator[Said]:
    """What a newer run says, where a draft still has the older words."""
    if saying.is_small_print:
        return
    today = known.today(saying.id)
    if not today:
        yield (
            MEND,
            f"It may not be said any more: {quote(saying.text)} The data no longer bear it.",
        )
    elif today != saying.text:
        yield (
            MEND,
            f"The data have changed since it was built: {quote(saying.text)} Today: {quote(today)}",
        )


def _count(found: Sequence[Fate]) -> Iterator[Said]:
    """One line that says how much of what was built is there."""
    ours = [each for each in found if not each.saying.is_small_print]
    if not ours:
        return
    gone = [each.saying.text for each in ours if each.became is Became.GONE]
    tally = [
        f"{sum(each.became is became for each in ours)} {became.value}"
        for became in Became
        if any(each.became is became for each in ours)
    ]
    taken_out = f" Taken out: {_several(gone)}" if gone else ""
    noun = "sentence" if len(ours) == 1 else "sentences"
    yield NOTE, f"Of {len(ours)} {noun} of ours: {', '.join(tally)}.{taken_out}"


def _differences(differences: Sequence[Difference]) -> str:
    """What differs, what turns the sense first."""
    ordered = sorted(differences, key=lambda each: not each.turns)
    return "; ".join(_difference(each) for each in ordered)


def _difference(each: Difference) -> str:
    if not each.now:
        return f"\u201c{each.was}\u201d is left out"
    if not each.was:
        return f"\u201c{each.now}\u201d was put in"
    return f"\u201c{each.was}\u201d is now \u201c{each.now}\u201d"


def quote(text: str) -> str:
    """``text`` in quotation marks, a long one shortened."""
    short = " ".join(text.split())
    if len(short) > _MOST_LETTERS:
        short = short[: _MOST_LETTERS - 2].rsplit(" ", 1)[0] + " \u2026"
    return f"\u201c{short}\u201d"


def _several(texts: Sequence[str]) -> str:
    shown = " ".join(quote(text) for text in texts[:_MOST_QUOTED])
    more = len(texts) - _MOST_QUOTED
    return f"{shown} and {more} more" if more > 0 else shown
