"""One source of a run in JupyterLab: ``SourceProfile("census_pep")``."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import MissingInput, UsageError
from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.near_names import choose_from, did_you_mean
from mobility_analysis.core.spreadsheet import as_written
from mobility_analysis.framework.chosen import run_settings
from mobility_analysis.framework.snapshot import load_snapshot
from mobility_analysis.framework.source import Source
from mobility_analysis.lab.showing import Shown, credit, heading, open_run
from mobility_analysis.lab.source_tables import (
    column_summary,
    coverage,
    key_columns,
    missing_reasons,
    number_columns,
    table_summary,
)
from mobility_analysis.lab.tables import Table
from mobility_analysis.reporting.charts.histogram import histogram
from mobility_analysis.sources import source_module

FILES = ["vintage", "name", "bytes", "retrieved", "same_in_estimates", "sha256", "url"]


class SourceProfile:
    """Files, gates and tidy tables of one source.

    Parameters
    ----------
    source
        Source id, such as ``census_pep``.
    run
        ``real`` or ``demo``; by default the real run where its estimates exist.
    root
        The project's folder; found by itself inside a checkout.

    Raises
    ------
    UsageError
        The run does not use that source; with those it uses.
    MissingInput
        The run has no estimates yet, or the source is not parsed.

    Examples
    --------
    >>> profile = SourceProfile("cdc_wonder_natality")
    >>> profile
    SourceProfile('cdc_wonder_natality', run='demo'): 2022-all-counties
    """

    def __init__(
        self, source: str, *, run: str | None = None, root: str | Path | None = None
    ) -> None:
        self._run = open_run(run, root)
        paths = self._run.paths
        used = run_settings(paths.root, paths.run).sources
        if source not in used:
            raise UsageError(
                f"The run {paths.run!r} uses no source {source!r}.",
                did_you_mean(source, used) or f"There are: {', '.join(sorted(used))}.",
            )
        self.source: Source = source_module(source).SOURCE
        self.vintages = list(used[source])

    @cached_property
    def tables(self) -> dict[tuple[str, str], pd.DataFrame]:
        """Tidy tables as the metrics read them, by kind and vintage.

        Raises
        ------
        MissingInput
            The source is not parsed.

        Examples
        --------
        >>> list(profile.tables)
        [('births', '2022-all-counties')]
        """
        folder = self._run.paths.interim / self.source.id
        found = {}
        for path in sorted(folder.glob("*.parquet")):
            kind, _, vintage = path.stem.partition(".")
            if vintage in self.vintages:
                found[kind, vintage] = read_parquet(path)
        if not found:
            raise MissingInput(
                f"The tidy tables of {self.source.id} are not there.",
                f"Parse it: `mobility run --run {self._run.paths.run}`.",
            )
        return found

    @property
    def kinds(self) -> list[str]:
        """Kinds of tidy table it provides in this run.

        Examples
        --------
        >>> profile.kinds
        ['births']
        """
        return list(dict.fromkeys(kind for kind, _ in self.tables))

    def about(self) -> pd.DataFrame:
        """Who publishes it, under which terms, what a row is, and its standing warnings.

        Examples
        --------
        >>> profile.about().loc["cadence"].item()
        'yearly'
        """
        source = self.source
        told = pd.Series(
            {
                "agency": source.agency,
                "title": source.title,
                "landing page": source.landing_page,
                "citation": source.citation,
                "licence": source.licence,
                "each row is": source.each_row_is,
                "cadence": source.cadence,
                "vintages of this run": ", ".join(self.vintages),
                "warnings": " ".join(source.warnings) or "none",
            },
            name=source.id,
        )
        return Table(told.to_frame())

    def files(self) -> pd.DataFrame:
        """Files with their hashes, as the reviewed records pin them.

        ``same_in_estimates`` says whether the estimates in place were made of the same bytes.

        Examples
        --------
        >>> profile.files()[["name", "bytes", "same_in_estimates"]]
            name  bytes  same_in_estimates
        0  a.txt      9              False
        """
        used = {
            (entry["vintage"], entry["name"]): entry["sha256"]
            for entry in self._run.record.snapshots
            if entry["source_id"] == self.source.id
        }
        rows = []
        for vintage in self.vintages:
            record = load_snapshot(self._run.paths.snapshots, self.source.id, vintage)
            for file in record.files if record else ():
                same = used.get((vintage, file.name)) == file.sha256
                rows.append({"vintage": vintage, "same_in_estimates": same} | file.model_dump())
        return Table(rows, columns=FILES)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Every expectation of the gate on the agency's own columns, and whether it held.

        Raises
        ------
        MissingInput
            The gate has not run.

        Examples
        --------
        >>> profile.outcomes[["must", "success"]]
                        must  success
        0  Counts are whole.     True
        1           No gaps.    False
        """
        path = self._run.paths.quality / "raw" / "outcomes.csv"
        if not path.is_file():
            raise MissingInput(
                "The gate's outcomes are not there.",
                f"Run the pipeline: `mobility run --run {self._run.paths.run}`.",
            )
        every = as_written(pd.read_csv(path, keep_default_na=False))
        ours = (every["subject"] == self.source.id) & every["vintage"].isin(self.vintages)
        return Table(every[ours].drop(columns="subject").reset_index(drop=True))

    def gates(self) -> pd.DataFrame:
        """Expectations by vintage and table: how many, how many held, what failed or warned.

        Examples
        --------
        >>> profile.gates()[["expectations", "held"]]
           expectations  held
        0             2     1
        """
        rows = [
            {
                "vintage": vintage,
                "table": table,
                "expectations": len(group),
                "held": int(group["success"].sum()),
                "not_held": "; ".join(group.loc[~group["success"], "must"]),
            }
            for (vintage, table), group in self.outcomes.groupby(["vintage", "table"], sort=False)
        ]
        return Table(rows, columns=["vintage", "table", "expectations", "held", "not_held"])

    def summary(self) -> pd.DataFrame:
        """Rows, years, levels and places of every tidy table.

        Examples
        --------
        >>> profile.summary()[["kind", "rows", "years"]]
             kind  rows years
        0  births     4  2022
        """
        return Table([table_summary(*key, frame) for key, frame in self.tables.items()])

    def coverage(self) -> pd.DataFrame:
        """Places in each table beside those that exist in the year of the boundaries it uses.

        Examples
        --------
        >>> profile.coverage()[["level", "expected", "present"]]
            level  expected  present
        0  county         8        2
        """
        universe = self._run.universe
        return _stack([coverage(*key, frame, universe) for key, frame in self.tables.items()])

    def missing(self) -> pd.DataFrame:
        """Reasons on rows, by table: why a value is absent, or what to know about it.

        Examples
        --------
        >>> profile.missing()[["code", "rows"]]
                           code  rows
        0  suppressed_by_source     1
        """
        return _stack([missing_reasons(*key, frame) for key, frame in self.tables.items()])

    def columns(self, kind: str) -> pd.DataFrame:
        """The values of every numeric column of a kind, by vintage, level and item.

        Raises
        ------
        UsageError
            It provides no such kind; with those it does.

        Examples
        --------
        >>> profile.columns("births").query("subgroup == 'All'")[["column", "rows", "without", "median"]]
               column  rows  without  median
        0      births     3        0   400.0
        1  low_weight     3        1    42.5
        """
        self._require_kind(kind)
        parts = [
            column_summary(vintage, frame)
            for (name, vintage), frame in self.tables.items()
            if name == kind
        ]
        return Table(pd.concat(parts, ignore_index=True))

    def distribution(self, kind: str, column: str, **where: str | int) -> Shown:
        """How the values of a column spread, one histogram per vintage.

        Parameters
        ----------
        where
            Columns of text or years and the value wanted, such as ``level="county"``, ``year=2023``.

        Raises
        ------
        UsageError
            No such kind, numeric column or column to choose rows by; with those there are.

        Examples
        --------
        >>> profile.distribution("births", "births", level="county", year=2022)
        Histogram of births (births), county, 2022, 2022-all-counties. 4 rows: half of them below 250, the middle half from 87.5 to 550, all from 50 to 1,000.
        """
        self._require_kind(kind)
        figures = []
        for (name, vintage), frame in self.tables.items():
            if name != kind:
                continue
            known = number_columns(frame)
            if column not in known:
                raise UsageError(
                    f"{kind} has no numeric column {column!r}.", choose_from(column, known)
                )
            figures.append(
                histogram(
                    f"source-{self.source.id}-{vintage}-{column}".replace("_", "-"),
                    _chosen(frame, kind, where)[column].to_numpy(float),
                    title=", ".join([f"{column} ({kind})", *map(str, where.values()), vintage]),
                    things="rows",
                )
            )
        return Shown(
            [figure for figure in figures if figure],
            "No row has a value to draw.",
            credit(self._run.record, f"{self.source.agency}, {self.source.title}"),
        )

    def _require_kind(self, kind: str) -> None:
        if kind not in self.kinds:
            raise UsageError(
                f"{self.source.id} provides no {kind!r} in this run.",
                choose_from(kind, self.kinds),
            )

    def __repr__(self) -> str:
        run = self._run.paths.run
        return f"SourceProfile({self.source.id!r}, run={run!r}): {', '.join(self.vintages)}"

    def _repr_html_(self) -> str:
        number = len(self.vintages)
        rest = f"({self.source.agency}): {number} {'vintage' if number == 1 else 'vintages'}."
        return heading(self._run.record, self.source.title, rest)


def _stack(parts: list[pd.DataFrame]) -> Table:
    """All rows; empty parts are left out, because they would turn numbers into objects."""
    return Table(pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True))


def _chosen(frame: pd.DataFrame, kind: str, where: dict[str, str | int]) -> pd.DataFrame:
    """Rows of ``frame`` in which each column named has the value wanted."""
    known = key_columns(frame)
    for column, wanted in where.items():
        if column not in known:
            raise UsageError(
                f"Rows of {kind} cannot be chosen by {column!r}.",
                choose_from(column, known),
            )
        frame = frame[frame[column].astype(str) == str(wanted)]
    return frame
