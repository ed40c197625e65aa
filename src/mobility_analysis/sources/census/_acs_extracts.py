"""Census tracts in three partners' extracts of the American Community Survey.

* ``udp`` (Urban Displacement Project): residents by race and ethnicity, estimates and margins.
  Its groups are cells of B03002; the rest of the table is not in the extract.
* ``chr`` (County Health Rankings): people in households, all and by the race of their householder,
  estimates and margins of B11002, B11002A and B11002B.
* ``oeps`` (Opioid Environment Policy Scan): of 2018 the poverty rate without count or margin, missing where
  there is none; residents, and those of them outside group quarters. Of 2019 households by subscription to
  the internet, without margins.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_columns,
    require_unique,
)
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.census._withdrawn import POVERTY, say_withdrawn

# Cell of the Census Bureau's table by the column it is in, of the extracts that hold counts.
COUNTS = {
    "udp": {
        "totrace": "B03002_001",
        "White": "B03002_003",
        "Black": "B03002_004",
        "Asian": "B03002_006",
        "Latinx": "B03002_012",
    },
    "chr": {
        "B11002_001": "B11002_001",
        "B11002A_001": "B11002A_001",
        "B11002B_001": "B11002B_001",
    },
}
# -1 stands for a tract where nobody's poverty status is determined.
NO_RATE = {
    "-1": Missing.UNDEFINED.value,
    "NA": Missing.NOT_PUBLISHED.value,
    "": Missing.NOT_PUBLISHED.value,
}
# Of EC05 (table B28002): all households, with any subscription, with access only otherwise, with none.
HOUSEHOLDS = ["total", "IntSub", "IntNoSub", "noInt"]
OEPS_FILES = {
    "EC03": ["GEOID", "povP"],
    "DS05": ["GEOID", "TotalPop", "GroupQuarters"],
    "EC05": ["GEOID", *HOUSEHOLDS],
}
LAYOUTS = (*COUNTS, "oeps")
# 16 tracts of two counties of New York, Suffolk and Ulster, are not in the extract of ``chr``, with 78,055 and
# 2,860 people by the counties' own rows of the table: part of a county would pass for all of it.
INCOMPLETE = {"chr": ("36103", "36111")}


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``udp`` or ``chr``, or ``EC03`` and ``DS05``, or ``EC05``: the extract's columns as text."""
    if vintage.layout in COUNTS:
        names = COUNTS[vintage.layout]
        columns = ["GEOID", *(f"{name}{kind}" for name in names for kind in "EM")]
        path = find_raw(raw, vintage.files[0].name)
        return {vintage.layout: read_delimited(path, columns=columns)}
    return {
        name: read_delimited(find_raw(raw, file.name), columns=OEPS_FILES[name])
        for file in vintage.files
        for name in OEPS_FILES
        if file.name.startswith(name)
    }


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``acs_tracts`` of ``udp`` and ``chr``; ``tract_poverty`` or ``tract_internet`` of ``oeps``."""
    if vintage.layout in COUNTS:
        kind, out = "acs_tracts", _counts(tables[vintage.layout], vintage)
    elif "EC05" in tables:
        kind, out = "tract_internet", _subscribers(tables["EC05"], vintage)
    else:
        kind, out = "tract_poverty", _poverty(tables, vintage)
    out["level"] = Level.TRACT.value
    out["geo_vintage"] = vintage.geo_vintage
    out["year"] = vintage.year
    out["period"] = vintage.period
    return {kind: out.reset_index(drop=True)}


def _counts(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    table = _tracts(table, vintage)
    parts = [
        pd.DataFrame(
            {
                "geoid": table["GEOID"],
                "cell": cell,
                "estimate": _numbers(table[f"{name}E"], vintage),
                # Empty: set to the population estimate, as where a county is one tract.
                "moe": _numbers(table[f"{name}M"], vintage).fillna(0.0),
            }
        )
        for name, cell in COUNTS[vintage.layout].items()
    ]
    return pd.concat(parts, ignore_index=True).assign(reason=pd.NA)


def _poverty(tables: dict[str, pd.DataFrame], vintage: Vintage) -> pd.DataFrame:
    rates, people = (_tracts(tables[name], vintage) for name in ("EC03", "DS05"))
    both = rates.merge(people, on="GEOID", validate="one_to_one")
    residents = _numbers(both["TotalPop"], vintage)
    housed = residents - _numbers(both["GroupQuarters"], vintage)
    rate = _numbers(both["povP"].replace(dict.fromkeys(NO_RATE, "")), vintage) / 100
    out = pd.DataFrame(
        {"geoid": both["GEOID"], "residents": residents, "population": housed, "rate": rate}
    )
    why = both["povP"].map(NO_RATE)
    table = pd.Series(POVERTY, index=out.index)
    out["reason"] = say_withdrawn(why, out["geoid"], table, vintage.period)
    wrong = ~out["rate"].between(0, 1) & out["rate"].notna() | (out["population"] < 0)
    if wrong.any():
        raise BadValues(
            f"{vintage.id}: {int(wrong.sum())} tracts have a poverty rate outside 0-100 percent or "
            "more people in group quarters than residents.",
            "Compare the extract with table B17001 on data.census.gov.",
        )
    # Residents are known also where the rate was withdrawn (Rio Arriba, New Mexico) or does not exist.
    return out.dropna(subset=["residents", "population"])


def _subscribers(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    table = _tracts(table, vintage)
    counts = table[HOUSEHOLDS].apply(_numbers, vintage=vintage)
    # The three kinds are all households; if they do not add up, a column has another meaning.
    wrong = counts.drop(columns="total").sum(axis=1) != counts["total"]
    wrong |= (counts < 0).any(axis=1) | counts.isna().any(axis=1)
    if wrong.any():
        raise BadValues(
            f"{vintage.id}: in {int(wrong.sum())} tracts households with a subscription, with other access "
            "and without any do not add up to all households.",
            "Compare the extract with table B28002 on data.census.gov.",
        )
    return pd.DataFrame(
        {
            "geoid": table["GEOID"],
            "households": counts["total"].astype(float),
            "subscribers": counts["IntSub"].astype(float),
        }
    )


def _tracts(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Tracts of the 50 states and DC. A spreadsheet has dropped leading zeros in parts of the files."""
    require_columns(table, ["GEOID"], vintage.id)
    code = table["GEOID"].str.zfill(Level.TRACT.width)
    require_codes(code, Level.TRACT.width, vintage.id)
    lacking = code.str[: Level.COUNTY.width].isin(INCOMPLETE.get(vintage.layout, ()))
    out = table.assign(GEOID=code)[~code.str[:2].isin(TERRITORIES) & ~lacking]
    require_unique(out, ["GEOID"], vintage.id)
    return out


def _numbers(text: pd.Series, vintage: Vintage) -> pd.Series:
    number = pd.to_numeric(text, errors="coerce")
    strange = number.isna() & (text.str.strip() != "")
    if strange.any():
        raise BadValues(
            f"{vintage.id}: {int(strange.sum())} cells of {text.name} are not numbers, for example "
            f"{', '.join(map(repr, text[strange].unique()[:3]))}.",
            "Fetch the extract again.",
        )
    return number
