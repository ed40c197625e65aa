"""A claim as one types it: ``share_debt_coll > 50%``, ``share_employed/Female gap``."""

from __future__ import annotations

import difflib
import re

from mobility_analysis.core.errors import UsageError
from mobility_analysis.framework.registry import Measure, Unit, registry
from mobility_analysis.framework.subgroups import ALL, BY_LABEL
from mobility_analysis.insights.claims import LOCAL, OF_AREAS, WITH_BESIDE, WITH_NUMBER, Claim, Form
from mobility_analysis.insights.small_areas import known_measures
from mobility_analysis.insights.small_fractions import fraction_of

# Other ways to type a form, longer ones first.
_SPELLINGS: tuple[tuple[str, Form], ...] = (
    ("areas more than", Form.AREAS_MORE),
    ("areas over", Form.AREAS_MORE),
    ("areas >", Form.AREAS_MORE),
    ("areas less than", Form.AREAS_LESS),
    ("areas fewer than", Form.AREAS_LESS),
    ("areas under", Form.AREAS_LESS),
    ("areas <", Form.AREAS_LESS),
    ("as many as vs", Form.AS_MANY_AS),
    ("only vs", Form.ONLY),
    ("more than", Form.MORE_THAN),
    ("less than", Form.LESS_THAN),
    ("fewer than", Form.LESS_THAN),
    ("over", Form.MORE_THAN),
    ("under", Form.LESS_THAN),
    (">", Form.MORE_THAN),
    ("<", Form.LESS_THAN),
    ("about", Form.ABOUT),
    ("lowest in", Form.LOWEST),
    ("highest in", Form.HIGHEST),
    ("rank in", Form.RANK),
    ("falls behind", Form.FALLS_BEHIND),
    ("vs", Form.COMPARED),
    ("gap", Form.GAP),
    ("times", Form.TIMES),
    ("change", Form.CHANGE),
    ("value", Form.VALUE),
    ("because of", Form.CAUSE),
    ("because", Form.CAUSE),
    ("due to", Form.CAUSE),
    ("leads to", Form.CAUSE),
    ("results in", Form.CAUSE),
    ("proves", Form.CAUSE),
)
_BY_SPELLING = dict(_SPELLINGS)
_WORDS = "|".join(re.escape(spelling) for spelling, _ in _SPELLINGS)
# Labels first: "Age 45 and Over" has a word in it that could begin a form.
_LABELS = "|".join(re.escape(label) for label in sorted(BY_LABEL, key=len, reverse=True))
_TYPED = re.compile(
    rf"(?P<measure>\w+)(?:\s*/\s*(?P<group>(?:{_LABELS})(?=\s|$)|.+?))?(?:\s+(?P<form>{_WORDS})(?![\w])\s*(?P<rest>.*))?",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    rf"(?P<measure>{LOCAL}\w+)(?:\s*/\s*(?P<group>(?:{_LABELS})(?=\s|$)|.+?))?"
    rf"(?:(?:\s+value)?\s+in\s+(?P<area>.+)|\s+(?P<form>{_WORDS})(?![\w])\s*(?P<rest>.*))?",
    re.IGNORECASE,
)
GRAMMAR = (
    "A claim reads MEASURE or MEASURE/GROUP, then one of: value; > 50%; < 50%; about 2 in 5; vs state; vs nation; "
    "only vs state; as many as vs state; lowest in SET; highest in SET; rank in SET; gap; times; change; areas > 20%; areas < 20%. "
    "Of your own records it reads local:ID or local:ID in PART."
)


def parse_claim(text: str) -> Claim:
    """The claim that a typed line means.

    Raises
    ------
    UsageError
        The line is none; it says what it lacks, with the nearest measure.
    """
    line = " ".join(text.split())
    local = _LOCAL.fullmatch(line)
    if local is not None:
        return _local_claim(local)
    found = _TYPED.fullmatch(line)
    if found is None:
        raise UsageError(f"\u201c{text.strip()}\u201d is no claim that can be checked.", GRAMMAR)
    name, form = found["measure"], _BY_SPELLING[(found["form"] or Form.VALUE.value).casefold()]
    measures = known_measures() if form in OF_AREAS else registry().measures
    measure = measures.get(name)
    if measure is None and name in known_measures():
        raise UsageError(
            f"{name} is known of areas within a place only.",
            f"Write {name} areas > with a number.",
        )
    if measure is None:
        near = difflib.get_close_matches(name, measures, 3, 0.4)
        known = f"The nearest are {', '.join(near)}." if near else ""
        raise UsageError(
            f"There is no measure {name!r}.",
            f"{known} docs/claims.md says where all are listed.".strip(),
        )
    rest = (found["rest"] or "").strip()
    has_number = form in WITH_NUMBER and not (form is Form.ABOUT and not rest)
    number = typed_number(rest, measure, f"\u201c{form.value}\u201d") if has_number else None
    if form in WITH_BESIDE and not rest:
        raise UsageError(f"\u201c{text.strip()}\u201d does not say beside what.", GRAMMAR)
    beside = rest.casefold() if form in WITH_BESIDE else ""
    return Claim(form, measure.id, _unquoted(found["group"]) or ALL, beside, number)


def _local_claim(found: re.Match[str]) -> Claim:
    """A claim of a place's own number; the number behind a form is kept as it was typed, since no form but one holds."""
    form = _BY_SPELLING[(found["form"] or Form.VALUE.value).casefold()]
    beside = _unquoted(found["area"] or found["rest"])
    return Claim(form, found["measure"].casefold(), _unquoted(found["group"]) or ALL, beside)


def _unquoted(text: str | None) -> str:
    return (text or "").strip().strip("\"'\u201c\u201d")


def typed_number(text: str, measure: Measure, use: str) -> float:
    """A number that somebody typed, in the measure's unit.

    It is typed as sentences print it: percent for shares, and where a ratio is said for every 100, as so many.

    Parameters
    ----------
    use
        What the number is for, in the words of the error.

    Raises
    ------
    UsageError
        It is none, or a share above 1.
    """
    fraction = fraction_of(text)
    if fraction is not None:
        return fraction
    plain = re.sub(r"(percent|per cent)$", "%", text.strip().casefold()).strip()
    is_percent = plain.endswith("%")
    digits = plain.rstrip("%").strip().lstrip("$").replace(",", "")
    try:
        number = float(digits)
    except ValueError:
        raise UsageError(
            f"\u201c{text}\u201d is no number for {use}.",
            "Write it as 50%, $45,000, 1.5, half or 2 in 5.",
        ) from None
    if measure.unit is not Unit.SHARE:
        if is_percent:
            raise UsageError(f"{measure.id} is not in percent.", f"It is {measure.label.lower()}.")
        return number / measure.for_every
    if not is_percent and number > 1:
        raise UsageError(
            f"A share is at most 1, and {text} is more.", f"Write {text}% or {number / 100:g}."
        )
    return number / 100 if is_percent else number
