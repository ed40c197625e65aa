"""The folder of a run's estimates: all names of its files are written here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import NATION_GEOID


@dataclass(frozen=True)
class EstimatesFolder:
    """``data/estimates/<run>/``, or an earlier copy of it.

    Attributes
    ----------
    path
        The folder. It need not exist: this class only names files, and opens none.
    """

    path: Path

    @property
    def estimates(self) -> Path:
        """All estimates, one row each (:mod:`framework.estimate`)."""
        return self._file("estimates.parquet")

    @property
    def record(self) -> Path:
        """The record of the run (:mod:`runs.run_record`)."""
        return self._file("run.json")

    @property
    def distribution(self) -> Path:
        """The values of all places by measure, year and level, for ranks."""
        return self._file("distribution.parquet")

    @property
    def places(self) -> Path:
        """The places of the run: code, level, name."""
        return self._file("places.parquet")

    @property
    def peer_factors(self) -> Path:
        """The factors by which places are compared, one row per place."""
        return self._file("peer_factors.parquet")

    @property
    def boundaries(self) -> Path:
        """Outlines of counties; a run without them has no such file."""
        return self._file("boundaries.parquet")

    def rows_of(self, state: str) -> Path:
        """The estimates of one state by its two digits, or of the nation."""
        return self._file(f"by_state/{state}.parquet")

    @property
    def by_state(self) -> Path:
        """The folder of all states' estimates."""
        return self.path / "by_state"

    def small_areas_of(self, state: str) -> Path:
        """The tracts and ZIP codes of one state; a state without any has no such file."""
        return self._file(f"small_areas/{state}.parquet")

    @property
    def states_with_small_areas(self) -> frozenset[str]:
        """The codes of states that have small areas."""
        return frozenset(path.stem for path in self.small_areas.glob("*.parquet"))

    @property
    def small_areas(self) -> Path:
        """The folder of all states' small areas."""
        return self.path / "small_areas"

    @property
    def shared(self) -> tuple[Path, ...]:
        """The files that the report of every place reads; no outlines, since naming a file of a release brings it here."""
        return (self.record, self.places, self.peer_factors, self.distribution)

    def _file(self, name: str) -> Path:
        """The path of a file by its name within the folder."""
        return self.path / name

    def read_by_a_place(self, *states: str) -> tuple[Path, ...]:
        """The files whose change means that a place of these states is read again."""
        return (self.record, *map(self.rows_of, (*states, NATION_GEOID)))


def default_run(root: Path) -> str:
    """The real run where it has estimates, else the demonstration."""
    real = EstimatesFolder(RunPaths(root, "real").estimates)
    return "real" if real.record.is_file() else "demo"
