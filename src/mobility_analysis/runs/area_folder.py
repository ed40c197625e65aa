"""The folder of an area of one's own: its estimates, in a run's contract but outside the run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.io import write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.seal import SEAL, sha256_of
from mobility_analysis.geography.areas import Area, area_file, boundary_file

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class AreaFolder:
    """``data/areas/<run>/<code>/``. It need not exist: this class only names files.

    Attributes
    ----------
    path
        The folder.
    """

    path: Path

    @property
    def estimates(self) -> Path:
        """Its rows of the estimates table (:mod:`framework.estimate`), level "area"."""
        return self.path / "rows.parquet"

    @property
    def small_areas(self) -> Path:
        """The tracts within it, as a state's small areas (:mod:`workflow.estimating.small_areas`)."""
        return self.path / "small_areas.parquet"

    @property
    def outline(self) -> Path:
        """Its outline, as a county's (``geoid``, ``geometry``); an area whose parts have none has no such file."""
        return self.path / "outline.parquet"

    @property
    def parts(self) -> Path:
        """What it was added up from, for reports (:class:`PartsOfArea`)."""
        return self.path / "parts.json"

    @property
    def record(self) -> Path:
        """What it was made from."""
        return self.path / "made_from.json"


@dataclass(frozen=True)
class PartsOfArea:
    """What an area was added up from.

    Attributes
    ----------
    counties
        Whole counties; none where it is made of tracts.
    touched
        The counties in which it lies.
    tracts
        How many tracts of each census.
    cut
        Of these how many are cut by its boundary.
    in_doubt
        Part of its people of whom only the land of such tracts tells whether they live inside, 0 to 1.
    """

    counties: tuple[str, ...]
    touched: tuple[str, ...]
    tracts: dict[str, int]
    cut: dict[str, int]
    in_doubt: dict[str, float]


def write_parts(folder: AreaFolder, parts: PartsOfArea) -> None:
    """Write :attr:`AreaFolder.parts`."""
    write_text(folder.parts, json.dumps(asdict(parts), indent=1) + "\n")


def read_parts(folder: AreaFolder) -> PartsOfArea:
    """Read :attr:`AreaFolder.parts`."""
    held = json.loads(folder.parts.read_text(encoding="utf-8"))
    held |= {name: tuple(held[name]) for name in ("counties", "touched")}
    return PartsOfArea(**held)


def area_folder(paths: RunPaths, code: str) -> AreaFolder:
    """The folder of the area with this code in a run."""
    return AreaFolder(paths.areas / code)


def made_from(paths: RunPaths, area: Area) -> dict[str, str]:
    """What the rows of an area rest on: its definition, and the estimates of the run."""
    files = {
        "area": area_file(paths.root, area.name),
        "boundary": boundary_file(paths.root, area.name),
        "estimates": paths.estimates / SEAL,
    }
    return {name: sha256_of(path) for name, path in files.items() if path.is_file()}


def is_up_to_date(paths: RunPaths, area: Area) -> bool:
    """Whether the rows of an area were made from its present definition and the run's present estimates."""
    folder = area_folder(paths, area.code)
    if not (folder.record.is_file() and folder.estimates.is_file()):
        return False
    held: dict[str, str] = json.loads(folder.record.read_text(encoding="utf-8"))
    return held == made_from(paths, area)


def require_area(paths: RunPaths, area: Area) -> AreaFolder:
    """The folder of an area whose rows are up to date.

    Raises
    ------
    MissingInput
        They are not there, or of an earlier run or definition.
    """
    if not is_up_to_date(paths, area):
        raise MissingInput(
            f"The run {paths.run!r} has no up-to-date numbers of the area {area.name!r}.",
            f"Add them up: `mobility area refresh --run {paths.run}`.",
        )
    return area_folder(paths, area.code)


def with_outline(folder: AreaFolder, counties: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The counties of the states in which an area lies, and its own outline where it has one."""
    import geopandas as gpd
    import pandas as pd

    states = {county[:2] for county in read_parts(folder).touched}
    around = counties[counties["geoid"].str[:2].isin(states)]
    if not folder.outline.is_file():
        return around
    own = gpd.read_parquet(folder.outline).to_crs(counties.crs)
    return gpd.GeoDataFrame(pd.concat([around, own], ignore_index=True), crs=counties.crs)
