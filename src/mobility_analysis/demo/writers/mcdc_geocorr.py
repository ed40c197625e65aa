"""The demonstration state's PUMAs, counties and cities, as answers of the Geocorr form."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.demo.pumas import county_parts, place_parts
from mobility_analysis.demo.world import POSTAL, STATE, World
from mobility_analysis.framework.source import Vintage

NOWHERE = "99999"
HEADERS = {
    "county": (
        [
            "state",
            "puma22",
            "county",
            "stab",
            "CountyName",
            "PUMA22name",
            "pop20",
            "afact2",
            "afact",
        ],
        "County",
    ),
    "place": (
        ["state", "puma22", "place", "stab", "PlaceName", "PUMA22name", "pop20", "afact2", "afact"],
        "Place",
    ),
    "ctregion": (
        [
            "state",
            "puma22",
            "ctregion",
            "stab",
            "ctregname",
            "PUMA22name",
            "pop20",
            "afact2",
            "afact",
        ],
        "Connecticut planning region",
    ),
}


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the overlaps of PUMAs with counties, with places, and with no planning region."""
    names = {row.geoid: row.name for row in world.counties.itertuples()}
    names |= {row.geoid: row.name for row in world.places.itertuples()}
    counties = county_parts(world).rename(columns={"county": "geoid"})
    places = place_parts(world).rename(columns={"place": "geoid"})
    no_regions = counties.iloc[:0]  # Connecticut alone has them
    for file, (kind, rows) in zip(
        vintage.files,
        (("county", counties), ("place", places), ("ctregion", no_regions)),
        strict=False,
    ):
        _write(folder / file.name, kind, rows, names)
    _write_overlaps(world, folder / vintage.files[-1].name)


def _write_overlaps(world: World, path: Path) -> None:
    """Cities and the rest of each county, in the layout of the edited copy: one header row."""
    rows = []
    for county in world.counties.itertuples():
        inside = world.places[world.places["county"] == county.geoid]
        rest = county.population - inside["population"].sum()
        parts = [*zip(inside["geoid"], inside["name"], inside["population"], strict=True)]
        for geoid, name, people in [*parts, (f"{STATE}{NOWHERE}", "", rest)]:
            if people > 0:
                rows.append(
                    {
                        "countyfip": county.geoid,
                        "state": STATE,
                        "place": geoid[2:],
                        "stab": POSTAL,
                        "CountyName": f"{county.name} {POSTAL}",
                        "PlaceName": f"{name}, {POSTAL}" if name else " ",
                        "population": people,
                        "afact2": 1,
                        "afact": _factor(people / county.population),
                        "population_vintage": 2020,
                        "crosswalk_period": "2022-2029",
                    }
                )
    pd.DataFrame(rows).to_csv(path, index=False, encoding="latin-1")


def _write(path: Path, kind: str, rows: pd.DataFrame, names: dict[str, str]) -> None:
    """Codes and names in quotes, numbers bare, a blank after the last one, as the form answers."""
    header, title = HEADERS[kind]
    labels = [
        "State code",
        "PUMA (2022)",
        f"{title} code",
        "State abbr.",
        f"{title} name",
        "PUMA22 name",
        "Total population (2020 Census)",
        f"{kind}-to-puma22 allocation factor",
        f"puma22-to-{kind} allocation factor",
    ]
    of_puma = rows.groupby("puma")["people"].transform("sum")
    of_other = rows.groupby("geoid")["people"].transform("sum")
    lines = [_quoted(header), _quoted(labels)]
    for row, afact2, afact in zip(
        rows.itertuples(), rows["people"] / of_other, rows["people"] / of_puma, strict=True
    ):
        code = row.geoid.removeprefix(STATE) if kind == "place" else row.geoid
        # A part that is outside all places has a blank where others have a name.
        name = " " if code == NOWHERE else f"{names[row.geoid]} {POSTAL}"
        text = _quoted([STATE, row.puma, code, POSTAL, name, row.name])
        lines.append(f"{text},{row.people},{_factor(afact2)},{_factor(afact)} ")
    path.write_text("\n".join(lines) + "\n", encoding="latin-1")


def _quoted(cells: list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


def _factor(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
