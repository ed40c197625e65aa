"""Test scores by county or school district, grade and year from the Stanford Education Data Archive.

One row is a county (a school district, a state), a subject, a grade (3 to 8) and a spring. ``gcs_mn_<group>`` is a mean
score in grade equivalents, ``gcs_mn_se_<group>`` its standard error, ``tot_asmt_<group>`` the tests taken.
The archive withholds small cells and adds a little noise. Its terms bind every user; the Stanford Digital
Repository gives the file itself without asking. The ``cs`` scale (standard deviations around each grade's national
mean) measures something else: growth there is 0 by construction.

Versions 5.0 and 6.0 hold the springs of 2009 to 2019, counties and geographic districts (charter schools with the
district around them). Version 2025.2 adds those of 2022 to 2025, of administrative districts (as the Common Core
of Data has them) and not of counties. Its scale is the same, its source is not: the states' published counts with
withheld cells in place of the department's own. Its four springs hold no cohort from grade 3 to grade 8, so no
learning rate is read from them, only how third graders read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_filtered,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import (
    ONLY_PINNED,
    PassingOn,
    RemoteFile,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.framework.subgroups import ALL

# Version -> its number in the Stanford Digital Repository.
DRUIDS = {"5.0": "cs829jn7849", "6.0": "xh833nn4025", "2025.2": "np279jm6134"}
STEPS = """\
The archive's terms hold for whoever uses the file, however it came: no commercial use, no attempt to identify
pupils or schools, no publishing of the file, and the archive is cited (https://purl.stanford.edu/{druid}). If it
cannot be fetched:
1. Open https://edopportunity.org/{page} and accept the terms of use.
2. Download {name} (SEDA {version}, long form, csv).
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
PAGES = {"2025.2": "trends/data"}  # on edopportunity.org
READING, MATHEMATICS = ("rla", "ela"), "mth"
GRADES = range(3, 9)
# Of the newest version: springs before these are in 6.0, from a fuller source.
AFTER_THE_PANDEMIC, EARLY_READERS = 2022, 3


@dataclass(frozen=True)
class Layout:
    """How a file of the archive is laid out.

    ``table`` and ``level`` of the rows, the columns of their ``code`` and ``name``, the ``scale``
    and the ``error`` (prefixes of columns), and the ``groups`` that are read.
    """

    table: str
    level: str
    code: str
    name: str = ""
    scale: str = "gcs"
    error: str = "mn_se"
    groups: tuple[str, ...] = tuple(GROUPS)

    def columns(self) -> list[str]:
        """Names of the columns that are read, as the archive spells them."""
        named = [self.name] if self.name else []
        of_groups = [
            column
            for group in self.groups
            for column in (
                f"{self.scale}_mn_{group}",
                f"{self.scale}_{self.error}_{group}",
                f"tot_asmt_{group}",
            )
        ]
        return [self.code, "subject", "grade", "year", *named, *of_groups]


LAYOUTS = {
    "county gcs": Layout("county", "county", "sedacounty"),
    "district gcs": Layout("district", "district", "sedalea", "sedaleaname", groups=("all",)),
    "state cs": Layout("state", "state", "fips", scale="cs"),
    # Its wider error holds that of the link to the national test, which all districts of a state share.
    "administrative district gcs": Layout(
        "administrative district",
        "district",
        "sedaadmin",
        "sedaadminname",
        error="mn_se_adj",
        groups=("all",),
    ),
}

KINDS = {
    "county": ("test_scores",),
    "state": ("test_scores",),
    "district": ("district_scores",),
    "administrative district": ("district_reading",),
}
# Means of states stand on a scale of their own, from which no grade levels follow. Those of districts make a list of
# small areas and no value of a county, and are large: asked for.
OPTIONS = {
    "state cs": ONLY_PINNED,
    "district gcs": "test-scores",
    "administrative district gcs": "test-scores",
}


def _vintage(
    vintage_id: str, name: str, layout: str, last: int = 2019, megabytes: float | None = None
) -> Vintage:
    version = vintage_id.partition("-")[0]
    druid = DRUIDS[version]
    steps = STEPS.format(
        name=name,
        vintage=vintage_id,
        version=version,
        druid=druid,
        page=PAGES.get(version, "opportunity/data"),
    )
    url = f"https://stacks.stanford.edu/file/druid:{druid}/{name}"
    return Vintage(
        id=vintage_id,
        year=last,
        period="2009-2019" if last == 2019 else f"{AFTER_THE_PANDEMIC}-{last}",
        geo_vintage=last,
        layout=layout,
        kinds=KINDS[LAYOUTS[layout].table],
        option=OPTIONS.get(layout, ""),
        files=(RemoteFile(name, url, steps=steps, megabytes=megabytes),),
    )


SOURCE = Source(
    id="seda",
    agency="Educational Opportunity Project at Stanford University",
    title="Stanford Education Data Archive, mean test scores by grade and year",
    landing_page="https://edopportunity.org/opportunity/data",
    citation=(
        "Reardon, S. F., et al., Stanford Education Data Archive (Version 5.0), "
        "https://purl.stanford.edu/cs829jn7849; (Version 6.0), https://purl.stanford.edu/xh833nn4025; "
        "(Version SEDA 2025.2), https://purl.stanford.edu/np279jm6134"
    ),
    licence="Terms of use of the producer: no commercial use, no re-identification; cite the archive",
    passing_on=PassingOn.WITH_CONDITIONS,
    each_row_is="a county or school district, a subject, a grade and a spring",
    provides=("test_scores", "district_scores", "district_reading"),
    vintages=by_id(
        # Before 5.0, which a run takes by itself: the same springs, lighter, and every address of it is known.
        # Estimated by rows: the file of administrative districts has 767 MB.
        _vintage(
            "6.0-county-long-gcs", "seda_county_long_gcs_6.0.csv", "county gcs", megabytes=230
        ),
        _vintage(
            "6.0-district-long-gcs", "seda_geodist_long_gcs_6.0.csv", "district gcs", megabytes=750
        ),
        # Estimated by rows: 338,406 of version 4.0 had 124 MB.
        _vintage(
            "5.0-county-long-gcs", "seda_county_long_gcs_5.0.csv", "county gcs", megabytes=130
        ),
        _vintage(
            "5.0-district-long-gcs",
            "seda_geodist_long_gcs_5.0_updated_20240319.csv",
            "district gcs",
            megabytes=420,
        ),
        _vintage("5.0-state-long-cs", "seda_state_long_cs_5.0.csv", "state cs", megabytes=4.0),
        _vintage(
            "2025.2-district-long-gcs",
            "seda_admindist_long_gcs_2025.2.csv",
            "administrative district gcs",
            last=2025,
            megabytes=1020.9,
        ),
    ),
    cadence="irregular; counties end with the spring of 2019",
    warnings=(
        "Pupils move: a cohort is the same grade one year on, not the same children.",
        "Springs since 2022 rest on the states' published counts, those to 2019 on the department's own.",
    ),
)


PRODUCT = "SEDA, test scores, long form"
# The last spring of versions 5.0 and 6.0, and the first of the versions after them.
LAST_BEFORE = 2019


def recognise(seen: Glimpse) -> Sightings:
    """Which vintage a file is: area and scale by its columns, the version by its springs.

    The springs of 5.0 and 6.0 are the same, so that only the name distinguishes these two.
    """
    if not seen.has("subject", "grade", "year"):
        return
    springs = [int(year) for year in seen.values("year") if year.isdigit()]
    if not springs:
        return
    for vintage in SOURCE.vintages.values():
        layout = LAYOUTS[vintage.layout]
        if not seen.has(layout.code, f"{layout.scale}_mn_{layout.groups[0]}"):
            continue
        is_old = max(springs) <= LAST_BEFORE
        if is_old == (vintage.year <= LAST_BEFORE):
            yield Sighting(PRODUCT, vintage.id, vintage.files[0].name)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``county``, ``district``, ``state`` or ``administrative district``.

    It has code, subject, grade, year and three columns per group, without mathematics; of version
    2025.2 only third graders since 2022.
    """
    layout = LAYOUTS[vintage.layout]

    def is_used(rows: pd.DataFrame) -> pd.Series:
        used = rows["subject"] != MATHEMATICS
        if layout.table != "administrative district":
            return used
        is_late = rows["year"].str.strip() >= str(AFTER_THE_PANDEMIC)
        return used & is_late & (rows["grade"].str.strip() == str(EARLY_READERS))

    path = find_raw(raw, vintage.files[0].name)
    return {layout.table: read_filtered(path, layout.columns(), is_used, encoding="utf-8-sig")}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``test_scores`` (``district_scores``, ``district_reading``): reading.

    One row per place, grade, spring and group with a score. Columns ``grade``, ``year`` (spring),
    ``subgroup``, ``score``, ``se``, ``tests``, ``scale``; of districts, where only everyone is
    read, ``name``.
    """
    layout = LAYOUTS[vintage.layout]
    scale, level = layout.scale, layout.level
    table = tables[layout.table]
    if not set(table["subject"]) <= set(READING):
        strange = ", ".join(sorted(set(table["subject"]) - set(READING)))
        raise SourceDrift(f"{vintage.id}: subjects {strange} are not known.", "See the codebook.")
    width = Level(level).width
    # A spreadsheet, and the producer's own state file, drop the leading zero of nine states.
    geoid = table[layout.code].str.zfill(width)
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
    if layout.name:
        fixed["name"] = table[layout.name]
    parts = []
    for suffix in layout.groups:
        mean, error = f"{scale}_mn_{suffix}", f"{scale}_{layout.error}_{suffix}"
        part = fixed.assign(
            subgroup=GROUPS[suffix],
            score=to_number(table[mean], mean),
            se=to_number(table[error], error),
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
    return {KINDS[layout.table][0]: out}
