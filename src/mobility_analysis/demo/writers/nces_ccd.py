"""The demonstration state's school districts, as the Education Data Portal's JSON (two pages).

Awkward cases: a district without a county, one without enrollment (-1), one of an island area.
"""

from __future__ import annotations

import json
from pathlib import Path

from mobility_analysis.demo.world import POSTAL, World
from mobility_analysis.demo.writers.ed_homeless import (
    WITHOUT_COUNTY,
    WITHOUT_ENROLLMENT,
    WITHOUT_ENROLLMENT_COUNTY,
)
from mobility_analysis.framework.source import Vintage

PAGE = 20
COLUMNS = ["leaid", "name", "county", "students"]


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one year of school districts."""
    rows = [
        _row(vintage, leaid, name, county, int(students))
        for leaid, name, county, students in world.districts[COLUMNS].to_numpy().tolist()
    ]
    rows += [
        _row(vintage, WITHOUT_COUNTY, "Demonstration Virtual School", "-1", 900),
        _row(vintage, WITHOUT_ENROLLMENT, "Shelter School", WITHOUT_ENROLLMENT_COUNTY, -1),
        _row(vintage, "6699999", "Island District", "66010", 5_000),
    ]
    url = vintage.files[0].url
    starts = range(0, len(rows), PAGE)
    pages = [
        {
            "count": len(rows),
            "next": f"{url}?page={number + 1}" if start + PAGE < len(rows) else None,
            "previous": f"{url}?page={number - 1}" if number > 1 else None,
            "results": rows[start : start + PAGE],
        }
        for number, start in enumerate(starts, start=1)
    ]
    text = json.dumps(pages, indent=1)
    (folder / vintage.files[0].name).write_text(text + "\n", encoding="utf-8")


def _row(vintage: Vintage, leaid: str, name: str, county: str, students: int) -> dict[str, object]:
    return {
        "year": vintage.year,
        "leaid": leaid,
        "lea_name": name,
        "fips": int(leaid[:2]),
        "state_leaid": f"{POSTAL}-{leaid[2:]}",
        "city_location": name.split(maxsplit=1)[0],
        "state_location": POSTAL,
        "county_code": county,
        "agency_type": 1,
        "enrollment": students,
    }
