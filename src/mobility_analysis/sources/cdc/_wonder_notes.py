"""What the notes that end every CDC WONDER export say of the query it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.sources.cdc._wonder_export import COUNTY_COLUMNS

# WONDER breaks its notes into lines of at most so many letters: a line goes on in the next one only where the
# next word did not fit. These begin an entry all the same.
LINE = 128
OPENERS = (
    "Group By",
    "Infant Birth",
    "Mother's",
    "Hispanic Origin",
    "Show",
    "Single Race",
    "Title",
    "Year",
)
ENTRY = re.compile(r'^"?([A-Z][^:;]{1,50}):(?: (.*))?$')
BREAK = re.compile(r"\s*[;,]\s+(?=[A-Z0-9*])")
COUNTY = ("County", *COUNTY_COLUMNS)
BY_COUNTY = "choose Group Results By: County"


@dataclass(frozen=True)
class Query:
    """A database of WONDER, and what was asked of it; a criterion that was left at "All" is not in it."""

    dataset: str
    criteria: Mapping[str, str]

    @property
    def groups(self) -> list[str]:
        """What the rows are grouped by; "County of Residence" is told as County."""
        by = re.split(r"[;,]\s*", self.criteria.get("Group By", ""))
        return ["County" if each in COUNTY else each for each in by if each]

    def criterion(self, *parts: str) -> str:
        """The first criterion whose name holds one of ``parts``, empty where all was asked for."""
        for name, value in self.criteria.items():
            if any(part in name for part in parts) and not value.startswith("All"):
                return value
        return ""

    def choices(self, *parts: str) -> set[str]:
        """The values of a criterion, in small letters."""
        value = self.criterion(*parts)
        return {each.strip().lower() for each in BREAK.split(value) if each.strip()}

    @property
    def years(self) -> list[int]:
        """Years asked for; older databases state a range by its first and last year."""
        found = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", self._year)]
        is_range = " to " in self._year and len(found) == 2
        return list(range(found[0], found[1] + 1)) if is_range else sorted(set(found))

    @property
    def _year(self) -> str:
        for name, value in self.criteria.items():
            if name.startswith("Year"):
                return value
        return ""

    @property
    def is_of_chosen_places(self) -> bool:
        return bool(self.criterion("States", "Residence", "Location"))


def query_of(seen: Glimpse) -> Query | None:
    """The query that an export of WONDER answers; ``None`` for any other file."""
    if '"---"' not in seen.tail or not re.search(r'"?Dataset: ', seen.tail):
        return None
    notes = seen.tail[seen.tail.index("Dataset: ") :].partition("Help: ")[0]
    entries: dict[str, str] = {}
    name, before = "", ""
    for line in (each.strip().strip('"') for each in notes.splitlines()):
        found = ENTRY.match(line)
        fits = len(before) + 1 + len(line.partition(" ")[0]) <= LINE
        if found and (fits or line.startswith(OPENERS)):
            name = found[1]
            entries[name] = found[2] or ""
        elif name and not fits:
            entries[name] = f"{entries[name]} {line}"
        before = line
    return Query(entries.pop("Dataset", ""), entries)


RACES = ("black", "white", "american indian", "asian", "native hawaiian", "more than one")
ORIGINS = ("Hispanic Origin",)
NOT_HISPANIC, HISPANIC = "not hispanic or latino", "hispanic or latino"
# The group that mothers or the dead belong to, by origin and single races, as our names end.
GROUPS = {
    (frozenset(), frozenset()): "",
    (frozenset({HISPANIC}), frozenset()): "_hispanic",
    (frozenset({NOT_HISPANIC}), frozenset({"black"})): "_nhblack",
    (frozenset({NOT_HISPANIC}), frozenset({"white"})): "_nhwhite",
    (frozenset({NOT_HISPANIC}), frozenset(RACES) - {"black", "white"}): "_nhother",
}


def group_of(query: Query) -> str | None:
    """How the name of our file ends for the people asked for; ``None`` where they are no group of ours."""
    race = query.criterion("Single Race").lower()
    races = frozenset(each for each in RACES if each in race)
    return GROUPS.get((frozenset(query.choices(*ORIGINS)), races))


def why_not_counties(query: Query, wanted: list[str]) -> str:
    """Why an export is not by county (or by ``wanted``) over all of the nation; empty where it is."""
    if "County" not in query.groups:
        said = " and ".join(query.groups).lower() or "nothing"
        return f"a WONDER export by {said}, not by county: {BY_COUNTY}."
    more = [each for each in query.groups if each not in wanted]
    if more:
        return f"a WONDER export by county and {' and '.join(more).lower()}: {BY_COUNTY} and nothing else."
    return ""
