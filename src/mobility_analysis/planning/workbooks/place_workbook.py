"""What every worksheet of a place has in common: its title, whose it is and of when, and the mark of made-up data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mobility_analysis.planning.workbooks.worksheets import EARLIER, Workbook, Worksheet
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION


def place_workbook(
    data: PlaceData,
    name: str,
    title: str,
    sheets: tuple[Worksheet, ...],
    *,
    lists: Mapping[str, tuple[str, ...]],
    live_lists: Mapping[str, tuple[str, str]] | None = None,
    use: str = "",
) -> Workbook:
    """The workbook of one place; a sheet for earlier answers comes last.

    Parameters
    ----------
    title
        What it is; the place's name is put behind it.
    use
        Who may see it, where that is not everyone.
    """
    built = data.record.built_at[:10]
    made_up = DEMONSTRATION if data.record.is_demonstration else ""
    footer = filter(None, (made_up, data.here.label, use, f"estimates of {built}"))
    return Workbook(
        name,
        f"{title} {data.here.label}",
        ". ".join(footer),
        datetime.fromisoformat(built),
        (*sheets, EARLIER),
        lists,
        live_lists or {},
    )


def made_up_lines(data: PlaceData) -> tuple[str, ...]:
    """The first line of a sheet of made-up data; none of real data."""
    return (f"{DEMONSTRATION}.",) if data.record.is_demonstration else ()
