"""Writing a data release: a finished run as a folder that others can use without this package."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version as version_of
from pathlib import Path

import pandas as pd

from mobility_analysis.core.atomic import atomic_folder, mend
from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.io import read_parquet, write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.seal import digests
from mobility_analysis.core.web import PACKAGE
from mobility_analysis.dataset import catalogue, columns, texts
from mobility_analysis.dataset.changes import changes_between, earlier_release
from mobility_analysis.dataset.checking import check_release
from mobility_analysis.dataset.findings import findings_of_all
from mobility_analysis.dataset.package import Resource, resource_name, write_package
from mobility_analysis.dataset.reference_layout import write_reference_layout
from mobility_analysis.dataset.run_part import LeftOut, write_run
from mobility_analysis.dataset.tables import arrow_table, with_ends, write_both, write_csv_of
from mobility_analysis.dataset.terms import Terms
from mobility_analysis.framework.metric import AreaKind
from mobility_analysis.framework.places import NATION_GEOID, REPORT_LEVELS, Level
from mobility_analysis.insights.peer_lenses import find_lens
from mobility_analysis.metrics import metric_modules
from mobility_analysis.reporting.beside.data_dictionary import write_dictionary
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.released_files import CHECKSUMS, RUN, ReleasePaths
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.runs.run_record import RunRecord

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,63}")
_WHAT = {
    Level.COUNTY: "Estimates of counties",
    Level.PLACE: "Estimates of cities of 75,000 residents and more",
    Level.STATE: "Estimates of states",
    Level.NATION: "Estimates of the nation",
}
_AREAS = {
    "neighborhood": "Neighboring tracts, merged until a share is known to within 10 points",
    "tract": "Single census tracts",
    "zcta": "ZIP codes",
    "district": "School districts",
    "agency": "Police agencies",
}
# Kinds of listed areas by the length of their codes.
_LISTED = {5: "zcta", 7: "district", 9: "agency"}
Say = Callable[[str], None]
Step = Callable[[str, int], None]


@dataclass(frozen=True)
class Wishes:
    """What is asked of a release.

    Attributes
    ----------
    version
        Name of its folder; empty for the day.
    day
        The day it bears.
    since
        An earlier release to compare with; by default the one before in the same folder.
    with_findings
        Make the findings of every place.
    takes_unclear
        Take in what rests on sources whose terms were not found.
    replaces
        Replace a release of the same version.
    """

    day: date
    version: str = ""
    since: Path | None = None
    with_findings: bool = True
    takes_unclear: bool = False
    replaces: bool = False

    @property
    def name(self) -> str:
        """The version, or the day."""
        return self.version or self.day.isoformat()


def releases_of(paths: RunPaths) -> Path:
    """The folder of a run's releases."""
    return paths.root / "releases" / paths.run


def write_release(paths: RunPaths, wishes: Wishes, say: Say, step: Callable[[int], Step]) -> Path:
    """Write ``releases/<run>/<version>/``, complete or not at all.

    Parameters
    ----------
    step
        Given the number of places, the progress of their findings: called with a state and how many are done.

    Returns
    -------
    The folder.

    Raises
    ------
    MissingInput, SealBroken
        The run has no estimates that passed the gate.
    UsageError
        A version that no folder can be named by, or one that is there already.
    BadValues
        A table breaks its own description: the release is not published.
    """
    if not _VERSION.fullmatch(wishes.name):
        raise UsageError(
            f"--version cannot be {wishes.name!r}.",
            "Use letters, digits, points and dashes, such as 2026.1.",
        )
    run = RunData(paths)
    target = releases_of(paths) / wishes.name
    if target.parent.is_dir():
        mend(target.parent)
    if target.exists() and not wishes.replaces:
        raise UsageError(
            f"{target.relative_to(paths.root)} is there already.",
            "Give another --version, or replace it with --replace.",
        )
    since = wishes.since or earlier_release(target.parent, wishes.name)
    with atomic_folder(target) as folder:
        _Writer(run, wishes, folder, say).write(since, step)
    return target


class _Writer:
    """One release being written into ``folder``."""

    def __init__(self, run: RunData, wishes: Wishes, folder: Path, say: Say) -> None:
        self._run, self._wishes, self._folder, self._say = run, wishes, folder, say
        self._terms = Terms(wishes.takes_unclear)
        self._resources: list[Resource] = []

    def write(self, since: Path | None, step: Callable[[int], Step]) -> None:
        self._say("estimates")
        rows, record, left_out = write_run(self._run, self._folder / RUN, self._terms)
        about = texts.About(
            record,
            self._wishes.name,
            self._wishes.day.isoformat(),
            version_of(PACKAGE),
            since.name if since else "",
        )
        self._catalogue(rows, record, left_out)
        self._estimates(rows)
        self._say("reference layout")
        self._reference_layout(rows)
        self._say("changes")
        differs = changes_between(since, rows) if since else None
        if differs is not None:
            self._listed(
                "changes", "What differs from the release before", columns.CHANGES, differs
            )
        del rows
        self._say("small areas")
        self._small_areas()
        if self._wishes.with_findings:
            self._findings(record, step)
        self._say("descriptions and checksums")
        write_text(self._folder / "README.md", texts.readme(about, self._overview()))
        write_text(
            self._folder / "LICENSES.md", texts.licences(about, self._terms, left_out.frame())
        )
        write_text(self._folder / "CITATION.cff", texts.citation(about))
        write_text(self._folder / "CHANGES.md", texts.changes(about, differs))
        write_dictionary(record, self._folder)
        write_package(self._folder, about, self._terms, self._resources)
        _write_checksums(self._folder)
        self._say("check")
        check_release(self._folder)

    def _catalogue(self, rows: pd.DataFrame, record: RunRecord, left_out: LeftOut) -> None:
        places = catalogue.places(self._run, rows)
        self._labels = catalogue.labels(places)
        self._listed("places", "Places, today's and former ones", columns.PLACES, places)
        self._listed("measures", "Measures", columns.MEASURES, catalogue.measures(record))
        self._listed(
            "metrics", "The 26 Mobility Metrics", columns.METRICS, catalogue.metrics(record)
        )
        self._listed("groups", "Groups", columns.GROUPS, catalogue.groups())
        self._listed(
            "sources",
            "Files behind the estimates, with hashes and terms",
            columns.SOURCES,
            catalogue.sources(record, self._terms),
        )
        if len(lost := left_out.frame()):
            self._listed("left-out", "What was left out because of terms", columns.LEFT_OUT, lost)

    def _listed(self, name: str, what: str, table: columns.Table, frame: pd.DataFrame) -> None:
        """A small table: CSV alone."""
        stem = self._folder / "catalogue" / name.replace("-", "_")
        path = write_csv_of(arrow_table(frame, table), table, stem, is_packed=False)
        self._add(name, what, table, len(frame), [path])

    def _estimates(self, rows: pd.DataFrame) -> None:
        for level, what in _WHAT.items():
            part = rows[rows["level"] == level.value]
            if part.empty:
                continue
            keys = zip(part["level"], part["geoid"], strict=True)
            named = with_ends(part.assign(name=[self._labels.get(key, "") for key in keys]))
            is_packed = level in REPORT_LEVELS
            self._both(f"estimates/{level.value}", what, columns.estimates(level), named, is_packed)

    def _both(
        self, stem: str, what: str, table: columns.Table, frame: pd.DataFrame, is_packed: bool
    ) -> None:
        whole, text = write_both(frame, table, self._folder / stem, is_packed=is_packed)
        self._add(resource_name(stem), what, table, len(frame), [text, whole])

    def _reference_layout(self, rows: pd.DataFrame) -> None:
        for path, table in write_reference_layout(rows, self._folder).items():
            with (self._folder / path).open("rb") as stream:
                count = sum(1 for _ in stream) - 1
            what = "One metric in the columns of the Urban Institute's metric files"
            self._add(resource_name(path), what, table, count, [self._folder / path])

    def _small_areas(self) -> None:
        files = EstimatesFolder(self._folder / RUN)
        names = [field.name for field in columns.small_areas().fields if field.name != "open_end"]
        parts = [
            read_parquet(files.small_areas_of(state), columns=names)
            for state in sorted(files.states_with_small_areas)
        ]
        if not parts:
            return
        every = with_ends(pd.concat(parts, ignore_index=True))
        kinds = _kinds_of_areas(every)
        for kind, what in _AREAS.items():
            part = every[kinds == kind]
            if len(part):
                self._both(f"small_areas/{kind}", what, columns.small_areas(), part, is_packed=True)

    def _findings(self, record: RunRecord, step: Callable[[int], Step]) -> None:
        files = {f"{RUN}/{name}": digest for name, digest in digests(self._folder / RUN).items()}
        paths = ReleasePaths(self._folder, "release", files)
        refs = self._run.universe.places()
        lens = find_lens(record.settings.get("peer_lens", "")).id
        done = step(len(refs))
        for level in REPORT_LEVELS:
            geoids = [ref.geoid for ref in refs if ref.level is level]
            if geoids:
                found = findings_of_all(paths, geoids, lens, done)
                what = f"Findings about {'counties' if level is Level.COUNTY else 'cities'}"
                stem = f"findings/{level.value}"
                self._both(stem, what, columns.findings(), found, is_packed=True)

    def _overview(self) -> pd.DataFrame:
        rows = [
            (each.paths[0], each.rows, each.what + ("; also as Parquet" if each.paths[1:] else ""))
            for each in self._resources
            if not each.id.startswith("reference-layout")
        ]
        return pd.DataFrame(rows, columns=["path", "rows", "what"])

    def _add(
        self, name: str, what: str, table: columns.Table, rows: int, paths: list[Path]
    ) -> None:
        within = tuple(path.relative_to(self._folder).as_posix() for path in paths)
        self._resources.append(Resource(name, what, table, rows, within))


def _kinds_of_areas(areas: pd.DataFrame) -> pd.Series:
    """The kind of each row's area: as its measure is made, and of listed ones by the length of the code."""
    made = {
        each.id: each.kind
        for module in metric_modules().values()
        for each in getattr(module, "SMALL_AREAS", ())
    }
    kinds = areas["measure"].map(made)
    out = areas["area"].str.len().map(_LISTED).fillna("tract")
    return out.mask(kinds == AreaKind.MERGED, "neighborhood").mask(
        kinds == AreaKind.TRACTS, "tract"
    )


def _write_checksums(folder: Path) -> None:
    lines = [f"{digest}  {name}\n" for name, digest in digests(folder).items() if name != CHECKSUMS]
    write_text(folder / CHECKSUMS, "".join(lines))


def places_of(run: RunData) -> int:
    """How many places findings are made of."""
    return len([ref for ref in run.universe.places() if ref.geoid != NATION_GEOID])
