"""The demonstration state's microdata areas (PUMAs), and which counties and cities they hold.

Two counties are made of several PUMAs, three are a PUMA of their own, six lie in one that they share, and
one (Cedar County) lies in two that it shares.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.demo.world import STATE, World

# PUMA, name, and the parts of counties in it (share of the county's people).
PUMAS: list[tuple[str, str, dict[str, float]]] = [
    ("00101", "Alder County (North), Alderton City (North)", {"001": 1 / 3}),
    ("00102", "Alder County (Central), Alderton City (South)", {"001": 1 / 3}),
    ("00103", "Alder County (South)", {"001": 1 / 3}),
    ("00300", "Birch County", {"003": 1}),
    (
        "00500",
        "Elm, Fir, Ginkgo, Hazel, Ironwood & Cedar (West) Counties",
        {"005": 0.3, "009": 1, "011": 1, "013": 1, "015": 1, "017": 1},
    ),
    ("00600", "Cedar (East) & Katsura Counties", {"005": 0.7, "021": 1}),
    ("00701", "Dogwood County--Dogwood Falls City (North)", {"007": 0.147}),
    ("00702", "Dogwood County--Dogwood Falls City (Central)", {"007": 0.147}),
    ("00703", "Dogwood County--Dogwood Falls City (South)", {"007": 402 / 915 - 0.294}),
    ("00704", "Dogwood County--Elm Harbor City", {"007": 118 / 915}),
    ("00705", "Dogwood County (East)", {"007": 0.147}),
    ("00706", "Dogwood County (West)", {"007": 0.147}),
    ("00707", "Dogwood County (South)", {"007": 395 / 915 - 0.294}),
    ("01900", "Juniper County", {"019": 1}),
    ("51000", "Larch City", {"510": 1}),
]
# City, and the PUMAs that lie in it whole; what is left over lies in the last one.
PLACES: dict[str, tuple[str, ...]] = {
    "10000": ("00101", "00102"),
    "20000": ("00300",),
    "30000": ("00701", "00702", "00703"),
    "40000": ("00704",),
    "50000": ("01900",),
    "60000": ("51000",),
}


def county_parts(world: World) -> pd.DataFrame:
    """``puma`` (5 digits), ``name``, ``county`` (5 digits), ``people``: adds up to each county."""
    people = world.counties.set_index("geoid")["population"]
    rows = [
        {"puma": puma, "name": name, "county": STATE + county, "share": share}
        for puma, name, shares in PUMAS
        for county, share in shares.items()
    ]
    parts = pd.DataFrame(rows)
    parts["people"] = (parts["county"].map(people) * parts.pop("share")).round().astype(int)
    return parts


def place_parts(world: World) -> pd.DataFrame:
    """``puma``, ``name``, ``place`` (7 digits; ``99999`` for the rest of a PUMA), ``people``."""
    parts = county_parts(world)
    left = parts.groupby("puma")["people"].sum()
    names = parts.drop_duplicates("puma").set_index("puma")["name"]
    population = world.places.set_index("geoid")["population"]
    rows = []
    for code, pumas in PLACES.items():
        people = int(population[STATE + code])
        for puma in pumas:
            here = min(people, int(left[puma]))
            rows.append({"puma": puma, "place": STATE + code, "people": here})
            left[puma], people = left[puma] - here, people - here
    rows += [
        {"puma": puma, "place": f"{STATE}99999", "people": int(rest)}
        for puma, rest in left.items()
        if rest > 0
    ]
    out = pd.DataFrame(rows).sort_values(["puma", "place"], ignore_index=True)
    return out.assign(name=out["puma"].map(names))
