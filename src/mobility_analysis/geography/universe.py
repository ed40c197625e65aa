"""One answer to "which places exist in year Y".

The list of the latest year comes from the Census Bureau's population estimates; earlier lists follow
from it by undoing the changes in ``data/reference/county_changes.yaml`` and ``city_changes.yaml`` one
after another. It gives 3,144 counties for 2022 on, 3,143 for 2020-2021, 3,142 for 2014-2019; 486 cities
for 2018 on, 485 before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from mobility_analysis.core.errors import MissingInput, UnknownPlace
from mobility_analysis.core.io import read_yaml
from mobility_analysis.core.paths import reference_table
from mobility_analysis.framework.places import (
    DEMONSTRATION_STATE,
    NATION_GEOID,
    REPORT_LEVELS,
    Level,
    in_words,
)


@dataclass(frozen=True)
class PlaceRef:
    """A place we can report on: its code, level, and name as printed ("Summit County, OH")."""

    geoid: str
    level: Level
    name: str
    postal: str

    @property
    def label(self) -> str:
        """The name with the postal code of the state: "Summit County, OH"."""
        return f"{self.name}, {self.postal}" if self.postal else self.name

    @property
    def in_words(self) -> str:
        """The label inside a sentence: "the District of Columbia", "the Bethel Census Area, AK"."""
        return in_words(self.label)


@lru_cache(maxsize=1)
def states() -> pd.DataFrame:
    """FIPS code, postal code and name of each state (and of the demonstration state)."""
    path = reference_table("states.csv")
    if not path.is_file():
        raise MissingInput(f"{path} is not there.", "Restore it from git.")
    return pd.read_csv(path, dtype=str)


@lru_cache(maxsize=1)
def county_changes() -> list[dict[str, Any]]:
    """Counties that appeared, disappeared or were renamed, from ``county_changes.yaml``."""
    return read_yaml(reference_table("county_changes.yaml"), list)


@lru_cache(maxsize=1)
def place_changes() -> list[dict[str, Any]]:
    """Changes to counties and to cities; the length of a code shows which one it is."""
    cities = read_yaml(reference_table("city_changes.yaml"), list)
    return [*county_changes(), *cities]


class Universe:
    """The places of every year, from one year's list and the record of changes.

    Parameters
    ----------
    population
        Tidy table ``population``: ``level``, ``geoid``, ``name``, ``year``, ``population`` ….
    areas
        Areas of people's own (:mod:`geography.areas`), which are found by name but are not among the places.
    """

    def __init__(
        self,
        population: pd.DataFrame,
        changes: list[dict[str, Any]] | None = None,
        areas: Sequence[PlaceRef] = (),
    ) -> None:
        self.areas = tuple(areas)
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
        """Two-digit codes of the states with a county in the newest list."""
        counties = self._latest[self._latest["level"] == Level.COUNTY.value]
        return set(counties["geoid"].str[:2])

    def of(self, level: Level, year: int) -> pd.DataFrame:
        """Places of ``level`` that exist in ``year``: columns ``geoid``, ``name``, ``postal``."""
        # Called thousands of times in a run. It returns a copy, so that callers cannot change each other's.
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
            name = (
                "Demonstration nation"
                if self.state_codes == {DEMONSTRATION_STATE}
                else "United States"
            )
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

        Former counties share the people of their successors equally; this is meant for weights only.
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
        """Return the place with this code, in ``year`` or else in the newest list.

        Raises
        ------
        UnknownPlace
            No place of the level has the code.
        """
        frame = self.of(level, year or self.latest_year)
        row = frame[frame["geoid"] == geoid]
        if row.empty:
            raise UnknownPlace(
                f"No {level.value} has the code {geoid!r}.", "See `mobility places`."
            )
        return PlaceRef(geoid, level, str(row["name"].iloc[0]), str(row["postal"].iloc[0]))
