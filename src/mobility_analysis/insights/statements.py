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
from functools import cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml
from mobility_analysis.insights.said_words import DIGITS, NUMBER_WORDS, flat, sentences

FILE = Path(__file__).with_name("statements.yaml")
# Stand where something is passed over, and where something was found; no word and no number.
_PASSED, _FOUND = "\ue000", "\ue001"
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
    masked = _without_exempt(plain, own)
    found: list[Statement] = []
    for start, end in sentences(text):
        sentence = _Sentence(text[start:end], masked[start:end])
        found += (
            Statement(kind, start + low, start + high, text[start + low : start + high], text[start:end])
            for kind, low, high in sentence.found()
        )
    return sorted(found, key=lambda each: each.start)


# ------------------------------------------------------------------ the words


@cache
def _words() -> dict[str, list[str]]:
    return dict(read_yaml(FILE, dict))


@cache
def _listed(name: str) -> str:
    """A list of ``statements.yaml`` as one regular expression."""
    return f"(?:{'|'.join(_words()[name])})"


@cache
def _of(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_listed(name)}(?!\w)", re.IGNORECASE)


# ------------------------------------------------------------------ what is passed over

_MONTHS = (
    "(?:Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?|July?|Aug(?:ust|\\.)?|"
    "Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)"
)
_DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_N = rf"(?:\d[\d,]*|one|{NUMBER_WORDS})"
_TIME_UNIT = "(?:years?|months?|weeks?|days?|decades?|quarters?)"
_STREETS = (
    "(?:St(?:reet)?|Ave(?:nue)?|R(?:oa)?d|Blvd|Boulevard|Dr(?:ive)?|La?ne?|Way|C(?:our)?t|Pl(?:ace)?|Pkwy|Parkway|"
    "Hwy|Highway|Sq(?:uare)?|Plaza|Terrace|Circle|Broadway|Trail|Pike)"
)
_YEAR = r"(?:1[6-9]|20|21)\d\d"
# A number right after one of these is what the number counts, so it is no year and no name.
_NOT_A_NAME = r"(?!\s?(?:%|percent|points?\b|times\b|cents\b|in \d|out of))"
_PASSED_OVER = (
    r"\[[^\[\]]*\]",
    r'"[^"]*"',
    r"https?://\S+|www\.\S+|\S+@\S+|\b(?:doi:\s?)?10\.\d{4,}/\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|gov|net|edu|us|example)\b\S*",
    # Telephone numbers; short ones that are dialed
    r"(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[.-]\d{4}\b(?: ?(?:x|ext\.?|extension) ?\d+)?|\b\d{3}-\d{4}\b",
    r"\b(?:211|311|411|511|711|811|911|988)\b(?!,|\s(?:people|residents|families|households|children))",
    # The number of an item, typed
    r"(?m)^\s*(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|[ivx]+[.)])\s",
    r"(?:(?<=[\s:;,])|^)\(?\d{1,2}\)\s",
    # Days, years, times
    rf"\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?:\s?(?:-|to|and|through) ?(?:{_MONTHS} )?\d{{1,2}})?(?:,? {_YEAR})?\b(?! percent)",
    rf"\b\d{{1,2}} {_MONTHS}(?:,? {_YEAR})?\b",
    r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b|\b24/7\b",
    rf"\b(?:FY|fiscal year) ?'?\d{{2,4}}(?:-\d{{2,4}})?\b|(?<![$\d,.]){_YEAR}(?:'?s)?(?:\s?[-/]\s?(?:\d{{4}}|\d{{2}}))?"
    r"(?![\d,]*\d|\.\d|-\d|\s?%|\s(?:percent|people|residents|households|families|children|students|homes|jobs|adults)\b)\b",
    r"'\d0s\b",
    r"\b(?:id|code|passcode|pin)[:#]? ?\d[\d -]*",
    r"\b\d{1,2}(?::\d\d)?(?:\s?(?:-|to)\s?\d{1,2}(?::\d\d)?)?\s?(?:[ap]\.?m\b\.?|o'clock|noon\b|sharp\b)(?:\s?(?:-|to)\s?\d{1,2}(?::\d\d)?\s?[ap]\.?m\b\.?)?",
    r"\b\d{1,2}:\d\d\b",
    r"\b(?:breakfast|lunch|dinner|open|hours)\b[^.]{0,15}\bfrom \d{1,2} to \d{1,2}\b",
    # Ages and grades of those who are meant
    rf"\b(?:ages?|aged|grades?) (?:of )?{_N}(?:(?: ?- ?| to | and | or | through ){_N})?(?: years?)?(?: old)?(?:,? (?:and|or) (?:older|over|up|under|younger))?",
    rf"\b{_N}(?:-? (?:to|and|or) {_N}|-to-{_N}| ?- ?{_N})?[- ](?:years?|months?)[- ]olds?\b",
    rf"\b{_N}-? (?:to|and|or) {_N}-year-olds?\b",
    rf"\b(?:young (?:people|adults|men|women)|teens) {_N}(?: to | ?- ?){_N}(?: years old)?\b",
    rf"\b{_N} (?:and|or) (?:older|over|younger)\b",
    rf"\b(?:someone|anyone|everyone|those|people|residents?|children|kids|adults?|men|women|workers)"
    rf" (?:under|over|past) (?:the age of )?{_N}\b(?!\s?(?:%|percent))",
    # Spans of time
    rf"\b(?:in|within|over|for|during|after|before|every|next|last|past|coming|first|following|previous|since|another|these|those)"
    rf" (?:the |a |about |next |last |past |coming |first |following )*{_N}(?: to {_N})? {_TIME_UNIT}\b",
    rf"\b{_N} {_TIME_UNIT} (?:ago|later|before|after|ahead|from now)\b",
    rf"\b{_N}-(?:year|month|week|day|hour|minute|page|bedroom|person|member|parent|generation|way|part|step|story|room|seat|stop|time)s?\b"
    r"(?! (?:gap|difference|decline|low|high|rise|increase|wait))",
    r"\bone-(?:stop|time|way|on-one|page)\b",
    # Addresses
    rf"\b\d{{1,5}}(?: [NSEW]\.?| (?:North|South|East|West))?(?: [A-Z0-9][\w.'-]*){{0,4}}? {_STREETS}\b\.?",
    r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b",
    # Laws and forms
    r"\b\d+ (?:U\.S\.C\.|CFR)(?: (?:Part|Sec(?:tion|\.)?))? ?(?:\u00a7+ ?)?\d+\w*|\u00a7+ ?\d[\w.-]*",
    r"\b\d{3}\([a-z]\)(?:\(\d+\))?",
    r"\b[A-Za-z]{1,5}-\d[\w-]*|\b[A-Z]{1,4}\d[\w-]*|\b\d+-[A-Z]\b|\b\d+[A-Z]\b",
    # A name followed by its number
    r"\bpage \d+ of \d+\b",
    rf"\b{{labels}}\s?(?:numbers? |nos?\.? ?|#)?(?>\d[\w.]*(?:-\d[\w.]*)*){_NOT_A_NAME}(?:(?:,? (?:and|or|through|to) |, ?| ?- ?)(?>\d[\w.]*){_NOT_A_NAME})*",
    rf"(?-i:(?<=[a-z,;(] )[A-Z][a-z]+ \d{{1,3}}(?:\.\d+)?(?=[.,;:)!?]|$| (?:is|was|will|has|and|or|program|initiative|campaign|plan|grant|funds?)\b))"
    + _NOT_A_NAME,
    r"\b[A-Z]\w+ \d\.0\b",
    # Ordinals that rank nothing
    r"\b\d+(?:st|nd|rd|th)\b(?! (?:of|out of) \d| ?-?(?:highest|lowest|worst|best|largest|smallest|poorest|richest))(?<!ranked \d\d\d\d)",
)


@cache
def _exempt() -> tuple[re.Pattern[str], ...]:
    filled = (each.replace("{labels}", _listed("labels")) for each in _PASSED_OVER)
    return (*(re.compile(each, re.IGNORECASE) for each in filled), _of("everyday"))


def _without_exempt(plain: str, own: Sequence[str]) -> str:
    for words in sorted(own, key=len, reverse=True):
        pattern = re.escape(flat(words).strip())
        plain = _hidden(re.compile(rf"(?<![\w.,]){pattern}(?!\w|[.,]\d)", re.IGNORECASE), plain)
    for each in _exempt():
        plain = _hidden(each, plain)
    return plain


def _hidden(pattern: re.Pattern[str], text: str) -> str:
    """``text`` with a mark in place of each letter that ``pattern`` finds."""
    return pattern.sub(lambda match: _PASSED * len(match.group(0)), text)


# ------------------------------------------------------------------ what is found

_UNIT = r"(?:\s?%|[ -](?:percentage points?|percent|per cent|points?|cents|times|fold)\b)"
_PART = "(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
_AFTER_A_PART = (
    r"(?= (?:of|as|more|less|fewer|higher|lower|the|our|its|their|to|in|since|that|or|and|are|is|have|has|do|own|rent)\b|"
    r"\s*[.,;:)]|\s*$)"
)
_RANK = r"(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|last)"
_NUMBERS = (
    # One in five, 62 out of 100, one adult in three
    rf"\b{_N}(?: (?!out)[a-z]+)? (?:in|out of|of)(?: every| all)? {_N}\b(?! {_TIME_UNIT})",
    rf"\b{_RANK} (?:out of|of) \d[\d,]*|\brank(?:s|ed)\b(?: \w+)?? {_RANK}\b",
    # Fractions
    rf"\b(?:an?|one)[- ]{_PART}\b{_AFTER_A_PART}|\b{_N}[- ]{_PART}s\b|\bevery {_PART} (?!{_TIME_UNIT}|{_DAYS}|meeting)",
    r"\b(?:(?:an?|one)[- ])?half\b(?! an hour| hour)",
    # Times as much
    rf"\b(?:{_N}|\d+\.\d+) times(?: (?:as|more|less) \w+)?|\b(?:twice|double|triple)\b(?= (?:as|that|the|those|what|its|their|our)\b)(?: as \w+)?|\b\w+fold\b",
    # Amounts
    rf"(?<![\w.,$])(?<![a-z]-)(?:US)?\$?{DIGITS}{_UNIT}?(?!\w)",
    rf"\b(?!one\b(?!{_UNIT}| hundred| thousand))(?:{NUMBER_WORDS}){_UNIT}?(?!\w)",
    r"\b(?:hundreds|thousands|dozens|millions|tens of thousands)\b(?= of\b)|\ba dozen\b",
    r"\ban? (?:full |whole |half )?(?:mile|point|percentage point|grade level)s?\b",
)
_NUMBER_PATTERNS = tuple(re.compile(each, re.IGNORECASE) for each in _NUMBERS)
_QUANTIFIER = (
    r"\b(?<!than )(?<!than in )(?P<said>(?:the |a |vast |great |large )*majority|most|nearly all|almost all|virtually all|nearly every|almost every|"
    r"almost no|virtually no|hardly any)(?: of)?(?: (?:the|our|all|these|those|its|their))?(?: \S+){0,3}? "
)
_MAJORITY_OF_THE_WORK = r"\bmajority of (?:the |our |its )?(?:board|council|commission|committee|members|seats|votes)\b"
_SURELY_A_CLAIM = re.compile(r"%|percent|per cent|\bpoints?\b|\bcents\b|\btimes\b|\bfold\b|mile|grade level", re.IGNORECASE)
_OF_AN_HOUR = re.compile(r" of (?:an|the) (?:hour|day|year|meeting|session)|(?: of)? the (?:meeting|session|hour|time)", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\bthan (?:in|elsewhere|the (?:state|nation|national|rest|average|region)|those|that|any|other|most|\ue000|before|our (?:peers|neighbors))|"
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
        context = self.left
        self._conditions = [match.span() for match in _of("measures").finditer(context)]
        yield from self._take(_of("trends"), Kind.CHANGE, self._is_change)
        yield from self._take(_of("trends_after"), Kind.CHANGE, self._is_change_of_what_went_before)
        yield from self._numbers()
        yield from self._shares()
        for name, test in (
            ("loose", self._is_comparison),
            ("strict", self._is_comparison_with),
            ("superlatives", self._is_comparison),
            ("strict_superlatives", self._is_superlative_among),
        ):
            yield from self._take(_of(name), Kind.COMPARISON, test)

    def _take(
        self, pattern: re.Pattern[str], kind: Kind, test: Callable[[int, int], bool]
    ) -> Iterator[Found]:
        """What ``pattern`` finds and ``test`` (asked with its ends) holds for, marked as found."""
        for match in pattern.finditer(self.left):
            start, end = match.span()
            if self._is_whole(start, end) and test(start, end):
                yield self._found(kind, start, end)

    def _is_whole(self, start: int, end: int) -> bool:
        return not {_PASSED, _FOUND} & set(self.left[start:end])

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
        pattern = re.compile(rf"{_QUANTIFIER}(?:{_listed('people')})\b", re.IGNORECASE)
        for match in pattern.finditer(self.left):
            start, end = match.span("said")
            yield self._found(Kind.SHARE, start, end)

    def _is_of_the_work(self, start: int, end: int) -> bool:
        """Whether a number counts or pays for the work itself, and tells of no condition."""
        words, after = self.left[start:end], self.left[end:]
        if _OF_AN_HOUR.match(after):
            return True
        if _SURELY_A_CLAIM.search(words):
            return False
        has_condition = bool(self._conditions)
        if "$" in words:
            if _of("money").search(self.left):
                return True
            return not has_condition and bool(_of("money_perhaps").search(self.left))
        if _of("votes").search(self.left):
            return True
        counted = re.match(r"(?:[ -]+[a-z']+){0,3}", after, re.IGNORECASE)
        noun = next(iter(self._nouns(counted.group(0) if counted else "")), "")
        if noun == "lengths":
            return not has_condition
        return noun == "work" or (not noun and not has_condition and bool(_of("work").search(self.left)))

    @staticmethod
    def _nouns(words: str) -> list[str]:
        """What kinds of things ``words`` name, in their order."""
        hits = [
            (match.start(), name)
            for name in ("work", "lengths", "people", "measures")
            for match in _of(name).finditer(words)
        ]
        return [name for _, name in sorted(hits)]

    # -------------------------------------------------------------- comparisons and changes

    def _before(self, start: int, words: int = _NEAR) -> str:
        return " ".join(self.left[:start].split(" ")[-words - 1 :])

    def _after(self, end: int, words: int = _NEAR) -> str:
        return " ".join(self.left[end:].split(" ")[: words + 1])

    def _is_near_condition(self, start: int, end: int) -> bool:
        low, high = start - len(self._before(start)), end + len(self._after(end))
        return any(low <= a and b <= high for a, b in self._conditions)

    def _is_wish(self, start: int) -> bool:
        """Whether the words before make a wish, a plan or a question of it."""
        before = self._before(start)
        last = max((match.end() for match in _of("wishes").finditer(before)), default=-1)
        return last >= 0 and not _IS.search(before[last:])

    def _is_change(self, start: int, end: int) -> bool:
        return self._is_near_condition(start, end) and not self._is_wish(start)

    def _is_change_of_what_went_before(self, start: int, end: int) -> bool:
        low = start - len(self._before(start))
        return any(low <= a and b <= start for a, b in self._conditions) and not self._is_wish(start)

    def _is_comparison(self, start: int, end: int) -> bool:
        if not self._is_near_condition(start, end):
            return False
        return not self._is_wish(start) or bool(_REFERENCE.search(self._after(end)))

    def _is_comparison_with(self, start: int, end: int) -> bool:
        after = self._after(end)
        return bool(_THAN.search(after) or _REFERENCE.search(after)) and self._is_comparison(start, end)

    def _is_superlative_among(self, start: int, end: int) -> bool:
        return bool(_REFERENCE.search(self._before(start, 3) + self._after(end))) and self._is_near_condition(start, end)
