"""One answer to "which places exist in year Y".

The list of the latest year comes from the Census Bureau's population estimates; earlier lists follow
from it by undoing the changes in ``data/reference/county_changes.yaml`` and ``city_changes.yaml`` one
after another. It gives 3,144 counties for 2022 on, 3,143 for 2020-2021, 3,142 for 2014-2019; 486 cities
for 2018 on, 485 before.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import EstimateError, MissingInput, UnknownPlace
from mobility_analysis.core.io import read_parquet, read_yaml
from mobility_analysis.core.missing import Missing
from mobility_analysis.core.paths import project_root
from mobility_analysis.framework.places import NATION_GEOID, Level

REPORT_LEVELS = (Level.COUNTY, Level.PLACE)


@dataclass(frozen=True)
class PlaceRef:
    """A place we can report on: its code, level, and name as printed ("Summit County, OH")."""

    geoid: str
    level: Level
    name: str
    postal: str

    @property
    def label(self) -> str:
        return f"{self.name}, {self.postal}" if self.postal else self.name


@lru_cache(maxsize=1)
def states() -> pd.DataFrame:
    """FIPS code, postal code and name of each state (and of the demonstration state)."""
    path = project_root() / "data" / "reference" / "states.csv"
    if not path.is_file():
        raise MissingInput(f"{path} is not there.", "Restore it from git.")
    return pd.read_csv(path, dtype=str)


@lru_cache(maxsize=1)
def county_changes() -> list[dict]:
    return read_yaml(project_root() / "data" / "reference" / "county_changes.yaml", list)


@lru_cache(maxsize=1)
def place_changes() -> list[dict]:
    """Changes to counties and to cities, which are told apart by the length of their codes."""
    cities = read_yaml(project_root() / "data" / "reference" / "city_changes.yaml", list)
    return [*county_changes(), *cities]


class Universe:
    """The places of every year, from one year's list and the record of changes.

    Parameters
    ----------
    population
        Tidy table ``population``: ``level``, ``geoid``, ``name``, ``year``, ``population`` ….
    """

    def __init__(self, population: pd.DataFrame, changes: list[dict] | None = None) -> None:
        self.latest_year = int(population["year"].max())
        latest = population[population["year"] == self.latest_year]
        self._people = latest
        # Two sources may list a place; the first one names it.
        self._latest = latest[["level", "geoid", "name"]].drop_duplicates(["level", "geoid"]).copy()
        self._changes = place_changes() if changes is None else changes
        self._frames: dict[tuple[Level, int], pd.DataFrame] = {}
        self._codes: dict[tuple[Level, int], frozenset[str]] = {}

    @cached_property
    def state_codes(self) -> set[str]:
        counties = self._latest[self._latest["level"] == Level.COUNTY.value]
        return set(counties["geoid"].str[:2])

    def of(self, level: Level, year: int) -> pd.DataFrame:
        """Places of ``level`` that exist in ``year``: columns ``geoid``, ``name``, ``postal``."""
        # Asked for thousands of times in a run; a copy, so that no caller changes another's.
        if (level, year) not in self._frames:
            self._frames[level, year] = self._of(level, year)
        return self._frames[level, year].copy()

    def codes(self, level: Level, year: int) -> frozenset[str]:
        """The codes of :meth:`of`."""
        if (level, year) not in self._codes:
            self._codes[level, year] = frozenset(self.of(level, year)["geoid"])
        return self._codes[level, year]

    def _of(self, level: Level, year: int) -> pd.DataFrame:
        if level is Level.NATION:
            # A run over the demonstration state has no nation but its own.
            name = "Demonstration nation" if self.state_codes == {"99"} else "United States"
            return pd.DataFrame({"geoid": [NATION_GEOID], "name": [name], "postal": [""]})
        if level is Level.STATE:
            known = states()[states()["fips"].isin(self.state_codes)]
            return pd.DataFrame(
                {"geoid": known["fips"], "name": known["name"], "postal": ""}
            ).reset_index(drop=True)
        frame = self._latest[self._latest["level"] == level.value][["geoid", "name"]]
        frame = self._undo_changes(frame, year)
        postal = frame["geoid"].str[:2].map(states().set_index("fips")["postal"])
        return frame.assign(postal=postal).sort_values("geoid").reset_index(drop=True)

    def county_population(self, year: int) -> pd.Series:
        """Residents by county code, for the counties that exist in ``year``: those of the latest year.

        A county that is gone by then shares the people of its successors equally: for weights only.
        """
        rows = self._people[self._people["level"] == Level.COUNTY.value]
        people = rows.set_index("geoid")["population"].astype(float)
        gone = [
            c for c in self._changes if c["year"] > year and set(c["after"]) <= set(people.index)
        ]
        for change in sorted(gone, key=lambda c: -c["year"]):
            total = people.loc[change["after"]].sum()
            before = pd.Series(total / len(change["before"]), index=list(change["before"]))
            people = pd.concat([people.drop(change["after"]), before])
        return people.sort_index()

    def _undo_changes(self, frame: pd.DataFrame, year: int) -> pd.DataFrame:
        for change in sorted(self._changes, key=lambda c: -c["year"]):
            after = set(change["after"])
            applies = change["year"] > year and after <= set(frame["geoid"])
            if applies:
                before = pd.DataFrame(
                    {"geoid": list(change["before"]), "name": list(change["before"].values())}
                )
                frame = pd.concat([frame[~frame["geoid"].isin(after)], before])
        return frame

    def why_absent(self, geoid: str, year: int) -> str | None:
        """The change after which ``geoid`` exists, if it does not exist in ``year``."""
        for change in self._changes:
            if geoid in change["after"] and geoid not in change["before"] and change["year"] > year:
                return str(change["why"])
        return None

    # ------------------------------------------------------------------ names

    def places(self) -> list[PlaceRef]:
        """Counties and cities of the latest year, in code order."""
        return list(self._places)

    @cached_property
    def _places(self) -> list[PlaceRef]:
        refs = []
        for level in REPORT_LEVELS:
            frame = self.of(level, self.latest_year)
            refs += [
                PlaceRef(r.geoid, level, r.name, r.postal) for r in frame.itertuples(index=False)
            ]
        return refs

    def ref(self, level: Level, geoid: str, year: int | None = None) -> PlaceRef:
        frame = self.of(level, year or self.latest_year)
        row = frame[frame["geoid"] == geoid]
        if row.empty:
            raise UnknownPlace(
                f"No {level.value} has the code {geoid!r}.", "See `mobility places`."
            )
        return PlaceRef(geoid, level, str(row["name"].iloc[0]), str(row["postal"].iloc[0]))

    def find(self, text: str) -> PlaceRef:
        """The one place that ``text`` (a geoid or a name) means.

        Raises
        ------
        UnknownPlace
            With the nearest names, when none or several match.
        """
        asked = str(text).strip()
        refs = self._places
        if re.fullmatch(r"\d+", asked):
            return self._find_code(asked, refs)
        name, state = _split(asked)
        hits = [
            ref
            for ref in refs
            if name in _spellings(ref.name) and (not state or state == ref.postal)
        ]
        # An independent city is a county and a city of one name and one territory: the county speaks.
        if len({ref.label for ref in hits}) == 1:
            return hits[0]
        if hits:
            exact = [ref for ref in hits if _plain(ref.name) == name]
            if state and len({ref.label for ref in exact}) == 1:
                return exact[0]
            raise UnknownPlace(
                f"{asked!r} could be any of {len(hits)} places.",
                "Add the state or use a code: " + _list(hits[:8]),
            )
        near = _nearest(name, state, refs)
        raise UnknownPlace(
            f"No county or city is called {asked!r}.",
            ("Did you mean " + _list(near) + "?") if near else "See `mobility places`.",
        )

    def find_all(self, texts: Iterable[str]) -> list[PlaceRef]:
        """The place that each code or name means; :class:`UnknownPlace` at the first unknown one."""
        return [self.find(text) for text in texts]

    def _find_code(self, code: str, refs: list[PlaceRef]) -> PlaceRef:
        for ref in refs:
            if ref.geoid == code:
                return ref
        padded = [ref for ref in refs if ref.geoid == code.zfill(len(code) + 1)]
        for year in range(self.latest_year - 1, 2012, -1):
            old = self.of(Level.COUNTY, year)
            if code in set(old["geoid"]):
                raise UnknownPlace(
                    f"{code} ({old.set_index('geoid')['name'][code]}) no longer exists.",
                    "Use a county of today: see `mobility places --state "
                    f"{old.set_index('geoid')['postal'][code]}`.",
                )
        same_state = [ref for ref in refs if ref.geoid[:2] == code[:2]]
        near = difflib.get_close_matches(code, [ref.geoid for ref in same_state], 3)
        raise UnknownPlace(
            f"No county or city has the code {code}.",
            f"Did its leading zero get lost? {_list(padded)}"
            if padded
            else ("Near: " + _list([r for r in same_state if r.geoid in near]) if near else "")
            + " See `mobility places` for all codes.",
        )


_SUFFIXES = re.compile(
    r" (county|parish|borough|census area|municipality|city and borough|planning region|"
    r"city|town|village|city \(balance\))$"
)


def _plain(name: str) -> str:
    name = name.lower().replace("saint ", "st. ").replace("’", "'")
    return re.sub(r"\s+", " ", name).strip()


def _spellings(name: str) -> set[str]:
    plain = _plain(name)
    without_dot = plain.replace("st. ", "st ")
    short = _SUFFIXES.sub("", plain)
    return {plain, short, without_dot, short.replace("st. ", "st ")}


def _split(asked: str) -> tuple[str, str]:
    name, _, state = asked.rpartition(",")
    if not name:
        return _plain(asked), ""
    state = state.strip().lower()
    known = states()
    hit = known[(known["postal"].str.lower() == state) | (known["name"].str.lower() == state)]
    if hit.empty:
        return _plain(asked), ""
    return _plain(name), str(hit["postal"].iloc[0])


def _nearest(name: str, state: str, refs: list[PlaceRef]) -> list[PlaceRef]:
    pool = [ref for ref in refs if not state or ref.postal == state]
    by_name: dict[str, list[PlaceRef]] = {}
    for ref in pool:
        for spelling in _spellings(ref.name):
            by_name.setdefault(spelling, []).append(ref)
    close = difflib.get_close_matches(name, list(by_name), 5, cutoff=0.6)
    found = list(dict.fromkeys(ref for spelling in close for ref in by_name[spelling]))
    return found[:6] or (pool if len(pool) <= 3 else [])


def _list(refs: list[PlaceRef]) -> str:
    return "; ".join(f"{ref.label} ({ref.geoid})" for ref in refs)


# ---------------------------------------------------------------- completing estimates


def complete(estimates: pd.DataFrame, universe: Universe, levels: list[Level]) -> pd.DataFrame:
    """One row for every place of the universe, the absent ones with their reason.

    The universe is that of the source's own county list (``geo_vintage``). A county of today that
    this list does not know gets a row too, for ``geography_changed``. Where a source gives no city at
    all, every city's row says so; a source of cities only is silent about counties and larger areas.

    Files of places hold thousands of small ones. Those outside the list of cities are left out.

    Raises
    ------
    EstimateError
        If an estimate is for a county outside the universe of its year: a join that would lose it; or
        if no place of the estimates is a city of the list, which is no smallness but a wrong code.
    """
    estimates = _only_listed_cities(estimates, universe)
    series = ["measure", "year", "period", "geo_vintage", "subgroup_type", "subgroup", "scheme"]
    parts = [estimates[estimates["level"].isin([level.value for level in levels])]]
    for keys, group in estimates.groupby(series, dropna=False, sort=False):
        fixed = dict(zip(series, keys, strict=True))
        given = {str(level): set(rows) for level, rows in group.groupby("level")["geoid"]}
        for level in [Level.PLACE] if set(given) == {Level.PLACE.value} else levels:
            known = universe.codes(level, int(fixed["geo_vintage"]))
            present = given.get(level.value, set())
            outside = sorted(present - known)
            if outside:
                raise EstimateError(
                    f"{fixed['measure']} {fixed['year']}: {len(outside)} {level.value} codes are not "
                    f"in the list of {fixed['geo_vintage']}: {', '.join(outside[:5])}.",
                    "Correct the vintage's geo_vintage, or add the change to "
                    "data/reference/county_changes.yaml or city_changes.yaml.",
                )
            lacking = Missing.NO_SOURCE_ROW
            if level is Level.PLACE and level.value not in given:
                lacking = Missing.COUNTIES_ONLY
            new = universe.codes(level, universe.latest_year) - known
            parts.append(_absent_rows(fixed, level, known - present, lacking, group))
            parts.append(_absent_rows(fixed, level, new, Missing.GEOGRAPHY_CHANGED, group))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _only_listed_cities(estimates: pd.DataFrame, universe: Universe) -> pd.DataFrame:
    is_place = estimates["level"] == Level.PLACE.value
    if not is_place.any():
        return estimates
    listed = universe.of(Level.PLACE, universe.latest_year)["geoid"]
    is_listed = estimates["geoid"].isin(listed)
    if len(listed) and not (is_place & is_listed).any():
        raise EstimateError(
            f"{estimates['measure'].iloc[0]}: none of its place codes, such as "
            f"{estimates.loc[is_place, 'geoid'].iloc[0]}, is in the list of cities.",
            "Codes of places are two digits of the state and five of the place.",
        )
    return estimates[~is_place | is_listed]


def _absent_rows(
    fixed: dict, level: Level, geoids: Set[str], reason: Missing, group: pd.DataFrame
) -> pd.DataFrame:
    if not geoids:
        return group.iloc[:0]
    first = group.iloc[0]
    sources = _shared_sources(group)
    return pd.DataFrame(
        {
            "geoid": sorted(geoids),
            **fixed,
            "level": level.value,
            "missing_reason": reason.value,
            "interval_kind": "none",
            "ci_method": "no_value",
            "route": first["route"],
            "sources": [sources] * len(geoids),
        }
    ).reindex(columns=group.columns)


def _shared_sources(group: pd.DataFrame) -> list[str]:
    """The tables that every row of a series rests on: those an absent place is not in.

    Tables that only some places rest on say nothing of another. Where none is shared, the first row's.
    """
    first = list(group["sources"].iloc[0])
    kinds = set(group["sources"].map(tuple))
    return [name for name in first if all(name in kind for kind in kinds)] or first


def load_universe(population_file: Path) -> Universe:
    """The universe from a written ``population`` table."""
    return Universe(read_parquet(population_file))
