"""Another language: words from a catalogue of gettext, and the numbers, dates and names of places that go with them.

The English words are the names by which a catalogue finds its own (``msgid``). A text without a translation stays
English, as is usual with gettext; a test finds it before a reader does. How to add a language: docs/translations.md.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.errors import UsageError
from mobility_analysis.framework.registry import Measure, Unit
from mobility_analysis.insights.numbers import (
    OpenEnd,
    bare,
    is_printed_as_trace,
    last_digit,
    printed,
)

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "messages"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Endings of names that say what kind of place it is; what stands before them is a proper name in every language.
KINDS = (
    "County",
    "Parish",
    "Census Area",
    "Planning Region",
    "City and Borough",
    "Borough",
    "Municipality",
    "municipality",
    "city",
    "town",
    "village",
)


# How a share is said: usually, where it would be printed as nothing, where it would be printed as all.
CHARTED_SHARES = ("{n}%", "<{n}%", ">{n}%")
SPOKEN_SHARES = ("{n} percent", "less than {n} percent", "more than {n} percent")


@dataclass(frozen=True)
class Language:
    """The words of one language.

    Attributes
    ----------
    code
        As ISO 639 has it, such as ``es``: the name of the catalogue's folder.
    texts
        The catalogue; of English an empty one.
    """

    code: str
    texts: gettext.NullTranslations

    @property
    def name(self) -> str:
        """What the language is called by those who speak it."""
        return self.say("English")

    def say(self, text: str, /, **fill: str) -> str:
        """``text`` in this language, with what stands in {braces} filled in."""
        found = self.texts.gettext(text)
        return found.format(**fill) if fill else found

    def count(self, one: str, many: str, number: Decimal | int, /, **fill: str) -> str:
        """``one`` or ``many`` in the form that this language has for ``number``, which is filled in as {n}."""
        # Forms are chosen by whole numbers; of two and a half things every language at hand says the plural.
        whole = abs(int(number)) if number == int(number) else 2
        return self.texts.ngettext(one, many, whole).format(n=self.digits(f"{number:,}"), **fill)

    def digits(self, text: str) -> str:
        """A number printed in English with the marks of this language: ``1,234.5``."""
        point, comma = (
            self.texts.pgettext("decimal mark", "."),
            self.texts.pgettext("mark between thousands", ","),
        )
        return text.translate(str.maketrans(".,", f"{point}{comma}"))

    def date(self, day: str) -> str:
        """An ISO date in words: ``November 29, 2026``."""
        read = date.fromisoformat(day)
        month = self.say(MONTHS[read.month - 1])
        return self.say(
            "{month} {day}, {year}", month=month, day=f"{read.day}", year=f"{read.year}"
        )

    def place(self, name: str) -> str:
        """A place's name or label: states and the nation by their name, others by the word for their kind."""
        known = self.texts.gettext(name)
        if known != name:
            return known
        stem, comma, postal = name.rpartition(", ")
        if comma and len(postal) == 2 and postal.isupper():
            return f"{self.place(stem)}, {postal}"
        kind = next((kind for kind in KINDS if name.endswith(f" {kind}")), "")
        return self.say(f"{{name}} {kind}", name=name.removesuffix(f" {kind}")) if kind else name

    def number(
        self, measure: Measure, value: float, end: OpenEnd | None = None, extra: int = 0
    ) -> str:
        """A value as charts print it: ``8%``, ``$45,300``, ``75 for every 100``, ``<1%``, ``$250,000 or more``."""
        return self.for_every(measure, self.brief(measure, value, end, extra))

    def brief(
        self, measure: Measure, value: float, end: OpenEnd | None = None, extra: int = 0
    ) -> str:
        """A value beside words that say what it is counted by: ``75`` of ``75 for every 100``."""
        return self._amount(measure, value, end, extra, CHARTED_SHARES)

    def spoken(self, measure: Measure, value: float) -> str:
        """A value for those who hear it: ``8 percent``, ``less than 1 percent``."""
        return self.for_every(measure, self._amount(measure, value, None, 0, SPOKEN_SHARES))

    def _amount(
        self,
        measure: Measure,
        value: float,
        end: OpenEnd | None,
        extra: int,
        shares: tuple[str, str, str],
    ) -> str:
        number = printed(measure, value, extra)
        text = self.digits(bare(measure, number))
        if measure.unit is Unit.SHARE:
            plain, less, more = shares
            if is_printed_as_trace(measure, value, extra):
                step = last_digit(measure, extra)
                plain, number = (less, step) if number == 0 else (more, 100 - step)
                text = self.digits(f"{number}")
            text = self.say(plain, n=text)
        if end is OpenEnd.MORE:
            text = self.say("{number} or more", number=text)
        elif end is OpenEnd.LESS:
            text = self.say("{number} or less", number=text)
        return text

    def for_every(self, measure: Measure, number: str) -> str:
        """A printed number with what it is counted by, where that is so many for every 100."""
        return self.say("{n} for every 100", n=number) if measure.for_every > 1 else number


ENGLISH = Language("en", gettext.NullTranslations())


def unit_message(measure: Measure) -> str:
    """A value with its unit, {n} for the number, as a catalogue has it: ``{n} of households``."""
    if measure.unit is Unit.SHARE:
        return "{n} " + measure.one_unit.removeprefix("percent ")
    if measure.unit is Unit.DOLLARS:
        return "{n} " + measure.one_unit.removeprefix("dollars ")
    return f"{{n}} ({measure.one_unit})"


def languages() -> tuple[str, ...]:
    """The codes of the languages that have a catalogue, beside English."""
    return tuple(sorted(path.parts[-3] for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


@lru_cache(maxsize=8)
def find_language(code: str) -> Language:
    """The language with this code.

    Raises
    ------
    UsageError
        It has no catalogue; the message lists those there are.
    """
    if code not in languages():
        raise UsageError(
            f"There is no language {code!r} beside English.",
            f"There is: {', '.join(languages())}. How to add one: docs/translations.md.",
        )
    return Language(code, gettext.translation(DOMAIN, LOCALE, [code]))


def find_languages(codes: Iterable[str]) -> tuple[Language, ...]:
    """The languages with these codes, each once; see :func:`find_language` for what it raises."""
    return tuple(find_language(code) for code in dict.fromkeys(codes))
