"""Test scores by county or school district, grade and year from the Stanford Education Data Archive.

One row is a county (a school district, a state), a subject, a grade (3 to 8) and a spring. ``gcs_mn_<group>`` is a mean
score in grade equivalents, ``gcs_mn_se_<group>`` its standard error, ``tot_asmt_<group>`` the tests taken.
The archive withholds small cells and adds a little noise. Its terms bind every user; the Stanford Digital
Repository gives the file itself without asking. The ``cs`` scale (standard deviations around each grade's national
mean) measures something else: growth there is 0 by construction.
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
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.sighting import Sightings, of_edition
from mobility_analysis.framework.source import RemoteFile, Source, Vintage, by_id
from mobility_analysis.framework.subgroups import ALL

FILES = "https://stacks.stanford.edu/file/druid:cs829jn7849"
STEPS = """\
The archive's terms hold for whoever uses the file, however it came: no commercial use, no attempt to identify
pupils or schools, and the archive is cited (https://purl.stanford.edu/cs829jn7849). If it cannot be fetched:
1. Open https://edopportunity.org/get-the-data and accept the terms of use.
2. Download {name} (SEDA 5.0, long form, csv).
3. Drop it into data/inbox.
Without it, reports say that learning rates are not there; nothing else changes."""
# Column suffix to our group. The archive's races leave out Hispanic pupils.
GROUPS = {
    "all": ALL,
    "asn": "Asian, Non-Hispanic",
    "blk": "Black, Non-Hispanic",
    "hsp": "Hispanic",
    "nam": "American Indian or Alaska Native, Non-Hispanic",
    "wht": "White, Non-Hispanic",
    "fem": "Female",
    "mal": "Male",
    "ecd": "Economically Disadvantaged",
    "nec": "Not Economically Disadvantaged",
}
DISTRICT_NAME = "sedaleaname"
READING = ("rla", "ela")
GRADES = range(3, 9)


def _vintage(vintage_id: str, name: str, layout: str) -> Vintage:
    return Vintage(
        id=vintage_id,
        year=2019,
        period="2009-2019",
        geo_vintage=2019,
        layout=layout,
        files=(
            RemoteFile(name, f"{FILES}/{name}", steps=STEPS.format(name=name, vintage=vintage_id)),
        ),
    )


SOURCE = Source(
    id="seda",
    agency="Educational Opportunity Project at Stanford University",
    title="Stanford Education Data Archive 5.0, mean test scores by grade and year",
    landing_page="https://edopportunity.org/get-the-data",
    citation=(
        "Reardon, S. F., et al., Stanford Education Data Archive (Version 5.0), "
        "https://purl.stanford.edu/cs829jn7849"
    ),
    licence="Terms of use of the producer: no commercial use, no re-identification; cite the archive",
    each_row_is="a county or school district, a subject, a grade and a spring",
    provides=("test_scores", "district_scores"),
    vintages=by_id(
        _vintage("5.0-county-long-gcs", "seda_county_long_gcs_5.0.csv", "county gcs"),
        _vintage(
            "5.0-district-long-gcs",
            "seda_geodist_long_gcs_5.0_updated_20240319.csv",
            "district gcs",
        ),
        _vintage("5.0-state-long-cs", "seda_state_long_cs_5.0.csv", "state cs"),
    ),
    warnings=("Pupils move: a cohort is the same grade one year on, not the same children.",),
)


# Column of the code, by table.
CODES = {"county": "sedacounty", "district": "sedalea", "state": "fips"}


def _scale(vintage: Vintage) -> tuple[str, str, str]:
    """(prefix of the score columns, column of the code, table)."""
    level, scale = vintage.layout.split()
    return scale, CODES[level], level


PRODUCT = "SEDA, test scores, long form"
# Column that names the area, and one of scores; the last spring of version 5.0.
FORMS = {
    "5.0-county-long-gcs": ("sedacounty", "gcs_mn_all"),
    "5.0-district-long-gcs": ("sedalea", "gcs_mn_all"),
    "5.0-state-long-cs": ("sedafips", "cs_mn_all"),
}
LAST_YEAR = "2019"


def recognise(seen: Glimpse) -> Sightings:
    """Kind of area and scale are told by the columns; version 5.0 by its last spring."""
    for vintage_id, columns in FORMS.items():
        if seen.has(*columns, "subject", "grade", "year"):
            last = max(seen.values("year"))
            said = f"version whose last spring is {last}"
            yield of_edition(PRODUCT, SOURCE, vintage_id if last == LAST_YEAR else "", said)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``county``, ``district`` or ``state``: code, subject, grade, year and three columns per group."""
    scale, code, level = _scale(vintage)
    columns = [code, "subject", "grade", "year"]
    if level == "district":
        columns.append(DISTRICT_NAME)
    for group in GROUPS:
        columns += [f"{scale}_mn_{group}", f"{scale}_mn_se_{group}", f"tot_asmt_{group}"]
    return {level: read_delimited(find_raw(raw, vintage.files[0].name), columns=columns)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``test_scores`` (``district_scores``): reading, one row per place, grade, spring and group with a score.

    Columns ``grade``, ``year`` (spring), ``subgroup``, ``score``, ``se``, ``tests``, ``scale``; of districts ``name``.
    """
    scale, code, level = _scale(vintage)
    table = tables[level]
    known = {*READING, "mth"}
    if not set(table["subject"]) <= known:
        strange = ", ".join(sorted(set(table["subject"]) - known))
        raise SourceDrift(f"{vintage.id}: subjects {strange} are not known.", "See the codebook.")
    table = table[table["subject"].isin(READING)]
    width = Level(level).width
    # A spreadsheet, and the producer's own state file, drop the leading zero of nine states.
    geoid = table[code].str.zfill(width)
    require_codes(geoid, width, vintage.id)
    keep = ~geoid.str[:2].isin(TERRITORIES)
    table, geoid = table[keep], geoid[keep]
    fixed = pd.DataFrame(
        {
            "geoid": geoid,
            "grade": to_number(table["grade"], "grade").astype(int),
            "year": to_number(table["year"], "year").astype(int),
        }
    )
    if level == "district":
        fixed["name"] = table[DISTRICT_NAME]
    parts = []
    for suffix, subgroup in GROUPS.items():
        part = fixed.assign(
            subgroup=subgroup,
            score=to_number(table[f"{scale}_mn_{suffix}"], f"{scale}_mn_{suffix}"),
            se=to_number(table[f"{scale}_mn_se_{suffix}"], f"{scale}_mn_se_{suffix}"),
            tests=to_number(table[f"tot_asmt_{suffix}"], f"tot_asmt_{suffix}"),
        )
        parts.append(part.dropna(subset=["score", "se", "tests"]))
    out = pd.concat(parts, ignore_index=True)
    require_unique(out, ["geoid", "grade", "year", "subgroup"], vintage.id)
    if not out["grade"].isin(GRADES).all() or (out["se"] <= 0).any() or (out["tests"] <= 0).any():
        raise BadValues(
            f"{vintage.id}: grades outside 3 to 8, or errors or test counts that are not positive.",
            "Compare with the archive's codebook.",
        )
    out["level"], out["geo_vintage"], out["scale"] = level, vintage.geo_vintage, scale
    out["period"] = out["year"].astype(str)
    return {"district_scores" if level == "district" else "test_scores": out}
