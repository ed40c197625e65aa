"""Deaths due to injury by county of residence, five years together, exported from CDC WONDER.

One row of an export is a county; counts under 10 are withheld. WONDER's interface for programs refuses
counties, so each file is exported through the form; the steps are in the vintage. Causes are the ICD-10
codes of accidents, suicide, homicide, undetermined intent, legal intervention and war, with their
sequelae.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import find_raw, require_unique
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import (
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

# Underlying cause of death, ICD-10 (methods of the Mobility Metrics, injury deaths).
CAUSES = "*U01-*U03, V01-V99, W00-X59, X60-X84, X85-Y09, Y10-Y34, Y35-Y36, Y85, Y86, Y87, Y89"
STEPS = """\
1. Open https://wonder.cdc.gov/ucd-icd10-expanded.html and agree to the terms of use.
2. Section 1: group results by County; measures: Deaths, Population; title: {title}.
3. Sections 2 and 3: all places, ages, genders; {people}.
4. Section 4: Years {first} to {last}, all at once; sections 5: all.
5. Section 6, ICD-10 codes: {causes}.
6. Section 8: Export Results, Show Totals, Show Zero Values, Show Suppressed Values; precision 1.
7. Send, and save the tab-delimited file as {name}, or under any name for data/inbox. Do not open it in a spreadsheet.
The terms forbid publishing counts under 10, or rates resting on them."""
NOT_HISPANIC = "Hispanic Origin: Not Hispanic or Latino; Single Race 6: "
# End of the file name, our group, what to choose in the form.
GROUPS = (
    ("", ALL, "all origins and races"),
    ("_nhblack", "Black, Non-Hispanic", NOT_HISPANIC + "Black or African American"),
    ("_hispanic", "Hispanic", "Hispanic Origin: Hispanic or Latino; all races"),
    (
        "_nhother",
        "Other Races and Ethnicities",
        NOT_HISPANIC + "every race but White and Black, and More than one race",
    ),
    ("_nhwhite", "White, Non-Hispanic", NOT_HISPANIC + "White"),
)
COLUMNS = ["Notes", "County", "County Code", "Deaths", "Population"]
NO_COUNTY = "Missing"


def _vintage(last: int) -> Vintage:
    first = last - 4
    files = []
    for suffix, _, people in GROUPS:
        name = f"injury_deaths{suffix}_{first}-{last}.txt"
        steps = STEPS.format(
            title=name.removesuffix(".txt"),
            people=people,
            first=first,
            last=last,
            causes=CAUSES,
            name=name,
        )
        files.append(RemoteFile(name, steps=steps))
    # WONDER still lists Connecticut's eight old counties for deaths of 2022 and 2023.
    return Vintage(
        id=f"{first}-{last}-all-counties",
        year=last,
        period=f"{first}-{last}",
        geo_vintage=min(last, 2021),
        files=tuple(files),
    )


SOURCE = Source(
    id="cdc_wonder_mortality",
    agency="Centers for Disease Control and Prevention, National Center for Health Statistics",
    title="CDC WONDER underlying cause of death: deaths due to injury by county of residence",
    landing_page="https://wonder.cdc.gov/ucd-icd10-expanded.html",
    citation=(
        "Centers for Disease Control and Prevention, National Center for Health Statistics, National "
        "Vital Statistics System, Underlying Cause of Death on CDC WONDER Online Database"
    ),
    licence=(
        "Public domain (work of the United States government); CDC WONDER data use restrictions: no "
        "counts under 10, nor rates resting on them"
    ),
    passing_on=PassingOn.WITH_CONDITIONS,
    each_row_is="a county",
    provides=("injury_deaths",),
    vintages=by_id(*map(_vintage, (2022, 2023, 2024))),
    warnings=("Counts of 0 to 9 deaths are withheld. Single-race groups begin in 2018.",),
    rhythm=Rhythm(month=1, years_after=2),
    by_hand=ByHand(
        20,
        "Agree to the data use restrictions of CDC WONDER: counts under 10, and rates resting on them, may not be published.",
        "County Health Rankings' injury deaths serve counties, where a run has them; those by group rest on their rates.",
    ),
)


PRODUCT = "CDC WONDER, deaths due to injury by county"
# Codes that the causes of injury must hold, and those of complications of care, which they must not.
INJURIES = ("V01", "W00", "X60", "X85", "Y10", "Y35")
CARE = range(40, 85)


def recognise(seen: Glimpse) -> Sightings:
    """An export is recognised by the notes at its end: years, causes, people."""
    query = query_of(seen)
    if query is None or not query.dataset.startswith("Underlying Cause of Death"):
        return
    trouble = why_not_counties(query, ["County"]) or _why_not(query)
    if trouble:
        yield Sighting(PRODUCT, but=trouble)
        return
    years = f"{query.years[0]}-{query.years[-1]}"
    yield Sighting(PRODUCT, f"{years}-all-counties", f"injury_deaths{group_of(query)}_{years}.txt")


def _why_not(query: Query) -> str:
    """The part of the query that fits none of our files; empty where a file fits."""
    years = query.years
    known = [range(vintage.year - 4, vintage.year + 1) for vintage in SOURCE.vintages.values()]
    if not any(list(each) == years for each in known):
        pools = ", ".join(vintage.period for vintage in SOURCE.vintages.values())
        return f"deaths of other years than {pools}: choose all five Years of one of these."
    if query.is_of_chosen_places:
        return "deaths in chosen states or counties only: leave the places at all."
    causes = query.criterion("ICD-10")
    codes = set(re.findall(r"\b[A-Z]\d\d", causes))
    if not codes.issuperset(INJURIES):
        return f"deaths not of all injuries. ICD-10 codes: {CAUSES}."
    if any(code[0] < "U" or (code[0] == "Y" and int(code[1:]) in CARE) for code in codes):
        return f"deaths of more than injuries. ICD-10 codes: {CAUSES}."
    if group_of(query) is None:
        return "deaths of a group of people that no file is of: docs/by-hand.md lists the groups."
    return ""


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables by file stem, with WONDER's column names."""
    return {
        Path(file.name).stem: read_export(find_raw(raw, file.name), COLUMNS)
        for file in vintage.files
    }


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``injury_deaths``: one row per county and group.

    Columns ``deaths``, ``population`` (person-years of the pool), ``reason``.
    """
    parts = []
    for file, (_, subgroup, _) in zip(vintage.files, GROUPS, strict=True):
        table, name = tables[Path(file.name).stem], file.name
        rows = with_codes(table[table["Deaths"].str.strip() != NO_COUNTY], name)
        deaths, why = counts(rows["Deaths"], f"{name} Deaths")
        people, why_not = counts(rows["Population"], f"{name} Population")
        reason = why.fillna(why_not)
        out = pd.DataFrame(
            {
                "geoid": rows["geoid"],
                "subgroup": subgroup,
                # Without the number of people there is no rate, so deaths alone count as not published.
                "deaths": deaths.mask(reason.notna()),
                "population": people,
                "reason": reason,
            }
        )
        require_unique(out, ["geoid"], name)
        parts.append(out)
    out = pd.concat(parts, ignore_index=True)
    out["level"], out["geo_vintage"] = Level.COUNTY.value, vintage.geo_vintage
    out["year"], out["period"] = vintage.year, vintage.period
    return {"injury_deaths": out}
