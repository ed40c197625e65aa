"""Where values come from, in a line under them."""

from __future__ import annotations

from collections.abc import Sequence

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.insights.selection import Value, printed_period
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.sources import source_module


def source_line(data: PlaceData, name: str, values: Sequence[Value | None] = ()) -> str:
    """A line such as "Census Bureau, ACS, 2019-2023 (id@vintage, retrieved 2026-01-10)".

    Parameters
    ----------
    values
        As of :func:`source_name`.
    """
    entry = data.record.by_source.get(name)
    when = "" if entry is None else f", retrieved {entry['retrieved'][:10]}"
    named = source_name(data, name, values)
    return name if named == name else f"{named} ({name}{when})"


def source_name(data: PlaceData, name: str, values: Sequence[Value | None] = ()) -> str:
    """Agency, title and years of a ``source@vintage``; its own name where no module knows it.

    Parameters
    ----------
    values
        The values above the line. Values from this source alone tell the years: one edition may hold measures of
        several periods.
    """
    entry = data.record.by_source.get(name)
    if entry is not None:
        agency, title, period = entry["agency"], entry["title"], str(entry["period"])
    else:
        source_id, _, vintage_id = name.partition("@")
        try:
            source = source_module(source_id).SOURCE
            period = source.vintage(vintage_id).period
        except (MobilityError, KeyError):
            return name
        agency, title = source.agency, source.title
    years = _years(data, name, values, printed_period(period))
    return ", ".join(part for part in (agency, title, years) if part)


def _years(data: PlaceData, name: str, values: Sequence[Value | None], edition: str) -> str:
    """The years of the values from this source alone; else those of the edition, if it holds no others."""
    own = [v.when for v in values if v and v.value is not None and v.sources == (name,)]
    if own:
        return ", ".join(sorted(set(own)))
    return edition if set(data.periods_by_source.get(name, ())) <= {edition} else ""


def edition_years(data: PlaceData, name: str) -> str:
    """The years printed for a whole edition: those of its values here, where it holds any of other years."""
    edition = printed_period(str(data.record.by_source[name]["period"]))
    held = data.periods_by_source.get(name, ())
    return edition if set(held) <= {edition} else ", ".join(held)
