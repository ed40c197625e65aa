"""Spellings of place names: the key that all spellings of a name share, and the kind of place they name.

A *key* is the letters and digits of a name without accents, case, blanks, hyphens, dots and apostrophes,
"Saint" being "St": "Doña Ana", "dona ana" and "DonaAna" have one key, and so have "DeKalb" and "De Kalb".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mobility_analysis.geography.universe import states


class Kind(StrEnum):
    """The kind of place in a name: "county" for all that count as counties, "city" for places inside one."""

    COUNTY = "county"
    CITY = "city"
    UNSAID = ""


@dataclass(frozen=True)
class Asked:
    """A typed name taken apart: the key of all of it, the key without its kind, the kind, the state's postal."""

    whole: str
    base: str
    kind: Kind
    postal: str = ""


# The longest endings come first. Census Bureau, legal and statistical area descriptions.
_ENDINGS = (
    ("consolidated government (balance)", Kind.CITY),
    ("metropolitan government (balance)", Kind.CITY),
    ("metro government (balance)", Kind.CITY),
    ("unified government (balance)", Kind.CITY),
    ("city and borough", Kind.COUNTY),
    ("planning region", Kind.COUNTY),
    ("city (balance)", Kind.CITY),
    ("urban county", Kind.CITY),
    ("census area", Kind.COUNTY),
    ("municipality", Kind.UNSAID),
    ("borough", Kind.COUNTY),
    ("village", Kind.CITY),
    ("parish", Kind.COUNTY),
    ("county", Kind.COUNTY),
    ("town", Kind.CITY),
    ("city", Kind.CITY),
    ("cnty", Kind.COUNTY),
    ("cdp", Kind.CITY),
    ("co", Kind.COUNTY),
)
_BEGINNINGS = {
    "county of ": Kind.COUNTY,
    "parish of ": Kind.COUNTY,
    "city of ": Kind.CITY,
    "town of ": Kind.CITY,
    "village of ": Kind.CITY,
    "borough of ": Kind.COUNTY,
}
_WORDS = {"saint": "st", "sainte": "ste", "ft": "fort", "mt": "mount"}
# As newspapers and the Government Publishing Office's style manual (9.13) write states.
_ABBREVIATIONS = {
    "AL": "Ala.", "AR": "Ark.", "AZ": "Ariz.", "CA": "Calif., Cal.", "CO": "Colo.", "CT": "Conn.",
    "DE": "Del.", "FL": "Fla.", "IL": "Ill.", "IN": "Ind.", "KS": "Kans., Kan.", "MA": "Mass.", "MI": "Mich.",
    "MN": "Minn.", "MS": "Miss.", "MT": "Mont.", "ND": "N. Dak., N.Dak.", "NE": "Nebr., Neb.", "NM": "N. Mex., N.Mex.",
    "NV": "Nev.", "OK": "Okla.", "OR": "Oreg., Ore.", "PA": "Penn., Penna.", "SD": "S. Dak., S.Dak.", "TN": "Tenn.",
    "TX": "Tex.", "WA": "Wash.", "WI": "Wis., Wisc.", "WV": "W. Va.", "WY": "Wyo.",
}  # fmt: skip
_TERRITORIES = {
    "PR": "Puerto Rico", "GU": "Guam", "AS": "American Samoa", "MP": "the Northern Mariana Islands",
    "VI": "the Virgin Islands", "USVI": "the U.S. Virgin Islands",
}  # fmt: skip
_COUNTRY = re.compile(
    r"[\s,]+(U\.?\s?S\.?(\s?A\.?)?|United States( of America)?)\s*$", re.IGNORECASE
)
_FIRST_WORDS = {"the": "", "n": "north", "s": "south", "e": "east", "w": "west"}


@lru_cache(maxsize=100_000)
def key(name: str) -> str:
    """What all spellings of one name share."""
    words = re.split(r"[\s\-‐-―/]+", _letters(name).replace("&", " and "))
    words = [re.sub(r"[^a-z0-9]", "", word) for word in words]
    words = [word for word in words if word]
    if len(words) > 1:
        words[0] = _FIRST_WORDS.get(words[0], words[0])
    return "".join(_WORDS.get(word, word) for word in words)


def _letters(name: str) -> str:
    """In lower case, without accents."""
    apart = unicodedata.normalize("NFKD", name)
    return "".join(each for each in apart if not unicodedata.combining(each)).casefold()


def without_kind(name: str) -> tuple[str, Kind]:
    """A name without the words that say what kind of place it is, and the kind: ``("Summit", COUNTY)``."""
    plain = re.sub(r"\s+", " ", _letters(name)).strip().rstrip(".")
    for beginning, kind in _BEGINNINGS.items():
        if plain.startswith(beginning):
            return plain.removeprefix(beginning), kind
    for ending, kind in _ENDINGS:
        # "Aurora CO" is in Colorado.
        if plain.endswith(f" {ending}") and not (ending == "co" and name.endswith(" CO")):
            return plain.removesuffix(f" {ending}"), kind
    return plain, Kind.UNSAID


def take_apart(name: str, postal: str = "") -> Asked:
    """What a name without its state asks for; ``postal`` is the state's code, where one is known."""
    base, kind = without_kind(name)
    return Asked(key(name), key(base), kind, postal)


def readings(text: str) -> list[Asked]:
    """What ``text`` may ask for, the likeliest first: with the state behind a comma, without, or at its end."""
    text = _COUNTRY.sub("", text)
    name, comma, last = text.rpartition(",")
    if comma and (postal := postal_of(last)):
        return [take_apart(name, postal)]
    found = [take_apart(text)]
    words = text.replace(",", " ").split()
    for count in (3, 2, 1):
        last = " ".join(words[-count:])
        postal = postal_of(last) if len(words) > count else ""
        # "Summit Co." is a county; the state is written "CO".
        if postal and (postal != "CO" or count > 1 or last == "CO" or len(last) > 3):
            return [*found, take_apart(" ".join(words[:-count]), postal)]
    return found


def postal_of(text: str) -> str:
    """The postal code of the state that ``text`` names by its code or name; empty where it names none."""
    return _postal_codes().get(key(text), "")


def territory_of(text: str) -> str:
    """The name of the territory that ``text`` is or ends with behind a comma; empty where there is none."""
    last = key(_COUNTRY.sub("", text).rpartition(",")[2])
    found = (
        name
        for code, name in _TERRITORIES.items()
        if last in (key(name), key(name.removeprefix("the ")))
        or (last == key(code) and "," in text)
    )
    return next(found, "")


@lru_cache(maxsize=1)
def _postal_codes() -> dict[str, str]:
    known = states()
    codes = {
        key(name): str(postal)
        for column in ("name", "postal")
        for name, postal in zip(known[column], known["postal"], strict=True)
    }
    for postal, names in _ABBREVIATIONS.items():
        codes |= {key(name): postal for name in names.split(", ")}
    return codes
