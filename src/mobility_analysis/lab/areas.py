"""Areas within a place (tracts, ZIP codes, school districts, police agencies) as a table with outlines."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import geopandas as gpd
import pandas as pd

from mobility_analysis.core.errors import MissingInput, UsageError
from mobility_analysis.core.missing import Missing
from mobility_analysis.core.near_names import choose_from
from mobility_analysis.insights.small_areas import small_areas
from mobility_analysis.lab.tables import table_html
from mobility_analysis.quality.grading import NO_VALUE, WORDS, explain

COLUMNS = [
    "measure", "label", "kind", "period", "area", "name", "subgroup", "value", "lower", "upper", "grade", "quality", "why",
    "tracts", "geometry",
]  # fmt: skip
DRAWS_MAPS = ("folium", "mapclassify")


class Areas(gpd.GeoDataFrame):
    """Areas with their values; a :class:`geopandas.GeoDataFrame` that displays itself without its outlines."""

    def explore(self, column: str = "value", **more: Any) -> Any:
        """A map to move about in, colored by ``column``; options as :meth:`geopandas.GeoDataFrame.explore`.

        Its background comes from the internet. Of areas with values of several groups choose one group first.

        Raises
        ------
        UsageError
            The areas have no outlines, or there is no such column.
        MissingInput
            A package that draws such maps is not installed.

        Examples
        --------
        >>> place.areas("share_poverty").explore()  # doctest: +SKIP
        """
        absent = [name for name in DRAWS_MAPS if find_spec(name) is None]
        if absent:
            raise MissingInput(
                f"{' and '.join(absent)}, which such maps need, are not installed here."
                if len(absent) > 1
                else f"{absent[0]}, which such maps need, is not installed here.",
                f"pip install {' '.join(absent)}, or draw the report's map: `place.map(measure)`.",
            )
        if not self.geometry.notna().any():
            raise UsageError(
                "These areas have no outlines in this run.",
                "`place.map(measure)` draws a mark for each.",
            )
        if column not in self.columns:
            raise UsageError(
                f"Areas have no column {column!r}.", choose_from(column, map(str, self.columns))
            )
        shown = [
            name
            for name in ("name", "subgroup", "value", "lower", "upper", "quality")
            if name in self
        ]
        plain = gpd.GeoDataFrame(self[[*dict.fromkeys([*shown, column]), "geometry"]])
        return plain.explore(column, **({"tooltip": shown} | more))

    def _repr_html_(self) -> str:
        if "geometry" not in self:
            return table_html(pd.DataFrame(self))
        outlines = self.geometry.notna().map({True: "outline", False: "no outline"})
        return table_html(pd.DataFrame(self).assign(geometry=outlines))


def areas_frame(rows: gpd.GeoDataFrame) -> Areas:
    """Rows of small areas (:mod:`workflow.estimating.small_areas`) of one measure, the latest year, in :data:`COLUMNS`."""
    latest = rows[rows["year"] == rows["year"].max()]
    known = small_areas()[str(latest["measure"].iloc[0])]
    has_value = latest["value"].notna()
    why = [
        explain(list(reasons)) if valued else _absent(reason)
        for valued, reasons, reason in zip(
            has_value, latest["reasons"], latest["missing_reason"], strict=True
        )
    ]
    found = latest.assign(
        label=known.measure.label,
        kind=known.called,
        quality=latest["grade"].map(WORDS).where(has_value, NO_VALUE),
        why=why,
    )
    return Areas(found[COLUMNS].reset_index(drop=True), geometry="geometry", crs=rows.crs)


def _absent(reason: Any) -> str:
    return Missing(reason).sentence if isinstance(reason, str) else ""
