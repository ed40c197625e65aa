"""Which words of a text state a number, a share, a comparison or a change that somebody has to vouch for.

It reads words, not meaning. Dates, times, addresses, telephone numbers, links, pages and sections, names with a number
in them, ages of those who are meant, blanks in square brackets and words in quotation marks are passed over. Numbers of
the work itself (money offered, seats, votes, the length of a meeting) are found, and marked as such: no source has
them, somebody stands for them. The words are in ``statements.yaml``; how much is found and how often wrongly is
measured on labelled sentences (``tests/spec/test_statements.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mobility_analysis.insights.passed_over import (
    DAYS,
    NUMBER,
    PASSED,
    TIME_UNIT,
    listed,
    passed_over,
    words_of,
)
from mobility_analysis.insights.said_words import DIGITS, NUMBER_WORDS, flat, sentences

# Stands for each letter of what has been found: no word, no number, no blank.
_FOUND = "\ue001"
# How many words away a condition may stand from the comparison or change said of it.
_NEAR = 9


class Kind(StrEnum):
    """What is stated."""

    NUMBER = "number"
    SHARE = "share in words"
    COMPARISON = "comparison"
    CHANGE = "change"
    WORK = "number of the work itself"


@dataclass(frozen=True)
class Statement:
    """Words of a text that state something, where they stand in it, and the sentence around them."""

    kind: Kind
    start: int
    end: int
    words: str
    sentence: str


def statements(text: str, own: Sequence[str] = ()) -> list[Statement]:
    """What ``text`` states, in the order of its words.

    Parameters
    ----------
    own
        Words with a number that somebody stands for ("$25,000", "90 minutes"): passed over wherever they stand.
    """
    plain = flat(text)
    masked = passed_over(plain, own)
    found: list[Statement] = []
    for start, end in sentences(text):
        sentence = _Sentence(text[start:end], masked[start:end])
        found += (
            Statement(
                kind, start + low, start + high, text[start + low : start + high], text[start:end]
            )
            for kind, low, high in sentence.found()
        )
    return sorted(found, key=lambda each: each.start)


# ------------------------------------------------------------------ what is found

_UNIT = r"(?:\s?%|[ -](?:percentage points?|percent|per cent|points?|cents|times|fold)\b)"
_PART = "(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
_AFTER_A_PART = (
    r"(?= (?:of|as|more|less|fewer|higher|lower|the|our|its|their|to|in|since|that|or|and|are|is|have|has|do|own|rent|where|when|while|after|before|than|because|among|for|between|during)\b|"
    r"\s*[.,;:)]|\s*$)"
)
_RANK = r"(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|last)"
_NUMBERS = (
    # One in five, 62 out of 100, one adult in three
    rf"\b{NUMBER}(?: (?!out|per)[a-z]+)? (?:in|out of|of)(?: every| all)? {NUMBER}\b(?! {TIME_UNIT})",
    rf"\b{_RANK} (?:out of|of) \d[\d,]*|\brank(?:s|ed)\b(?: \w+)?? {_RANK}\b",
    # Fractions
    rf"\b(?:an?|one)[- ]{_PART}\b{_AFTER_A_PART}|\b{NUMBER}[- ]{_PART}s\b|\bevery {_PART}(?= (?!{TIME_UNIT}|{DAYS}|meeting))",
    r"\b(?:(?:an?|one)[- ])?half\b(?! an hour| hour)(?: an? mile\b)?",
    # Times as much
    rf"\b(?:{NUMBER}|\d+\.\d+) times(?: (?:as|more|less) \w+)?|\b(?:twice|double|triple)\b(?= (?:as|that|the|those|what|its|their|our)\b)(?: as \w+)?|\b\w+fold\b",
    # Amounts
    rf"(?<![\w.,$])(?<![a-z]-)(?:US)?\$?(?:{DIGITS}|\.\d+)(?:k|m|bn)?{_UNIT}?(?!\w)",
    rf"\b(?!one\b(?!{_UNIT}| hundred| thousand))(?:{NUMBER_WORDS}){_UNIT}?(?!\w)",
    r"\b(?:hundreds|thousands|dozens|millions|tens of thousands)\b(?= of\b)|\ba dozen\b",
    r"\ban? (?:full |whole |half )?(?:mile|point|percentage point|grade level)s?\b",
)
_NUMBER_PATTERNS = tuple(re.compile(each, re.IGNORECASE) for each in _NUMBERS)
_QUANTIFIER = (
    r"\b(?<!than )(?<!than in )(?P<said>(?:the |a |vast |great |large )*majority|most|nearly all|almost all|virtually all|nearly every|almost every|"
    r"almost no|virtually no|hardly any)(?: of)?(?: (?:the|our|all|these|those|its|their))?(?: \S+){0,3}? "
)
# "Three times" alone tells how often; "three times that of", how much.
_TIMES = re.compile(rf"{NUMBER} times", re.IGNORECASE)
_AS_MUCH = re.compile(
    r" (?:as|the|that|those|what|its|their|our|higher|lower|larger|greater|likely)\b", re.IGNORECASE
)
_MAJORITY_OF_THE_WORK = (
    r"\bmajority of (?:the |our |its )?(?:board|council|commission|committee|members|seats|votes)\b"
)
_SURELY_A_CLAIM = re.compile(
    rf"%|percent|per cent|\bpoints?\b|\bcents\b|\btimes\b|\bfold\b|mile|grade level|^every | in {NUMBER}|out of",
    re.IGNORECASE,
)
# A sentence with one of these tells of conditions, whatever its words.
_SHARE_SIGN = re.compile(rf"\d ?%|\d percent|\b{NUMBER} (?:in|out of) {NUMBER}\b", re.IGNORECASE)
_OF_AN_HOUR = re.compile(
    r"[ -](?:vote|majority)\b| of (?:an|the) (?:hour|day|year|meeting|session)|(?: of)? the (?:meeting|session|hour|time)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\bthan (?:in|others|elsewhere|the (?:state|nation|national|rest|average|region)|those|that|any|other|most|\ue000|before|our (?:peers|neighbors))|"
    r"\bcompared (?:to|with)\b|\b(?:in|of) (?:the|our|all|any) (?:state|nation|region|country|counties|places)\b|\bof all\b|\bamong\b|"
    r"\b(?:state|nation)wide\b",
    re.IGNORECASE,
)
_THAN = re.compile(r"\bthan\b(?! (?:just |about |nearly )?\ue001)", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are|was|were|has|have|had)\b", re.IGNORECASE)
Found = tuple[Kind, int, int]


class _Sentence:
    """A sentence with what is passed over marked; what has been found is marked in turn."""

    def __init__(self, text: str, masked: str) -> None:
        self.text, self.left = text, masked

    def found(self) -> Iterator[Found]:
        self._context = context = self.left
        self._has_claim = bool(_SHARE_SIGN.search(context))
        self._conditions = [match.span() for match in words_of("measures").finditer(context)]
        yield from self._take(words_of("trends"), Kind.CHANGE, self._is_change)
        yield from self._take(
            words_of("trends_after"), Kind.CHANGE, self._is_change_of_what_went_before
        )
        yield from self._numbers()
        yield from self._shares()
        yield from self._more_people()
        for name, test in (
            ("loose", self._is_comparison),
            ("strict", self._is_comparison_with),
            ("superlatives", self._is_comparison),
            ("strict_superlatives", self._is_superlative_among),
        ):
            yield from self._take(words_of(name), Kind.COMPARISON, test)

    def _take(
        self, pattern: re.Pattern[str], kind: Kind, test: Callable[[int, int], bool]
    ) -> Iterator[Found]:
        """What ``pattern`` finds and ``test`` (asked with its ends) holds for, marked as found."""
        for match in pattern.finditer(self.left):
            start, end = match.span()
            if self._is_whole(start, end) and test(start, end):
                yield self._found(kind, start, end)

    def _is_whole(self, start: int, end: int) -> bool:
        return not {PASSED, _FOUND} & set(self.left[start:end])

    def _found(self, kind: Kind, start: int, end: int) -> Found:
        self.left = self.left[:start] + _FOUND * (end - start) + self.left[end:]
        return kind, start, end

    # -------------------------------------------------------------- numbers and shares

    def _numbers(self) -> Iterator[Found]:
        for pattern in _NUMBER_PATTERNS:
            for match in pattern.finditer(self.left):
                start, end = match.span()
                end = start + len(match.group(0).rstrip(" ,."))
                kind = Kind.WORK if self._is_of_the_work(start, end) else Kind.NUMBER
                yield self._found(kind, start, end)

    def _shares(self) -> Iterator[Found]:
        for match in re.finditer(_MAJORITY_OF_THE_WORK, self.left, re.IGNORECASE):
            yield self._found(Kind.WORK, match.start(), match.start() + len("majority"))
        pattern = re.compile(rf"{_QUANTIFIER}(?:{listed('people')})\b", re.IGNORECASE)
        for match in pattern.finditer(self.left):
            start, end = match.span("said")
            yield self._found(Kind.SHARE, start, end)

    def _is_of_the_work(self, start: int, end: int) -> bool:
        """Whether a number counts or pays for the work itself, and tells of no condition."""
        words, after = self.left[start:end], self.left[end:]
        if _OF_AN_HOUR.match(after) or (_TIMES.fullmatch(words) and not _AS_MUCH.match(after)):
            return True
        if _SURELY_A_CLAIM.search(words):
            return False
        if self.left[:start].lower().endswith("the first "):
            return True
        if "$" in words:
            return self._has("money") or (not self._conditions and self._has("money_perhaps"))
        return self._has("votes") or self._counts_the_work(words, after)

    def _counts_the_work(self, words: str, after: str) -> bool:
        """Whether what is counted, by the next words or else by the sentence, is of the work.

        So is a count of something else, where the sentence tells of no condition: "two editions", "212 lots".
        """
        following = re.match(r"(?:[ -]+[a-z']+){0,3}", after, re.IGNORECASE)
        noun = next(iter(self._nouns(following.group(0) if following else "")), "")
        if noun == "work":
            return True
        if noun in {"people", "measures"}:
            return False
        return not self._conditions or self._has("money")

    def _has(self, name: str) -> bool:
        return bool(words_of(name).search(self._context))

    @staticmethod
    def _nouns(words: str) -> list[str]:
        """What kinds of things ``words`` name, in their order."""
        hits = [
            (match.start(), name)
            for name in ("work", "lengths", "people", "measures")
            for match in words_of(name).finditer(words)
        ]
        return [name for _, name in sorted(hits)]

    # -------------------------------------------------------------- comparisons and changes

    def _more_people(self) -> Iterator[Found]:
        """More or fewer of some people than of others."""
        pattern = rf"\b(?:more|fewer)(?= {listed('people')} than\b)"
        for match in re.finditer(pattern, self.left, re.IGNORECASE):
            if not self._is_wish(match.start()):
                yield self._found(Kind.COMPARISON, *match.span())

    def _before(self, start: int, words: int = _NEAR) -> str:
        return " ".join(self.left[:start].split(" ")[-words - 1 :])

    def _after(self, end: int, words: int = _NEAR) -> str:
        return " ".join(self.left[end:].split(" ")[: words + 1])

    def _is_near_condition(self, start: int, end: int) -> bool:
        if self._has_claim:
            return True
        low, high = start - len(self._before(start)), end + len(self._after(end))
        return any(low <= a and b <= high for a, b in self._conditions)

    def _is_wish(self, start: int) -> bool:
        """Whether the words before make a wish, a plan or a question of it."""
        before = self._before(start)
        last = max((match.end() for match in words_of("wishes").finditer(before)), default=-1)
        return last >= 0 and not _IS.search(before[last:])

    def _is_change(self, start: int, end: int) -> bool:
        return self._is_near_condition(start, end) and not self._is_wish(start)

    def _is_change_of_what_went_before(self, start: int, end: int) -> bool:
        low = start - len(self._before(start))
        return any(low <= a and b <= start for a, b in self._conditions) and not self._is_wish(
            start
        )

    def _is_comparison(self, start: int, end: int) -> bool:
        if not self._is_near_condition(start, end):
            return False
        return not self._is_wish(start) or bool(_REFERENCE.search(self._after(end)))

    def _is_comparison_with(self, start: int, end: int) -> bool:
        after = self._after(end)
        if _REFERENCE.search(after) and words_of("people").search(self._before(start)):
            return not self._is_wish(start)
        return bool(_THAN.search(after) or _REFERENCE.search(after)) and self._is_comparison(
            start, end
        )

    def _is_superlative_among(self, start: int, end: int) -> bool:
        return bool(
            _REFERENCE.search(self._before(start, 3) + self._after(end))
        ) and self._is_near_condition(start, end)
