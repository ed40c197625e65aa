"""Forms of government of counties and cities, as a list that those who make the reports keep.

One row is a place, its form, the day it was looked up and where. No open national file exists: the
surveys of the International City/County Management Association (ICMA) and the data of the National
Association of Counties (NACo) are for members. Trap: names mislead. A "county manager" may have an elected
executive above, and a city with a "city administrator" may be mayor-council; the charter decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.core.io import find_raw, read_delimited
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.source import (
    IF_THERE,
    PassingOn,
    RemoteFile,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.geography.universe import states

NLC = (
    "https://nlc.org/resource/centennial-brief-resource-collection/"
    "population-shifts-and-forms-of-government"
)
# A county commission, as one of the three forms that NACo tells apart.
COMMISSION = "https://docslib.org/doc/6618369/types-of-local-county-government-administration"
NACO_ADMINISTRATORS = (
    "https://www.naco.org/resources/overview-county-administration-appointed-county-administrators"
)
COUNTY_EXECUTIVES = "http://countyexecutives.org/cea/county_executive_form_of_government.php"
# NACo's overview of county government, as archived in 2007.
NACO_OVERVIEW = (
    "http://wayback.archive.org/web/20070711070149/http://www.naco.org/Content/NavigationMenu/"
    "About_Counties/County_Government/Default271.htm"
)
COUNTY, PLACE = Level.COUNTY.value, Level.PLACE.value


@dataclass(frozen=True)
class Form:
    """A form of government at one level: its name in the list, what it means, who says so."""

    level: str
    name: str
    meaning: str
    cites: str


_MANAGER = (
    "The elected council makes policy and appoints a professional manager, who runs the government "
    "day to day."
)
_MAYOR = (
    "The elected council legislates; a mayor, mostly elected apart from it, heads the government with "
    "considerable powers of administration."
)
FORMS = (
    Form(PLACE, "council-manager", _MANAGER, NLC),
    Form(PLACE, "mayor-council", _MAYOR, NLC),
    Form(
        PLACE,
        "commission",
        "Elected commissioners legislate together, and each heads departments.",
        NLC,
    ),
    Form(
        PLACE,
        "town meeting",
        "Voters meet to settle policy and the budget and elect a board that carries them out.",
        NLC,
    ),
    Form(
        PLACE,
        "representative town meeting",
        "A town meeting at which all may speak and only representatives chosen by the voters vote.",
        NLC,
    ),
    Form(
        COUNTY,
        "commission",
        "One elected board holds both legislative and executive power; nobody runs the county for it.",
        COMMISSION,
    ),
    Form(
        COUNTY,
        "council-manager",
        "The elected board appoints an administrator or manager, who runs the county day to day.",
        NACO_ADMINISTRATORS,
    ),
    Form(
        COUNTY,
        "council-executive",
        "An elected council legislates; a county executive, elected apart from it, heads the "
        "administration.",
        COUNTY_EXECUTIVES,
    ),
    Form(
        COUNTY,
        "mayor-council",
        f"Of a city that is also a county. {_MAYOR}",
        NLC,
    ),
    Form(
        COUNTY,
        "no county government",
        "The county is a region on the map: no government of its own runs it, as in Connecticut and "
        "Rhode Island.",
        NACO_OVERVIEW,
    ),
)
NAMES = {
    level: tuple(form.name for form in FORMS if form.level == level) for level in (COUNTY, PLACE)
}
PLURAL = {COUNTY: "counties", PLACE: "cities"}

NAME = "government-forms.csv"
COLUMNS = ["geoid", "level", "government_form", "as_of", "citation"]
STEPS = f"""\
No open national file of forms of government exists, so this list is your own; docs/government-forms.md
shows how to make it in five minutes.
1. In a spreadsheet, make the columns {", ".join(COLUMNS)}. Format geoid and as_of as text first.
2. One row for each place you know, your own and likely peers: geoid of 5 digits (county) or 7 (city), as
   `mobility places` lists it; level county or place; the form; the day you looked it up (2026-01-31, or
   the year); where (charter and article, or a page's address).
   Forms of counties: {", ".join(NAMES[COUNTY])}.
   Forms of cities: {", ".join(NAMES[PLACE])}.
3. Save it as {NAME} (CSV UTF-8) in data/raw/real/local_government_forms/own-list/, or in
   local_government_forms/own-list/ of your mirror.
Without it, or for a place that is not in it, the form of government is unknown; nothing else changes."""

SOURCE = Source(
    id="local_government_forms",
    agency="Those who made this report",
    title="list of the forms of government of counties and cities",
    landing_page=NLC,
    citation=(
        "List kept by those who made this report, each row with its own citation. Forms as the National "
        "League of Cities and the National Association of Counties tell them apart"
    ),
    licence="The list is its keepers'; each row names its public source",
    passing_on=PassingOn.UNKNOWN,
    each_row_is="a county or city",
    provides=("government_forms",),
    vintages=by_id(
        Vintage(
            id="own-list",
            year=2023,
            period="as dated in the list",
            geo_vintage=2023,
            option=IF_THERE,
            files=(RemoteFile(NAME, steps=STEPS),),
        )
    ),
    cadence="when the list is edited",
    is_lasting=True,
    warnings=(
        "A list is of the places someone looked up: a place that is not in it has an unknown form.",
        "A form says how power is arranged by law, not how it is used.",
    ),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``forms``: one row per place, without blank lines; the index is that of the file.

    Raises
    ------
    SourceDrift
        A column is gone, or the file is not UTF-8 text.
    """
    path = find_raw(raw, vintage.files[0].name)
    try:
        table = read_delimited(path, columns=COLUMNS, skip_blank_lines=False).fillna("")
    except SourceDrift as error:
        raise SourceDrift(
            error.what,
            f"Save the list again as CSV UTF-8 with commas; its columns are {', '.join(COLUMNS)}.",
        ) from error
    is_blank = table.apply(lambda column: column.str.strip() == "").all(axis=1)
    return {"forms": table[~is_blank]}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``government_forms``: one row per place: ``government_form``, ``as_of``, ``citation``.

    Raises
    ------
    BadValues
        Naming every line that cannot be right, and why.
    """
    table = tables["forms"].apply(lambda column: column.str.strip())
    for column in ("level", "government_form"):
        table[column] = table[column].map(_plain)
    problems = list(_problems(table))
    if problems:
        raise BadValues(
            f"{vintage.files[0].name}: {len(problems)} "
            f"{'thing is' if len(problems) == 1 else 'things are'} wrong.\n" + "\n".join(problems),
            "Mend these lines of the list and run again; docs/government-forms.md explains each column.",
        )
    out = table[COLUMNS].reset_index(drop=True)
    out["geo_vintage"], out["period"] = vintage.geo_vintage, out["as_of"]
    out["year"] = out["as_of"].str[:4].astype("int64")
    return {"government_forms": out}


def _plain(text: str) -> str:
    """Small letters, single blanks, hyphens for a word processor's dashes."""
    return re.sub(r"\s+", " ", re.sub("\\s*[\u2010-\u2014-]\\s*", "-", text.lower()))


def _problems(table: pd.DataFrame) -> Iterator[str]:
    if table.empty:
        yield "The list has no rows: add your own place, or delete the file."
    first_lines: dict[str, int] = {}
    for row in table.itertuples():
        line = int(row.Index) + 2  # the header is line 1
        for problem in _row_problems(row):
            yield f"Line {line} ({row.geoid or 'no geoid'}): {problem}."
        if row.geoid in first_lines:
            yield f"Line {line} ({row.geoid}): the place stands in line {first_lines[row.geoid]} too."
        first_lines.setdefault(row.geoid, line)


def _row_problems(row: Any) -> Iterator[str]:
    if row.level not in NAMES:
        yield f"level {row.level!r} is neither county nor place (a city is a place)"
    else:
        yield from _code_problems(row.geoid, Level(row.level))
        yield from _form_problems(row.government_form, row.level)
    if not _is_day_or_year(row.as_of):
        yield f"as_of {row.as_of!r} is neither a day such as 2026-01-31 nor a year"
    if not row.citation:
        yield "no citation: name the charter and article, or the address of a page"


def _code_problems(code: str, level: Level) -> Iterator[str]:
    other = Level.PLACE if level is Level.COUNTY else Level.COUNTY
    if not re.fullmatch(r"[0-9]+", code):
        yield f"geoid {code!r} is not a code of digits"
    elif len(code) == other.width:
        yield (
            f"a code of {len(code)} digits is one of {PLURAL[other.value]}, and the level says "
            f"{level.value}"
        )
    elif len(code) == level.width - 1:
        yield f"its leading zero was lost; perhaps it is 0{code}"
    elif len(code) != level.width:
        yield f"codes of {PLURAL[level.value]} have {level.width} digits, not {len(code)}"
    elif code[:2] not in set(states()["fips"]):
        yield f"no state has the code {code[:2]}"


def _form_problems(name: str, level: str) -> Iterator[str]:
    if name not in NAMES[level]:
        known = ", ".join(NAMES[level])
        yield f"{name!r} is no form of {PLURAL[level]}, which are: {known}"


def _is_day_or_year(text: str) -> bool:
    if re.fullmatch(r"(19|20)\d\d", text):
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
