"""Students who are experiencing homelessness, by school district, 2014-15 to 2018-19 (EDFacts).

One row of the agency's wide file is a district. ``TOTAL`` is all its homeless students; the file has
no races. ``S`` is a withheld count (0 to 2, or larger so that one cannot be worked out), ``.`` a count
that was not reported.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import find_raw, read_delimited
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.sighting import Sightings, of_edition, only_value
from mobility_analysis.framework.source import (
    US_GOV_WORK,
    PassingOn,
    RemoteFile,
    Source,
    Vintage,
    archived,
    by_id,
)
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources.education.homeless_students import keep_states, read_counts

# The department's old and new site. Before 2018-19 a name did not end in "-wide".
FILES = "https://www2.ed.gov/about/inits/ed/edfacts/data-files"
MOVED = "https://www.ed.gov/sites/ed/files/about/inits/ed/edfacts/data-files"
FIRST_WIDE = 2018
ARCHIVED = 2022
STEPS = (
    "The department has taken many of these files away; the same counts are in ED Data Express: take the "
    "vintage sy{span}-fs118-dg655 of ed_homeless, or save a copy of the wide file as {name}."
)
SYMBOLS = {"S": Missing.SUPPRESSED_BY_SOURCE, ".": Missing.NOT_PUBLISHED}
YEAR = "SCHOOL_YEAR_TEXT"
FIRST_WITH_YEAR = 2015  # the file of 2014-15 does not say its school year


def _vintage(fall: int) -> Vintage:
    span = f"{fall}-{(fall + 1) % 100:02d}"
    name = f"lea-homeless-enrolled-sy{span}{'-wide' if fall >= FIRST_WIDE else ''}.csv"
    return Vintage(
        id=f"sy{span}-wide",
        year=fall,
        period=f"{fall}-{fall + 1}",
        geo_vintage=fall,
        files=(
            RemoteFile(
                f"EDFacts_Homelessness_{fall}.csv",
                f"{MOVED}/{name}",
                mirrors=(f"{FILES}/{name}", archived(f"{FILES}/{name}", ARCHIVED)),
                megabytes=1.3,
                steps=STEPS.format(span=span, name=f"EDFacts_Homelessness_{fall}.csv"),
            ),
        ),
    )


SOURCE = Source(
    id="ed_homeless_edfacts",
    agency="U.S. Department of Education",
    title="EDFacts: homeless students enrolled, by school district (wide files)",
    landing_page="https://www2.ed.gov/about/inits/ed/edfacts/data-files/index.html",
    citation="U.S. Department of Education, EDFacts data files, homeless students enrolled",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a school district",
    provides=("homeless_students",),
    vintages=by_id(*(_vintage(fall) for fall in range(2014, 2019))),
    ended="ED Data Express has taken the place of these files.",
    warnings=(
        "No races before 2019-20.",
        "Counts of 0 to 2 are withheld, and so are larger ones that would give them away.",
    ),
)


PRODUCT = "EDFacts, homeless students by district"


def recognise(seen: Glimpse) -> Sightings:
    """The year is a column, but in the oldest file, whose day of extraction tells it."""
    if not seen.has("LEAID", "SUBGRANT_STATUS", "DOUBLED_UP", "TOTAL"):
        return
    if YEAR in seen.header:
        period = only_value(seen, YEAR)
    else:
        day = only_value(seen, "DATE_CUR") if "DATE_CUR" in seen.header else ""
        period = f"20{int(day[-2:]) - 2}-20{int(day[-2:]) - 1}" if day[-2:].isdigit() else ""
    ids = {vintage.period: vintage.id for vintage in SOURCE.vintages.values()}
    yield of_edition(PRODUCT, SOURCE, ids.get(period, ""), period)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """The text table ``wide``, with the agency's column names."""
    columns = ["LEAID", "TOTAL", *([YEAR] if vintage.year >= FIRST_WITH_YEAR else [])]
    path = find_raw(raw, vintage.files[0].name)
    return {"wide": read_delimited(path, encoding="utf-8-sig", columns=columns)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``homeless_students``: leaid, year (fall), period, subgroup (All), count, reason."""
    table = tables["wide"]
    if YEAR in table and set(table[YEAR].unique()) != {vintage.period}:
        raise BadValues(
            f"{vintage.id}: the file is about {', '.join(sorted(set(table[YEAR]))[:3])}.",
            "A file of another year is in this folder: fetch the source again.",
        )
    count, reason = read_counts(table["TOTAL"], f"{vintage.id} TOTAL", SYMBOLS)
    out = pd.DataFrame(
        {
            "leaid": table["LEAID"],
            "year": vintage.year,
            "period": vintage.period,
            "subgroup": ALL,
            "count": count,
            "reason": reason,
        }
    )
    return {"homeless_students": keep_states(out, vintage.id)}
