"""Students who are experiencing homelessness, by school district and race (ED Data Express).

One row of the agency's long file is a district and one characteristic of its homeless students:
everyone, a race, a program, or (with a blank subgroup) where they sleep at night. We keep everyone and
the seven races. ``S`` is a withheld count: 0, 1 or 2 students, or a larger count withheld so that a 0,
1 or 2 cannot be worked out from the total.

The file never holds a zero: a district without homeless students has no row, like one that did not
report. Layout and codes: https://eddataexpress.ed.gov/download/data-library, file specification 118,
data group 655.
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
    require_unique,
    to_number,
)
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.sighting import Sighting, Sightings, of_edition, only_value
from mobility_analysis.framework.source import (
    US_GOV_WORK,
    PassingOn,
    RemoteFile,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.geography.universe import states

DOWNLOADS = "https://eddataexpress.ed.gov/sites/default/files/data_download"
DATA_GROUP = "655"  # 818, in sister files, is children ages 0 to 5 who are not enrolled
SUPPRESSED = "S"
# Districts of the Bureau of Indian Education have a "state" of their own in their code.
BUREAU_OF_INDIAN_EDUCATION = "59"

# Federal school reporting puts Hispanic students of every race together; the other groups leave them
# out (U.S. Department of Education, 72 FR 59266, 2007).
SUBGROUPS = {
    "All Students in LEA": ALL,
    "American Indian or Alaska Native": "American Indian or Alaska Native, Non-Hispanic",
    "Asian": "Asian, Non-Hispanic",
    "Black or African American": "Black, Non-Hispanic",
    "Hispanic/Latino": "Hispanic",
    "Native Hawaiian or Other Pacific Islander": "Pacific Islander, Non-Hispanic",
    "Two or more races": "Two or More Races, Non-Hispanic",
    "White": "White, Non-Hispanic",
}
COLUMNS = ["School Year", "NCES LEA ID", "LEA", "Data Group", "Value", "Subgroup"]


# Entry in the data library; the four years before 2018-19 stand in one file with earlier ones.
ENTRIES = {
    **{fall: ("EID_1350", "SY1018") for fall in range(2014, 2018)},
    2018: ("EID_2111", "SY1819"),
    2019: ("EID_6526", "SY1920"),
    2020: ("EID_8321", "SY2021"),
    2021: ("EID_11718", "SY2122"),
}
FIRST_WITH_RACES = 2019
SEVERAL_YEARS = "SY1018"
OLDER_NAMES = {"All Students": "All Students in LEA"}


def _vintage(fall: int) -> Vintage:
    entry, years = ENTRIES[fall]
    short = f"{years}_FS118_DG655_LEA"
    name = f"{short}.csv"
    return Vintage(
        id=f"sy{fall}-{(fall + 1) % 100:02d}-fs118-dg655",
        year=fall,
        period=f"{fall}-{fall + 1}",
        geo_vintage=fall,
        files=(
            RemoteFile(
                name,
                f"{DOWNLOADS}/{entry}/{short}_data_files.zip",
                member=name,
                # A year has 0.7; the archive of 2010 to 2018 is estimated at eight of them.
                megabytes=0.7 if years != SEVERAL_YEARS else 5,
            ),
        ),
    )


SOURCE = Source(
    id="ed_homeless",
    agency="U.S. Department of Education",
    title="ED Data Express: homeless students enrolled, by school district (FS118, DG655)",
    landing_page="https://eddataexpress.ed.gov/download/data-library",
    citation="U.S. Department of Education, EDFacts file specification 118, ED Data Express",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="one characteristic of a school district's homeless students",
    provides=("homeless_students",),
    vintages=by_id(*map(_vintage, ENTRIES)),
    cadence="yearly, in no fixed month",
    warnings=(
        "Counts of 0 to 2 are withheld, and so are larger ones that would give them away.",
        "School closures in 2019-20 and 2020-21 kept districts from finding homeless students.",
        "A student who changes districts within the year is counted in both.",
    ),
)


PRODUCT = "ED Data Express, homeless students by district"


def recognise(seen: Glimpse) -> Sightings:
    """School year and data group are columns."""
    if not seen.has("School Year", "NCES LEA ID", "Data Group", "Value"):
        return
    if seen.values("Data Group") != {"655"}:
        yield Sighting(
            PRODUCT, but="of another data group: choose 655, Homeless Students Enrolled."
        )
        return
    period = only_value(seen, "School Year")
    ids = {vintage.period: vintage.id for vintage in SOURCE.vintages.values()}
    yield of_edition(PRODUCT, SOURCE, ids.get(period, ""), period)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """The text table ``long``, with the agency's column names."""
    path = find_raw(raw, vintage.files[0].name)
    table = read_delimited(path, encoding="utf-8-sig", columns=COLUMNS)
    if vintage.files[0].name.startswith(SEVERAL_YEARS):
        table = table[table["School Year"] == vintage.period].reset_index(drop=True)
    return {"long": table}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``homeless_students``: leaid, name, year (fall), period, subgroup, count (NaN: withheld), reason.

    Raises
    ------
    SourceDrift
        The data group or one of the eight subgroups is gone: renamed groups are never lost silently.
    BadValues
        Another school year, lost zeros, repeated rows, unknown symbols.
    """
    table = tables["long"]
    _require_year(table["School Year"], vintage)
    table = table.assign(Subgroup=table["Subgroup"].replace(OLDER_NAMES))
    wanted = [
        name
        for name, group in SUBGROUPS.items()
        if vintage.year >= FIRST_WITH_RACES or group == ALL
    ]
    rows = table[(table["Data Group"] == DATA_GROUP) & table["Subgroup"].isin(wanted)]
    gone = [name for name in wanted if name not in set(rows["Subgroup"].unique())]
    if gone:
        raise SourceDrift(
            f"{vintage.id}: no rows of data group {DATA_GROUP} for {', '.join(gone)}.",
            "Compare the Subgroup column with the agency's page; if a group was renamed, add the name.",
        )
    count, reason = read_counts(
        rows["Value"], vintage.id, {SUPPRESSED: Missing.SUPPRESSED_BY_SOURCE}
    )
    out = pd.DataFrame(
        {
            "leaid": rows["NCES LEA ID"],
            "name": rows["LEA"],
            "year": vintage.year,
            "period": vintage.period,
            "subgroup": rows["Subgroup"].map(SUBGROUPS),
            "count": count,
            "reason": reason,
        }
    )
    return {"homeless_students": keep_states(out, vintage.id)}


def _require_year(found: pd.Series, vintage: Vintage) -> None:
    other = sorted(set(found.unique()) - {vintage.period})
    if other:
        raise BadValues(
            f"{vintage.id}: the file is about {', '.join(other[:3])}, not {vintage.period}.",
            "A file of another year is in this folder: fetch the source again.",
        )


def read_counts(
    text: pd.Series, name: str, symbols: dict[str, Missing]
) -> tuple[pd.Series, pd.Series]:
    """(counts, reasons) of agency cells; ``symbols`` are the agency's words for a missing count."""
    plain = text.str.strip()
    count = to_number(plain, name, missing=tuple(symbols))
    wrong = count[(count < 0) | (count % 1 != 0) & count.notna()]
    if len(wrong):
        raise BadValues(
            f"{name}: {len(wrong)} counts of students are negative or broken, for example "
            f"{wrong.iloc[0]}.",
            "Fetch the agency's own file.",
        )
    reason = plain.map({symbol: value.value for symbol, value in symbols.items()})
    return count, reason.astype("object").where(reason.notna(), None)


def keep_states(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Rows of the states, DC and the Bureau of Indian Education, after checking codes and keys."""
    require_codes(frame["leaid"], Level.DISTRICT.width, name)
    require_unique(frame, ["leaid", "year", "subgroup"], name)
    known = {*states()["fips"], BUREAU_OF_INDIAN_EDUCATION}
    return frame[frame["leaid"].str[:2].isin(known)].reset_index(drop=True)
