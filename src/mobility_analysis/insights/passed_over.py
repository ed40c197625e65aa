"""Numbers and words of a text that nobody has to vouch for: days, times, addresses, names, ages, quoted words.

Each is put out of sight before a text is searched for statements. The labels by which "page 12" or "Ward 5" is known
for a name, and everyday words that only look like a comparison, are in ``statements.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from mobility_analysis.core.io import read_yaml
from mobility_analysis.insights.said_words import NUMBER_WORDS, flat

FILE = Path(__file__).with_name("statements.yaml")
# Stands for each letter that is out of sight: no word, no number, no blank.
PASSED = "\ue000"


@cache
def _words() -> dict[str, list[str]]:
    return dict(read_yaml(FILE, dict))


@cache
def listed(name: str) -> str:
    """A list of ``statements.yaml`` as one regular expression."""
    return f"(?:{'|'.join(_words()[name])})"


@cache
def words_of(name: str) -> re.Pattern[str]:
    """What finds a word of a list of ``statements.yaml``."""
    return re.compile(rf"\b{listed(name)}(?!\w)", re.IGNORECASE)


_MONTHS = (
    "(?:Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?|July?|Aug(?:ust|\\.)?|"
    "Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)"
)
DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
NUMBER = rf"(?:\d[\d,]*|one|{NUMBER_WORDS})"
TIME_UNIT = "(?:years?|months?|weeks?|days?|decades?|quarters?)"
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
    # Numbers of headings, and pages in a table of contents
    r"(?m)^\s*(?:\d{1,3}|\d+(?:\.\d+)+\.?)\s(?-i:(?=[A-Z]))",
    r"(?m)(?:\t|\.{3,}|(?: \.){3,})\s*\d{1,3}\s*$",
    # Days, years, times
    rf"\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?:\s?(?:-|to|and|through) ?(?:{_MONTHS} )?\d{{1,2}})?(?:,? {_YEAR})?\b(?! percent)",
    rf"\b\d{{1,2}} {_MONTHS}(?:,? {_YEAR})?\b",
    r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b|\b24/7\b",
    rf"\b(?:FY|fiscal year) ?'?\d{{2,4}}(?:-\d{{2,4}})?\b|(?<![$\d,.]){_YEAR}(?:'?s)?(?:\s?[-/]\s?(?:\d{{4}}|\d{{2}}))?"
    r"(?![\d,]*\d|\.\d|-\d|\s?%|\s(?:percent|people|residents|households|families|children|students|homes|jobs|adults)\b)\b",
    rf"(?<=\bin ){_YEAR}\b(?![,.]\d| ?%)|(?<=\bsince ){_YEAR}\b(?![,.]\d| ?%)",
    r"'\d0s\b",
    r"\b(?:id|code|passcode|pin|number is)[:#]? ?\d[\d -]*",
    # Somebody's age
    r"(?-i:[A-Z][a-z]+, \d{1,2}(?=[.,;]))(?!,\d)",
    r"\b\d{1,3} degrees\b",
    r"\b\d{1,2}(?::\d\d)?(?:\s?(?:-|to)\s?\d{1,2}(?::\d\d)?)?\s?(?:[ap]\.?m\b\.?|o'clock|noon\b|sharp\b)(?:\s?(?:-|to)\s?\d{1,2}(?::\d\d)?\s?[ap]\.?m\b\.?)?",
    r"\b\d{1,2}:\d\d(?:\s?(?:-|to|until)\s?\d{1,2}(?::\d\d)?)?\b",
    r"(?:day|noon) at \d{1,2}\b(?! ?(?:%|percent))",
    r"\b(?:breakfast|lunch|dinner|open|hours)\b[^.]{0,15}\bfrom \d{1,2} to \d{1,2}\b",
    # Ages and grades of those who are meant
    rf"\b(?:ages?|aged|grades?) (?:of )?{NUMBER}(?:(?: ?- ?| to | and | or | through ){NUMBER})?(?: years?)?(?: old)?(?:,? (?:and|or) (?:older|over|up|under|younger))?",
    rf"\b{NUMBER}(?:-? (?:to|and|or) {NUMBER}|-to-{NUMBER}| ?- ?{NUMBER})?[- ](?:years?|months?)[- ]olds?\b",
    rf"\b{NUMBER}-? (?:to|and|or) {NUMBER}-year-olds?\b",
    rf"\b(?:young (?:people|adults|men|women)|teens) {NUMBER}(?: to | ?- ?){NUMBER}(?: years old)?\b",
    rf"\b{NUMBER} (?:and|or) (?:older|over|younger)\b",
    r"\b{people}(?: who are)? (?:between )?\d{1,2}(?: and | to | ?- ?)\d{1,2}\b(?!\s?(?:%|percent))",
    rf"\b(?:someone|anyone|everyone|resident|adult|{{people}})"
    rf" (?:under|over|past) (?:the age of )?{NUMBER}\b(?!\s?(?:%|percent))",
    # Spans of time
    rf"\b(?:in|within|over|for|during|after|before|every|next|last|past|coming|first|following|previous|since|another|these|those)"
    rf" (?:the |a |about |next |last |past |coming |first |following )*{NUMBER}(?: to {NUMBER})? (?:business |working |calendar |school )?{TIME_UNIT}\b",
    rf"\b{NUMBER} {TIME_UNIT} (?:ago|later|before|after|ahead|from now)\b",
    rf"\b{NUMBER}-(?:year|month|week|day|hour|minute|page|bedroom|person|member|parent|generation|way|part|step|story|room|seat|stop|time|foot|mile|acre|lane)s?\b"
    r"(?! (?:gap|difference|decline|low|high|rise|increase|wait))",
    r"\bone-(?:stop|time|way|on-one|page)\b",
    # Addresses
    rf"(?-i:\b\d{{1,5}}(?: [NSEW]\.?| (?:North|South|East|West))?(?: [A-Z0-9][\w.'-]*){{0,4}}? {_STREETS}\b\.?)",
    r"(?-i:\b[A-Z]{2},? \d{5}(?:-\d{4})?\b)",
    # Laws and forms
    r"\b\d+ (?:U\.S\.C\.|CFR)(?: (?:Part|Sec(?:tion|\.)?))? ?(?:\u00a7+ ?)?\d+\w*|\u00a7+ ?\d[\w.-]*",
    r"\b\d{3}\([a-z]\)(?:\(\d+\))?",
    r"(?-i:\b[A-Za-z]{1,5}-\d[\w-]*|\b[A-Z]{1,4}\d[\w-]*|\b\d+-[A-Z]\b|\b\d+[A-H]\b)",
    # A name followed by its number
    r"\bpage \d+ of \d+\b",
    rf"\b{{labels}}\s?(?:numbers? |nos?\.? ?|#)?(?>\d[\w.]*(?:-\d[\w.]*)*){_NOT_A_NAME}(?:(?:,? (?:and|or|through|to) |, ?| ?- ?)(?>\d[\w.]*){_NOT_A_NAME})*",
    r"(?-i:(?<=[a-z,;(] )[A-Z][a-z]+ \d{1,3}(?:\.\d+)?(?=[.,;:)!?]|$| (?:is|was|will|has|and|or|program|initiative|campaign|plan|grant|funds?)\b))"
    + _NOT_A_NAME,
    r"(?-i:\b[A-Z]\w+ \d\.0\b)(?! ?(?:%|percent))",
    # Ordinals that rank nothing
    r"\b\d+(?:st|nd|rd|th)\b(?! (?:of|out of) \d| ?-?(?:highest|lowest|worst|best|largest|smallest|poorest|richest))(?<!ranked \d\d\d\d)",
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    filled = (
        each.replace("{labels}", listed("labels")).replace("{people}", listed("people"))
        for each in _PASSED_OVER
    )
    return (*(re.compile(each, re.IGNORECASE) for each in filled), words_of("everyday"))


def passed_over(plain: str, own: Sequence[str]) -> str:
    """``plain`` (made so by :func:`insights.said_words.flat`) with all that out of sight, letter for letter.

    Parameters
    ----------
    own
        Words with a number that somebody stands for.
    """
    for words in sorted(own, key=len, reverse=True):
        pattern = re.escape(flat(words).strip())
        plain = _hidden(re.compile(rf"(?<![\w.,]){pattern}(?!\w|[.,]\d)", re.IGNORECASE), plain)
    for each in _patterns():
        plain = _hidden(each, plain)
    return plain


def _hidden(pattern: re.Pattern[str], text: str) -> str:
    """``text`` with a mark in place of each letter that ``pattern`` finds."""
    return pattern.sub(lambda match: PASSED * len(match.group(0)), text)
