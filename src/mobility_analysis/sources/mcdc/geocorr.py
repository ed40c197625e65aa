"""How microdata areas (PUMAs), counties and places overlap, from Geocorr.

Each row says which part of a PUMA lives in a county or place, or which part of a place in a county.
The Missouri Census Data Center's web form counts, block by block, the people in each overlap of two
geographies. The second row repeats the labels, texts end in blanks, and the two allocation factors
change places between releases, so everything is read by name. ``afact`` is the part of the PUMA's
people who live in the county, ``afact2`` the part of the county's people who live in the PUMA.
Trap: where the form was not asked for states, the second factor of a place is a part of all places
of that code in the nation (the release of 2018), so ``afact2`` is computed here from the people. Of
the overlaps of counties and places both parts are computed; the file of 2020 is a copy whose header
and codes the Urban Institute edited.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import CONNECTICUT, TERRITORIES, Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import ByHand, PassingOn, RemoteFile, Source, Vintage, by_id

FORM = "https://mcdc.missouri.edu/applications/geocorr{release}.html"
COUNTY, PLACE, REGION, OVERLAP = "county", "place", "ctregion", "county_place"
# Names of the columns we read, by layout and table: the PUMA (or county), the other geography, the people.
COLUMNS = {
    "2018": {
        COUNTY: ("puma12", "county14", "pop10"),
        PLACE: ("puma12", "placefp14", "pop10"),
        OVERLAP: ("county14", "placefp14", "pop10"),
    },
    "2022": {
        COUNTY: ("puma22", "county", "pop20"),
        PLACE: ("puma22", "place", "pop20"),
        REGION: ("puma22", "ctregion", "pop20"),
        OVERLAP: ("countyfip", "place", "population"),
    },
}
PUMA_VINTAGES = {"2018": 2010, "2022": 2020}
# A place code that means nowhere: people outside all incorporated and Census designated places.
NOWHERE = ("", "99999")
# One for one: the county kept its borders and got another code.
RENAMED = {"02270": "02158", "46113": "46102"}
LARGEST_ROUNDING = 0.005  # factors have four decimals, so those of a PUMA add up to 1 within this


def _steps(release: str, source: str, target: str, name: str) -> str:
    return (
        f"Open {FORM.format(release=release)}; choose all states (for planning regions only "
        f"Connecticut); source {source}, target {target}; weight by total population; tick CSV "
        f"output; save as {name}."
    )


def _file(release: str, target: str, name: str, source: str = "PUMA") -> RemoteFile:
    return RemoteFile(name, steps=_steps(release, source, target, name))


_COUNTY_2022 = _file("2022", "county", "geocorr2022_puma_county_2020.csv")
_PLACE_2022 = _file("2022", "place", "geocorr2022_puma_place_2020.csv")
_OVERLAP_2018 = _file(
    "2018", "place (2014)", "geocorr2018_county_place_2014_thru_2019.csv", source="county (2014)"
)
_OVERLAP_2022 = RemoteFile(
    "geocorr2022_county_place_2022_onwards.csv",
    "https://raw.githubusercontent.com/UI-Research/mobility-from-poverty/"
    "5aa12e3e08b1e44db52b06c0a731fe9985cb17f8/geographic-crosswalks/data/"
    "geocorr2022_county_place_2022_onwards.csv",
    megabytes=2.9,
)
SOURCE = Source(
    id="mcdc_geocorr",
    agency="Missouri Census Data Center",
    title="Geocorr: people in each overlap of microdata areas, counties and places",
    landing_page="https://mcdc.missouri.edu/applications/geocorr.html",
    citation="Missouri Census Data Center, Geocorr geographic correspondence engine",
    licence="Output of a public query form; made from public domain Census Bureau counts",
    passing_on=PassingOn.FREE,
    each_row_is="a PUMA and a county (or place) it overlaps, or a county and a place",
    provides=("puma_allocation", "county_place_overlap"),
    vintages=by_id(
        # The allocation of survey areas is read with survey records alone.
        Vintage(
            option="pums",
            id="geocorr-2018",
            year=2010,
            period="2010",
            # Its counties are those of 2014 but for two renamings, which are undone below.
            geo_vintage=2019,
            files=(
                _file("2018", "county (2014)", "geocorr2018_puma_county_2010.csv"),
                _file("2018", "place (2014)", "geocorr2018_puma_place_2010.csv"),
                _OVERLAP_2018,
            ),
            layout="2018",
        ),
        Vintage(
            option="pums",
            id="geocorr-2022",
            year=2020,
            period="2020",
            geo_vintage=2021,
            files=(_COUNTY_2022, _PLACE_2022, _OVERLAP_2022),
            layout="2022",
        ),
        Vintage(
            option="pums",
            id="geocorr-2022-planning-regions",
            year=2020,
            period="2020",
            geo_vintage=2022,
            files=(
                _COUNTY_2022,
                _PLACE_2022,
                _file("2022", "Connecticut planning region", "geocorr2022_puma_ctregion_2020.csv"),
                _OVERLAP_2022,
            ),
            layout="2022",
        ),
        Vintage(
            id="geocorr-2022-overlap",
            year=2020,
            period="2020",
            geo_vintage=2022,
            files=(_OVERLAP_2022,),
            layout="2022",
            kinds=("county_place_overlap",),
        ),
    ),
    cadence="after each census",
    is_lasting=True,
    warnings=(
        "People are those of the census, not of the survey's years.",
        "Factors are of all people; households or a single group may be spread otherwise.",
    ),
    by_hand=ByHand(
        10,
        "None: made from the Census Bureau's counts.",
        "Nothing can be told from survey records (census_pums): which area lies in which county is not known; cities are in no county.",
    ),
)


PRODUCT = "Geocorr, overlaps of areas"


def recognise(seen: Glimpse) -> Sightings:
    """Release and pair of geographies are in the names of the columns; vintages may share a file."""
    header = {column.lower() for column in seen.header}
    if not {"state", "afact"} <= header:
        return
    found = [
        Sighting(PRODUCT, vintage.id, file.name)
        for vintage in SOURCE.vintages.values()
        for file in vintage.files
        if header >= set(COLUMNS[vintage.layout][_kind(file)])
        and not _is_other(header, _kind(file))
    ]
    yield from found
    if not found:
        yield Sighting(
            PRODUCT,
            but="of another pair of geographies: docs/by-hand.md says which source and target to choose.",
        )


def _kind(file: RemoteFile) -> str:
    return next(kind for kind in (OVERLAP, REGION, PLACE, COUNTY) if f"_{kind}_" in file.name)


def _is_other(header: set[str], kind: str) -> bool:
    """Whether the file names a third geography, so that it is of another pair."""
    puma = any(column.startswith("puma") and column[4:].isdigit() for column in header)
    place = {"place", "placefp14"} & header
    return (kind == OVERLAP and puma) or (kind in (COUNTY, REGION) and bool(place))


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables ``county``, ``place``, and ``ctregion`` and ``county_place`` if there are any.

    The agency's names in lower case, without the row of labels.
    """
    found = {}
    for file in vintage.files:
        table = read_delimited(find_raw(raw, file.name), encoding="latin-1")
        table.columns = table.columns.str.strip().str.lower()
        kind = _kind(file)
        wanted = ["state", *COLUMNS[vintage.layout][kind], "afact"]
        require_columns(table, wanted, f"{vintage.id} {file.name}")
        is_edited = file == _OVERLAP_2022
        if not is_edited and table["state"].iloc[:1].str.fullmatch(r"\d+").any():
            raise SourceDrift(
                f"{vintage.id} {file.name} has no row of labels under its header.",
                "It was edited after the query: run the query again and keep the file as it comes.",
            )
        found[kind] = table[wanted].iloc[0 if is_edited else 1 :].reset_index(drop=True)
    return found


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``puma_allocation`` and ``county_place_overlap``, of what the vintage has.

    The first has one row per PUMA and county or place that it overlaps; the second one row per
    place (``geoid``) and ``county``, with the ``people`` in both, and their part ``of_county`` and
    ``of_place``.
    """
    found = {}
    if OVERLAP in tables:
        found["county_place_overlap"] = _tidy_overlap(tables[OVERLAP], vintage)
    parts = [_tidy_table(kind, table, vintage) for kind, table in tables.items() if kind != OVERLAP]
    if not parts:
        return found
    out = pd.concat(parts, ignore_index=True)
    if REGION in tables:
        is_old = (out["kind"] == COUNTY) & (out["puma"].str[:2] == CONNECTICUT)
        out = out[~is_old]
    out = out.drop(columns="kind").reset_index(drop=True)
    require_unique(out, ["puma", "level", "geoid"], vintage.id)
    out["puma_vintage"], out["geo_vintage"] = PUMA_VINTAGES[vintage.layout], vintage.geo_vintage
    out["year"], out["period"] = vintage.year, vintage.period
    return {"puma_allocation": out} | found


def _tidy_overlap(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    name = f"{vintage.id} {OVERLAP}"
    county_column, place_column, people_column = COLUMNS[vintage.layout][OVERLAP]
    text = table.apply(lambda column: column.str.strip())
    text = text[~text["state"].isin(TERRITORIES)]
    code = text[place_column].mask(text[place_column].isin(NOWHERE))
    out = pd.DataFrame(
        {
            "level": Level.PLACE.value,
            "geoid": text["state"] + code,
            "county": text[county_column].replace(RENAMED),
            "people": to_number(text[people_column], f"{name} {people_column}"),
        }
    )
    require_codes(out["county"], Level.COUNTY.width, f"{name} {county_column}")
    require_codes(out["geoid"].dropna(), Level.PLACE.width, f"{name} {place_column}")
    require_unique(out, ["geoid", "county"], name)
    # People outside all places are of their county, too.
    out["of_county"] = out["people"] / out.groupby("county")["people"].transform("sum")
    given = to_number(text["afact"], f"{name} afact")
    off = (out["of_county"] - given).abs() > LARGEST_ROUNDING
    if off.any():
        raise BadValues(
            f"{name}: {int(off.sum())} factors are not the people's part of their county, for example "
            f"of {out.loc[off, 'county'].iloc[0]} in {out.loc[off, 'geoid'].iloc[0]}.",
            "Were the two allocation factors swapped, or the people outside all places left out?",
        )
    out = out[out["geoid"].notna() & (out["people"] > 0)].reset_index(drop=True)
    out["of_place"] = out["people"] / out.groupby("geoid")["people"].transform("sum")
    out["geo_vintage"], out["year"], out["period"] = (
        vintage.geo_vintage,
        vintage.year,
        vintage.period,
    )
    return out


def _tidy_table(kind: str, table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    name = f"{vintage.id} {kind}"
    puma_column, code_column, people_column = COLUMNS[vintage.layout][kind]
    level = Level.PLACE if kind == PLACE else Level.COUNTY
    text = table.apply(lambda column: column.str.strip())
    code = text[code_column].mask(text[code_column].isin(NOWHERE))
    geoid = text["state"] + code if level is Level.PLACE else code.replace(RENAMED)
    out = pd.DataFrame(
        {
            "kind": kind,
            "puma": text["state"] + text[puma_column],
            "level": level.value,
            "geoid": geoid,
            "population": to_number(text[people_column], f"{name} {people_column}"),
            "afact": to_number(text["afact"], f"{name} afact"),
        }
    )
    out["afact2"] = out["population"] / out.groupby("geoid")["population"].transform("sum")
    out = out[~text["state"].isin(TERRITORIES)]
    require_codes(out["puma"], 7, f"{name} {puma_column}")
    require_codes(out["geoid"].dropna(), level.width, f"{name} {code_column}")
    _require_whole(out, name)
    return out[out["geoid"].notna() & (out["afact"] > 0)]


def _require_whole(rows: pd.DataFrame, name: str) -> None:
    """The parts of every PUMA, the people outside all places among them, make up the PUMA."""
    total = rows.groupby("puma")["afact"].sum()
    off = total[(total - 1).abs() > LARGEST_ROUNDING]
    if len(off):
        raise BadValues(
            f"{name}: the factors of {len(off)} PUMAs do not add up to 1, for example "
            f"{off.index[0]} ({off.iloc[0]:.4f}).",
            "Were the two allocation factors swapped, or a state left out of the query?",
        )
