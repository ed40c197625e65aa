"""Where things live. Every path in the project is built here."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from mobility_analysis.core.errors import MissingInput

PACKAGE = Path(__file__).resolve().parents[1]
# The settings of a plan; the folder they lie in is the plan's.
PLAN_SETTINGS = "plan.yaml"


def project_root() -> Path:
    """The checkout that holds ``params.yaml``: ``$MOBILITY_ROOT``, else a parent of here or cwd."""
    named = os.environ.get("MOBILITY_ROOT")
    candidates = [Path(named)] if named else [Path.cwd(), *Path.cwd().parents, *PACKAGE.parents]
    for folder in candidates:
        if (folder / "params.yaml").is_file():
            return folder.resolve()
    where = f"MOBILITY_ROOT is {named}, where" if named else "In this folder or above it"
    raise MissingInput(
        f"{where} there is no params.yaml. The package alone has no runs, reference tables, expectations or "
        "notebooks: they are in a checkout of the project (git clone).",
        "Change into a checkout, or set MOBILITY_ROOT to it.",
    )


def reference_table(name: str) -> Path:
    """A file of ``data/reference`` in the checkout (:func:`project_root`), else its copy in the installed package."""
    packed = PACKAGE / "reference" / name
    try:
        return project_root() / "data" / "reference" / name
    except MissingInput:
        if packed.is_file():  # a data release is read without a checkout
            return packed
        raise


@dataclass(frozen=True)
class RunPaths:
    """The folders of one run. Demonstration and real outputs never share one."""

    root: Path
    run: str

    @property
    def raw(self) -> Path:
        """The agencies' files, ``<source_id>/<vintage>/<file>``."""
        return self.root / "data" / "raw" / self.run

    @property
    def snapshots(self) -> Path:
        """Reviewed records of real files; records of the demonstration are beside its files."""
        if self.run == "demo":
            return self.raw / "_snapshots"
        return self.root / "data" / "snapshots"

    @property
    def interim(self) -> Path:
        """Tidy tables, a folder for each source."""
        return self.root / "data" / "interim" / self.run

    @property
    def quality(self) -> Path:
        """What the gates found, and the estimates that the last run replaced."""
        return self.root / "data" / "quality" / self.run

    @property
    def previous(self) -> Path:
        """The last estimates that differ from those in place, and their record."""
        return self.quality / "previous"

    @property
    def estimates(self) -> Path:
        """The estimates table of the nation, and its parts by state."""
        return self.root / "data" / "estimates" / self.run

    @property
    def areas(self) -> Path:
        """The estimates of areas of one's own, a folder for each."""
        return self.root / "data" / "areas" / self.run

    @property
    def reports(self) -> Path:
        """Reports, a folder for each place."""
        return self.root / "reports" / self.run

    def log_of(self, geoid: str) -> Path:
        """Logs of reports that failed."""
        return self.reports / "logs" / f"{geoid}.log"

    @property
    def inbox(self) -> Path:
        """The folder into which people drop files; the same for all runs."""
        return self.root / "data" / "inbox"

    @property
    def expectations(self) -> Path:
        """What must hold before anything is published; the same for all runs."""
        return self.root / "expectations"

    @property
    def reference(self) -> Path:
        """Reference tables kept in git; the same for all runs."""
        return self.root / "data" / "reference"

    @property
    def notebooks(self) -> Path:
        """Notebooks kept in git, without outputs."""
        return self.root / "notebooks"


def tool(name: str) -> str:
    """A program installed beside this Python, so that no shell set-up is needed."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else name


def folder_name(geoid: str, label: str) -> str:
    """The name of a place's folder, ``<geoid>-<name>``."""
    return f"{geoid}-{slug(label)}"


def plan_folders(root: Path, geoid: str = "*") -> list[Path]:
    """The folders of plans below ``root``, by name: of all, or of one place, of which more than one is a mistake."""
    return [path.parent for path in sorted((root / "plans").glob(f"{geoid}-*/{PLAN_SETTINGS}"))]


def slug(name: str) -> str:
    """A name as a folder: "Doña Ana County, NM" is ``dona-ana-county-nm``."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")
