"""Offenses and arrests of young people by county and city, from incident reports of police agencies.

Rows of the files are offenses and arrests, tens of millions; ``read`` counts them by agency and code as
it goes. The batch header says which agencies there are, how many months each reported, and how many
people it serves in up to five counties. ICPSR's crosswalk of agencies gives the city, and the county
where the header has none; names of cities and agencies are never compared.
"""

from __future__ import annotations

import string
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import find_raw, read_in_pieces, require_unique
from mobility_analysis.core.odd_rows import without_odd
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.sighting import Sighting, Sightings, only_value
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
from mobility_analysis.sources._of_year import require_said
from mobility_analysis.sources.fbi._agencies import allocation
from mobility_analysis.sources.fbi._arrestees import GROUPS, ON_RECORD, SEXES, young_arrests
from mobility_analysis.sources.fbi._offenses import CLASSES, classes_of

ORI = "ori"
HEADER = [
    ORI,
    "year",
    "state_abbreviation",
    "agency_indicator",
    "covered_by_ori",
    "number_of_months_reported",
    *(f"current_population_{k}" for k in range(1, 6)),
    *(f"fips_county_code_{k}" for k in range(1, 6)),
]
CROSSWALK = ["ORI9", "NAME", "FIPS_ST", "FIPS_COUNTY", "FPLACE"]
OFFENSE = [ORI, "ucr_offense_code"]
ARREST = [
    ORI,
    "age_of_arrestee",
    "sex_of_arrestee",
    "race_of_arrestee",
    "ethnicity_of_arrestee",
]
# The batch header holds all years to the one in its name; each release replaces it.
HEADER_THROUGH = 2023
STEPS = """\
1. Open https://www.openicpsr.org/openicpsr/project/118281 (Kaplan's concatenated files of the FBI's National
   Incident-Based Reporting System; a free account), the newest version, and take the zip of this segment whose
   name ends in _csv_1991_2024.zip (or the newest year). Until 2023 also at https://doi.org/{doi}.
2. Unpack the file of the year. Where only {stem}.rds is offered, in R:
   write.csv(readRDS("{stem}.rds"), "{stem}.csv", row.names = FALSE, na = "")
3. Keep it as {stem}.csv, whatever last year its own name ends in. The FBI's own copies are the state files at https://cde.ucr.cjis.gov."""
CROSSWALK_STEPS = """\
Study 35158 of ICPSR, Law Enforcement Agency Identifiers Crosswalk 2012
(https://www.icpsr.umich.edu/web/NACJD/studies/35158, free account): the tab-delimited file
35158-0001-Data.tsv. ICPSR's terms forbid passing it on."""


def _file(stem: str, doi: str) -> RemoteFile:
    return RemoteFile(f"{stem}.csv", steps=STEPS.format(stem=stem, doi=doi))


def _vintage(year: int) -> Vintage:
    return Vintage(
        id=f"{year}-segments",
        year=year,
        period=str(year),
        # The header still lists Connecticut's eight old counties.
        geo_vintage=min(year, 2021),
        files=(
            _file(f"nibrs_batch_header_1991_{max(year, HEADER_THROUGH)}", "10.7910/DVN/HUI9WF"),
            _file(f"nibrs_offense_segment_{year}", "10.7910/DVN/TODXCL"),
            _file(f"nibrs_arrestee_segment_{year}", "10.7910/DVN/ZULQVE"),
            _file(f"nibrs_group_b_arrest_report_segment_{year}", "10.7910/DVN/ZULQVE"),
            RemoteFile("35158-0001-Data.tsv", steps=CROSSWALK_STEPS),
        ),
    )


SOURCE = Source(
    id="fbi_nibrs",
    agency="Federal Bureau of Investigation",
    title="National Incident-Based Reporting System: offenses and arrestees by agency",
    landing_page="https://cde.ucr.cjis.gov",
    citation=(
        "Federal Bureau of Investigation, National Incident-Based Reporting System; concatenated by J. "
        "Kaplan (Harvard Dataverse, doi:10.7910/DVN/TODXCL); agencies located with ICPSR 35158"
    ),
    licence="Public domain data of the FBI; ICPSR terms of use for the crosswalk of agencies",
    passing_on=PassingOn.FREE,
    each_row_is="an offense, an arrest, or an agency",
    provides=("reported_crimes", "agency_crimes", "juvenile_arrests"),
    vintages=by_id(*(_vintage(year) for year in range(2021, 2025))),
    warnings=(
        "Many agencies joined in 2021 to 2023: a rise of counts can be a rise of reporting.",
        "State police posts without a county of their own are counted nowhere.",
    ),
    rhythm=Rhythm(month=10, years_after=1),
    by_hand=ByHand(
        60,
        "A free account of openICPSR and of ICPSR; ICPSR's crosswalk of agencies may not be passed on. The zips have several hundred megabytes each.",
        "Crimes in cities rest on the summary tables of the FBI; counties, and young people's arrests, are absent.",
    ),
)


PRODUCT = "FBI, incident reports (Kaplan's concatenated files)"
CROSSWALK_FILE = "35158-0001-Data.tsv"
# Which column tells a segment apart from the others. Reports of group B arrests belong to no incident.
SEGMENTS = {
    "offense_segment": ("ucr_offense_code", True),
    "arrestee_segment": ("age_of_arrestee", True),
    "group_b_arrest_report_segment": ("age_of_arrestee", False),
}
INCIDENT = "incident_number"


def recognise(seen: Glimpse) -> Sightings:
    """Segments are recognised by their columns, years by the column of the year."""
    if seen.has(*CROSSWALK):
        for vintage in SOURCE.vintages.values():
            yield Sighting(PRODUCT, vintage.id, CROSSWALK_FILE)
    elif seen.has(*HEADER):
        last = max(seen.values("year"))
        for vintage in SOURCE.vintages.values():
            name = vintage.files[0].name
            if name.endswith(f"_{last}.csv"):
                yield Sighting(PRODUCT, vintage.id, name)
    elif seen.has(ORI, "year"):
        for segment, (column, of_incident) in SEGMENTS.items():
            if column in seen.header and (INCIDENT in seen.header) == of_incident:
                yield _of_segment(segment, only_value(seen, "year"))


def _of_segment(segment: str, year: str) -> Sighting:
    if f"{year}-segments" not in SOURCE.vintages:
        said = year or "several years at once"
        return Sighting(
            PRODUCT, but=f"{segment} of {said}: unpack the file of one year from 2021 on."
        )
    return Sighting(PRODUCT, f"{year}-segments", f"nibrs_{segment}_{year}.csv")


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``agencies`` (the year's batch header), ``crosswalk``, ``offenses`` and ``arrests``.

    The last two are counted by agency and code: the files' columns and ``n``.
    """
    names = [file.name for file in vintage.files]
    header = _columns(raw, names[0], HEADER)
    arrests = pd.concat(
        [_counted(raw, name, ARREST, vintage.year) for name in names[2:4]], ignore_index=True
    )
    return {
        "agencies": header[header["year"] == str(vintage.year)].reset_index(drop=True),
        "crosswalk": _columns(raw, names[4], CROSSWALK, sep="\t"),
        "offenses": _counted(raw, names[1], OFFENSE, vintage.year),
        "arrests": _sum(arrests, ARREST),
    }


def _columns(raw: Path, name: str, columns: list[str], sep: str = ",") -> pd.DataFrame:
    """The named columns only: the files are far wider than memory should be."""
    return pd.concat(read_in_pieces(find_raw(raw, name), columns, sep=sep), ignore_index=True)


def _counted(raw: Path, name: str, columns: list[str], year: int) -> pd.DataFrame:
    """Counted as it is read: a year has some fourteen million offenses.

    Raises
    ------
    BadValues
        The file holds rows of another year.
    """
    parts = []
    for piece in read_in_pieces(find_raw(raw, name), [*columns, "year"]):
        require_said(piece["year"], str(year), name)
        parts.append(_sum(piece.assign(n=1), columns))
    return _sum(pd.concat(parts, ignore_index=True), columns)


def _sum(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    counted = table.assign(n=table["n"].astype(int)).groupby(columns, dropna=False)["n"].sum()
    return counted.astype(str).reset_index()


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``reported_crimes`` and ``juvenile_arrests`` of counties and cities; ``agency_crimes``.

    ``people`` and ``covered`` are the residents served by agencies that reported, each for the months it
    reported. An agency in several counties is split by the people it serves in each; among
    ``agency_crimes`` it stands whole under each ``county``, with ``residents``: all people it serves. Beside the ``arrests``
    of a group stand ``of_all``, those of all young people, and ``on_record``, those among them of whom
    race and ethnicity were recorded.

    Raises
    ------
    BadValues
        An agency is listed twice, has an impossible number of months, or reported without being listed.
    """
    name = vintage.id
    require_unique(tables["agencies"], [ORI], f"{name} batch header")
    areas = allocation(tables["agencies"], tables["crosswalk"], name)
    listed = set(tables["agencies"][ORI])
    crimes = _by_agency(_classified(tables["offenses"], name), listed, name)
    arrests = _by_agency(young_arrests(tables["arrests"], name), listed, name)
    out = _by_area(areas, crimes, list(CLASSES), vintage)
    out["people"] = out["covered"]
    groups = [ALL, *SEXES.values(), *GROUPS]
    young = _by_area(areas, arrests, [*groups, ON_RECORD], vintage)
    young["of_all"] = young[ALL]
    kept = ["level", "geoid", "geo_vintage", "year", "period", "covered", ON_RECORD, "of_all"]
    long = young.melt(kept, groups, "subgroup", "arrests")
    agencies = _agencies(areas, crimes, tables["crosswalk"], vintage)
    return {"reported_crimes": out, "agency_crimes": agencies, "juvenile_arrests": long}


def _agencies(
    areas: pd.DataFrame, crimes: pd.DataFrame, crosswalk: pd.DataFrame, vintage: Vintage
) -> pd.DataFrame:
    """One row per reporting agency and county; an agency that another covers is a part of that one."""
    rows = areas[areas["level"] == Level.COUNTY.value].reset_index(drop=True)
    whole = rows.groupby(ORI)[["served", "covered"]].transform("sum")
    name = crosswalk.set_index("ORI9")["NAME"].str.strip().map(string.capwords)
    named = rows[ORI].map(name)
    counts = crimes.reindex(rows[ORI], fill_value=0).reset_index(drop=True)
    return counts.where(rows["months"] > 0).assign(
        level=Level.AGENCY.value,
        geoid=rows[ORI],
        county=rows["geoid"],
        name=named.where(named.fillna("") != "", "Agency " + rows[ORI]),
        people=whole["covered"],
        covered=whole["covered"],
        residents=whole["served"],
        geo_vintage=vintage.geo_vintage,
        year=vintage.year,
        period=vintage.period,
    )


def _classified(offenses: pd.DataFrame, name: str) -> pd.DataFrame:
    """Offenses by agency and class; one offense may be of several classes."""
    of_code = {code: classes_of(code, name) for code in offenses["ucr_offense_code"].unique()}
    number = offenses["n"].astype(int)
    return pd.DataFrame(
        {
            ORI: offenses[ORI],
            **{
                label: number.where(
                    offenses["ucr_offense_code"].map(lambda c, k=label: k in of_code[c]), 0
                )
                for label in CLASSES
            },
        }
    )


def _by_agency(counts: pd.DataFrame, listed: set[str], name: str) -> pd.DataFrame:
    known = without_odd(
        counts,
        ~counts[ORI].isin(listed),
        [ORI],
        name,
        "of an agency that is not in the batch header",
    )
    return known.groupby(ORI).sum()


def _by_area(
    areas: pd.DataFrame, counts: pd.DataFrame, columns: list[str], vintage: Vintage
) -> pd.DataFrame:
    """Agencies' counts, weighted, added up by county and city."""
    own = counts.reindex(areas[ORI], fill_value=0)
    # An agency that reports no month has no year to count in.
    weight = np.where(areas["months"] > 0, areas["weight"], 0.0)
    values = pd.DataFrame(own.to_numpy() * weight[:, None], columns=columns, index=areas.index)
    keyed = pd.concat([areas[["level", "geoid", "covered"]], values], axis=1)
    out = keyed.groupby(["level", "geoid"], as_index=False)[["covered", *columns]].sum()
    # Counties and cities of one file are of one list, or completing it would list counties twice.
    return out.assign(geo_vintage=vintage.geo_vintage, year=vintage.year, period=vintage.period)
