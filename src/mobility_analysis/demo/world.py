"""The made-up state behind the demonstration: FIPS 99, twelve counties, six cities.

Every number is drawn from a seed, so that the truth is known and two runs write the same bytes. The
awkward cases are in it on purpose: a county of 84 people, a county too small to be named in birth
data, a city that is a county, a county without monitors, physicians or a homeless count.
"""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd

from mobility_analysis.demo.draws import Draws
from mobility_analysis.framework.places import DEMONSTRATION_STATE

STATE = DEMONSTRATION_STATE
STATE_NAME = "Demonstration State"
POSTAL = "DM"

# code, name, residents, advantage (0 is average; shares move by about one tenth per unit)
_COUNTIES = [
    ("001", "Alder County", 412_000, 0.3),
    ("003", "Birch County", 163_000, -0.6),
    ("005", "Cedar County", 128_500, 0.1),
    ("007", "Dogwood County", 915_000, 0.8),
    ("009", "Elm County", 61_000, -0.2),
    ("011", "Fir County", 24_800, -0.9),
    ("013", "Ginkgo County", 9_700, 0.3),
    ("015", "Hazel County", 3_100, -0.4),
    ("017", "Ironwood County", 84, 0.0),
    ("019", "Juniper County", 101_300, 1.1),
    ("021", "Katsura County", 36_400, -1.2),
    ("510", "Larch city", 187_000, -0.8),
]
# code, name, county, residents. Larch city is both a county and a city: one territory, two codes.
_PLACES = [
    ("10000", "Alderton city", "001", 198_000),
    ("20000", "Birchfield city", "003", 91_000),
    ("30000", "Dogwood Falls city", "007", 402_000),
    ("40000", "Elm Harbor city", "007", 118_000),
    ("50000", "Juniper Springs city", "019", 76_500),
    ("60000", "Larch city", "510", 187_000),
]
TILT = 0.7
CITIZENS_OF_ADULTS = 0.92
GROUPS = [
    "Asian, Non-Hispanic",
    "Black, Non-Hispanic",
    "Hispanic",
    "Other Races and Ethnicities",
    "White, Non-Hispanic",
]


class World:
    """The demonstration state.

    Attributes
    ----------
    counties
        ``geoid`` (5 digits), ``name``, ``population``, ``advantage``, ``adults``, ``households``,
        ``children_3_4``, ``ages_18_24``, ``ages_25_54``, ``births`` (a year), ``students``, ``unit_row``,
        ``unit_column`` (position on the map's grid).
    places
        ``geoid`` (7 digits), ``name``, ``county`` (5 digits), and the same counts, in proportion.
    districts
        ``leaid`` (7 digits), ``name``, ``county``, ``students``.
    groups
        ``geoid`` by group label: share of residents.
    truth
        Measure id to ``geoid``, ``subgroup``, ``value``: what an endless sample would show.
    """

    def __init__(self, seed: int = 20260101) -> None:
        self.seed = seed
        self.truth: dict[str, pd.DataFrame] = {}
        self.counties = self._counties()
        self.places = self._places()
        self.districts = self._districts()
        self.groups = self._groups()

    def rng(self, name: str) -> np.random.Generator:
        """A separate random generator for each writer, so that their order does not matter."""
        return Draws([self.seed, zlib.crc32(name.encode())])

    def _counties(self) -> pd.DataFrame:
        frame = pd.DataFrame(_COUNTIES, columns=["code", "name", "population", "advantage"])
        frame.insert(0, "geoid", STATE + frame.pop("code"))
        frame["unit_row"] = np.arange(len(frame)) // 4
        frame["unit_column"] = np.arange(len(frame)) % 4
        return _with_counts(frame)

    def _places(self) -> pd.DataFrame:
        frame = pd.DataFrame(_PLACES, columns=["code", "name", "county", "population"])
        frame.insert(0, "geoid", STATE + frame.pop("code"))
        frame["county"] = STATE + frame["county"]
        frame["advantage"] = frame["county"].map(self.counties.set_index("geoid")["advantage"])
        return _with_counts(frame)

    def _districts(self) -> pd.DataFrame:
        rng = self.rng("districts")
        rows: list[dict[str, object]] = []
        for county in self.counties.itertuples():
            number = int(np.clip(county.population // 60_000, 1, 8))
            shares = rng.dirichlet(np.full(number, 8.0))
            for index in range(number):
                rows.append(
                    {
                        "leaid": f"{STATE}{len(rows) + 1:05d}",
                        "name": f"{county.name.split()[0]} District {index + 1}",
                        "county": county.geoid,
                        "students": round(county.students * shares[index]),
                    }
                )
        return pd.DataFrame(rows)

    def _groups(self) -> pd.DataFrame:
        rng = self.rng("groups")
        shares = rng.dirichlet([1.2, 2.5, 3.0, 0.8, 9.0], size=len(self.counties))
        return pd.DataFrame(shares, columns=GROUPS, index=self.counties["geoid"]).reset_index()

    def advantage(self, topic: str, *, level: str = "county") -> pd.Series:
        """Advantage in one topic: the place's own, tilted, so that no place is best at everything.

        A city has its county's tilt.
        """
        tilt = self.rng(f"advantage: {topic}").normal(scale=TILT, size=len(self.counties))
        by_county = pd.Series(tilt, index=self.counties["geoid"])
        frame = self.counties if level == "county" else self.places
        county = frame["geoid"] if level == "county" else frame["county"]
        return frame["advantage"] + county.map(by_county)

    def share(self, base: float, slope: float, *, level: str = "county") -> pd.DataFrame:
        """``geoid`` and a true share that moves with advantage: logit-linear, never 0 or 1."""
        frame = self.counties if level == "county" else self.places
        logit = np.log(base / (1 - base)) + slope * self.advantage(f"share {base}", level=level)
        return pd.DataFrame({"geoid": frame["geoid"], "value": 1 / (1 + np.exp(-logit))})

    def record(self, measure: str, truth: pd.DataFrame, subgroup: str = "All") -> None:
        """Keep the truth of ``measure`` (``geoid``, ``value``) for the coverage tests."""
        kept = truth[["geoid", "value"]].assign(subgroup=subgroup)
        known = self.truth.get(measure)
        self.truth[measure] = kept if known is None else pd.concat([known, kept], ignore_index=True)


def _with_counts(frame: pd.DataFrame) -> pd.DataFrame:
    people = frame["population"]
    shares = {
        "adults": 0.775,
        "households": 0.395,
        "children_3_4": 0.024,
        "ages_18_24": 0.092,
        "ages_25_54": 0.386,
        "births": 0.0115,
        "students": 0.148,
    }
    for column, share in shares.items():
        frame[column] = (people * share).round().astype(int)
    return frame
