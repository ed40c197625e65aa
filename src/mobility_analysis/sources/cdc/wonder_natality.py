"""Live births and births of low weight by county of residence, exported by hand from CDC WONDER.

One row of an export is a county (in a year) that has 100,000 people or more; all smaller counties of a
state are one row, "Unidentified Counties", whose code ends in 999. That row is kept under its own
code: it is never a county's value. WONDER's interface for programs refuses counties, so each file is
exported through the form; the steps are in the vintage.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues, MissingInput
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import find_raw, require_unique, to_number
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import (
    ONLY_PINNED,
    ByHand,
    PassingOn,
    RemoteFile,
    Rhythm,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources.cdc._wonder_export import counts, read_export, with_codes
from mobility_analysis.sources.cdc._wonder_notes import (
    Query,
    group_of,
    query_of,
    why_not_counties,
)

NOT_HISPANIC = "Hispanic Origin: Not Hispanic or Latino; Mother's Single Race: "
STEPS = """\
1. Open https://wonder.cdc.gov/natality-expanded-current.html and agree to the terms of use.
2. Section 1: group results by County; measures: Births only; title: {title}.
3. Section 2: leave residence and urbanization at all.
4. Section 3, maternal characteristics: {mothers}.
5. Section 4: Year {year}; Infant Birth Weight 12: {weights}.
6. Section 9: Export Results, Show Totals, Show Zero Values, Show Suppressed Values; precision 2.
7. Send, and save the tab-delimited file as {name}, or under any name for data/inbox. Do not open it in a spreadsheet.
The terms forbid publishing counts under 10, or rates resting on them."""
STATED_WEIGHTS = "every class except All Weights and Unknown or Not Stated"
LOW_WEIGHTS = "the five classes from 499 grams or less to 2000 - 2499 grams"


@dataclass(frozen=True)
class Export:
    """A pair of files, all births and births under 2,500 grams, for one group of mothers."""

    stem: str
    subgroup: str
    mothers: str

    def names(self, year: int) -> tuple[str, str]:
        """Names of the two exports of a year: all births, and births of low weight."""
        return f"all_births{self.stem}_{year}.txt", f"lbw_births{self.stem}_{year}.txt"


EXPORTS = (
    Export("", ALL, "leave all at their defaults"),
    Export("_race_nhblack", "Black, Non-Hispanic", NOT_HISPANIC + "Black or African American"),
    Export("_race_hispanic", "Hispanic", "Hispanic Origin: Hispanic or Latino; all races"),
    Export(
        "_race_nhother",
        "Other Races and Ethnicities",
        NOT_HISPANIC + "American Indian or Alaska Native, Asian, Native Hawaiian or Other Pacific "
        "Islander, and More than one race",
    ),
    Export("_race_nhwhite", "White, Non-Hispanic", NOT_HISPANIC + "White"),
)
SCHOOLING = "Mother's Education: "
# A run may have these or not: they are eight exports more.
EDUCATION_EXPORTS = (
    Export(
        "_edu_less",
        "Less Than High School",
        SCHOOLING + "8th grade or less, and 9th through 12th grade with no diploma",
    ),
    Export(
        "_edu_school", "High School or GED", SCHOOLING + "high school graduate or GED completed"
    ),
    Export(
        "_edu_some",
        "Some College",
        SCHOOLING + "some college credit but not a degree, and associate degree",
    ),
    Export(
        "_edu_bachelor",
        "Bachelor's Degree or More",
        SCHOOLING + "bachelor's, master's, doctorate or professional degree",
    ),
)
# Exports of several years of a few counties: (all births, low weight, subgroup). In files with a
# column of bridged race the subgroup comes from BRIDGED_RACE.
SEVERAL_YEARS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "2003-2006-22-counties": (("all_03.txt", "underweight_03.txt", ALL),),
    "2007-2019-22-counties": (
        ("all_07.txt", "underweight_07.txt", ALL),
        ("all_h_07.txt", "underweight_h_07.txt", "Hispanic"),
        ("all_bw_07.txt", "underweight_bw_07.txt", ""),
    ),
}
# Bridged race counts Hispanic mothers too. "White" in it has no definition among our subgroups
# (framework/subgroups.py), so those rows are left out rather than called White, Non-Hispanic.
RACE = "Mother's Bridged Race"
BRIDGED_RACE = {"Black or African American": "Black"}


def _steps(export: Export, name: str, year: int, *, is_low: bool) -> str:
    weights = LOW_WEIGHTS if is_low else STATED_WEIGHTS
    return STEPS.format(
        title=name.removesuffix(".txt"),
        mothers=export.mothers,
        year=year,
        weights=weights,
        name=name,
    )


def _one_year(year: int) -> Vintage:
    files = [
        RemoteFile(
            name,
            steps=_steps(export, name, year, is_low=is_low),
            is_optional=export in EDUCATION_EXPORTS,
        )
        for export in (*EXPORTS, *EDUCATION_EXPORTS)
        for name, is_low in zip(export.names(year), (False, True), strict=True)
    ]
    # WONDER still lists Connecticut's eight old counties for births of 2022 and 2023.
    return Vintage(
        id=f"{year}-all-counties",
        year=year,
        period=str(year),
        geo_vintage=min(year, 2021),
        layout="one_year",
        files=tuple(files),
    )


def _several_years(vintage_id: str) -> Vintage:
    first, last = vintage_id.split("-")[:2]
    database = "natality-v2006" if last == "2006" else "natality-current"
    steps = (
        f"Open https://wonder.cdc.gov/{database}.html; group results by Year and County; choose the "
        "counties; Infant Birth Weight 12 for the files of low weight; Export Results; save as {name}."
    )
    names = [name for pair in SEVERAL_YEARS[vintage_id] for name in pair[:2]]
    return Vintage(
        id=vintage_id,
        year=int(last),
        period=f"{first}-{last}",
        geo_vintage=min(int(last), 2021),
        layout="several_years",
        # These are 22 counties; a year with them alone would leave all others without a value.
        option=ONLY_PINNED,
        files=tuple(RemoteFile(name, steps=steps.format(name=name)) for name in names),
    )


SOURCE = Source(
    id="cdc_wonder_natality",
    agency="Centers for Disease Control and Prevention, National Center for Health Statistics",
    title="CDC WONDER natality: live births by county of residence and birth weight",
    landing_page="https://wonder.cdc.gov/natality.html",
    citation=(
        "Centers for Disease Control and Prevention, National Center for Health Statistics, Division "
        "of Vital Statistics, Natality public-use data on CDC WONDER Online Database"
    ),
    licence=(
        "Public domain (work of the United States government); CDC WONDER data use restrictions: no "
        "counts under 10, nor rates resting on them"
    ),
    passing_on=PassingOn.WITH_CONDITIONS,
    each_row_is="a county of 100,000 people or more, or a state's smaller counties together",
    provides=("births",),
    vintages=by_id(*(_one_year(y) for y in range(2016, 2025)), *map(_several_years, SEVERAL_YEARS)),
    warnings=("Counties under 100,000 people are one pooled row for each state.",),
    rhythm=Rhythm(month=9, years_after=1),
    by_hand=ByHand(
        45,
        "Agree to the data use restrictions of CDC WONDER: counts under 10, and rates resting on them, may not be published.",
        "County Health Rankings' births of seven years together serve counties; the single year and mothers' education are absent.",
    ),
)

# ------------------------------------------------------------------ files that a person dropped

PRODUCT = "CDC WONDER, births by county"
LOW = {"499 grams or less", "500 - 999 grams", "1000 - 1499 grams", "1500 - 1999 grams"} | {
    "2000 - 2499 grams"
}
NOT_STATED = "not stated"
# Words of the mother's education, and how our names end.
SCHOOLS = {
    frozenset({"8th grade", "no diploma"}): "_edu_less",
    frozenset({"high school graduate"}): "_edu_school",
    frozenset({"some college", "associate"}): "_edu_some",
    frozenset({"bachelor", "master", "doctorate"}): "_edu_bachelor",
}
# How the names of files of several years end, by what else their rows are grouped by and origin asked for.
ENDINGS = {"": "", "_hispanic": "_h", RACE: "_bw"}


def recognise(seen: Glimpse) -> Sightings:
    """An export is recognised by the notes at its end: years, birth weights, mothers."""
    query = query_of(seen)
    if query is None or not query.dataset.startswith("Natality"):
        return
    by_county = ["County", "Year", RACE]
    trouble = why_not_counties(query, by_county)
    low = _is_low(query)
    if not trouble and not query.years:
        trouble = "a WONDER export of births whose notes do not tell the year: choose one Year and export anew."
    if not trouble and low is None:
        trouble = (
            "a WONDER export of births of some weights only. Infant Birth Weight 12 must be "
            f"{STATED_WEIGHTS}, or {LOW_WEIGHTS}."
        )
    if trouble:
        yield Sighting(PRODUCT, but=trouble)
    elif len(query.years) > 1 or query.groups != ["County"]:
        yield _of_several_years(query, is_low=bool(low))
    else:
        yield _of_one_year(query, is_low=bool(low))


def _is_low(query: Query) -> bool | None:
    """Whether the births are those of low weight; ``None`` where they are neither these nor all."""
    weights = query.choices("Birth Weight")
    if weights == LOW:
        return True
    return False if not weights or weights > LOW else None


def _of_one_year(query: Query, *, is_low: bool) -> Sighting:
    year = query.years[0]
    vintage = SOURCE.vintages.get(f"{year}-all-counties")
    stem = _stem(query)
    if vintage is None:
        first, last = (year for year in (2016, max(v.year for v in SOURCE.vintages.values())))
        return Sighting(
            PRODUCT, but=f"births of {year}; exports of one year are used for {first} to {last}."
        )
    if query.is_of_chosen_places:
        return Sighting(
            PRODUCT,
            but=f"births of {year} in chosen states or counties only: leave residence at all.",
        )
    if stem is None:
        return Sighting(
            PRODUCT,
            but=f"births of {year} to a group of mothers that no file is of: docs/by-hand.md lists the groups.",
        )
    weights = query.choices("Birth Weight")
    if not weights or any(NOT_STATED in each for each in weights):
        return Sighting(
            PRODUCT,
            but=f"births of {year}, those of unknown weight too. Infant Birth Weight 12: {STATED_WEIGHTS}.",
        )
    name = f"{'lbw' if is_low else 'all'}_births{stem}_{year}.txt"
    return Sighting(PRODUCT, vintage.id, name)


def _stem(query: Query) -> str | None:
    """The middle of the file's name for the mothers asked for; ``None`` for no group of ours."""
    schooling = query.criterion("Education").lower()
    group = group_of(query)
    if not schooling:
        return None if group is None else group and f"_race{group}"
    words = frozenset(word for words in SCHOOLS for word in words if word in schooling)
    return SCHOOLS.get(words) if group == "" else None


def _of_several_years(query: Query, *, is_low: bool) -> Sighting:
    first, last = query.years[0], query.years[-1]
    other = [each for each in query.groups if each not in ("County", "Year")]
    if query.criterion("Single Race", "Education"):
        ending = None
    else:
        ending = ENDINGS.get(other[0] if other else group_of(query) or "")
    pairs = SEVERAL_YEARS.get(f"{first}-{last}-22-counties", ())
    wanted = f"{'underweight' if is_low else 'all'}{ending}_{first % 100:02d}.txt"
    if "Year" not in query.groups or wanted not in {name for pair in pairs for name in pair[:2]}:
        return Sighting(
            PRODUCT,
            but=f"births of {first} to {last} in one export: choose one Year, and group by County alone.",
        )
    return Sighting(PRODUCT, f"{first}-{last}-22-counties", wanted)


# ------------------------------------------------------------------ reading

NO_COUNTY = "Missing County"  # merged into the state's pooled row in that year
COLUMNS = ["Notes", "County", "County Code", "Births"]
KEY = ["geoid", "year", "subgroup"]


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables by file stem, with WONDER's column names; those by education where they are there."""
    found = {}
    for file in vintage.files:
        try:
            path = find_raw(raw, file.name)
        except MissingInput:
            if "_edu_" in file.name:
                continue
            raise
        found[Path(file.name).stem] = read_export(path, COLUMNS, ("Year", "Mother's"))
    return found


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``births``: one row per county (or pooled row SS999), year and group of mothers."""
    parts = []
    for all_name, low_name, subgroup in _pairs(vintage, set(tables)):
        every, low = (
            _counts(tables[Path(name).stem], vintage, subgroup, name)
            for name in (all_name, low_name)
        )
        parts.append(_join(every, low, f"{all_name} and {low_name}"))
    out = pd.concat(parts, ignore_index=True)
    out["level"], out["geo_vintage"] = Level.COUNTY.value, vintage.geo_vintage
    out["period"] = out["year"].astype(str)
    out["borrowed_from"] = pd.Series(pd.NA, index=out.index, dtype="str")
    return {"births": out}


def _pairs(vintage: Vintage, stems: set[str]) -> list[tuple[str, str, str]]:
    """(all births, low weight, subgroup) of the exports; by education only whole pairs."""
    if vintage.layout == "several_years":
        return list(SEVERAL_YEARS[vintage.id])
    pairs = [(*export.names(vintage.year), export.subgroup) for export in EXPORTS]
    for export in EDUCATION_EXPORTS:
        names = export.names(vintage.year)
        if {Path(name).stem for name in names} <= stems:
            pairs.append((*names, export.subgroup))
    return pairs


def _counts(table: pd.DataFrame, vintage: Vintage, subgroup: str, name: str) -> pd.DataFrame:
    """``geoid``, ``year``, ``subgroup``, ``count``, ``reason`` of one export."""
    rows = with_codes(table[table["Births"].str.strip() != NO_COUNTY], name)
    year = rows.get("Year Code", pd.Series(str(vintage.year), index=rows.index))
    count, reason = counts(rows["Births"], f"{name} Births")
    out = pd.DataFrame(
        {
            "geoid": rows["geoid"],
            "year": to_number(year, f"{name} Year Code", missing=()).astype(int),
            "subgroup": subgroup or rows[RACE].map(BRIDGED_RACE),
            "count": count,
            "reason": reason,
        }
    )
    out = out.dropna(subset=["subgroup"])
    require_unique(out, KEY, name)
    return out


def _join(every: pd.DataFrame, low: pd.DataFrame, name: str) -> pd.DataFrame:
    out = every.merge(low, on=KEY, how="outer", suffixes=("_all", "_low"), validate="one_to_one")
    more = out[out["count_low"] > out["count_all"]]
    if len(more):
        raise BadValues(
            f"{name}: {len(more)} counties have more births of low weight than births.",
            "The two files are from different queries: export them again.",
        )
    reason = out["reason_all"].astype("object").fillna(out["reason_low"].astype("object"))
    lacking = out["count_all"].isna() | out["count_low"].isna()
    return out[KEY].assign(
        births=out["count_all"],
        low_weight=out["count_low"],
        reason=reason.mask(lacking & reason.isna(), Missing.NO_SOURCE_ROW.value),
    )
