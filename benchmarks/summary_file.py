"""Summary-file tables of real size: our reading beside the stock way, in one run.

Makes the tables that a run takes from the Census Bureau's table-based summary file, each with the rows of
every geography (600,000) and with all of its columns, then does in processes of their own what a run does:

* parse, of counties and cities and of tracts: the check against the snapshot record (sha256 of every raw
  file), ``read``, ``tidy``, writing;
* check: the record again, ``read``, the gate;
* of the table of most columns, B23001, the tracts' cells: by our ``read``, and by ``pandas.read_csv`` of the
  whole table, cut afterwards; both must give the same.

Usage: ``python benchmarks/summary_file.py [--rows 600000]``; needs 4 GB of disk for temporary files.
Prints Markdown; wall time and peak memory are of the whole process tree, and beside them stand the seconds of
the processors, which do not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv
from run import ROOT, measure

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.snapshot import FROM_AGENCY, save_snapshot
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.census import acs
from mobility_analysis.sources.census._acs_vintages import LINES
from mobility_analysis.workflow.check import _check_source
from mobility_analysis.workflow.fetching.raw_files import link, record_of, snapshot_of
from mobility_analysis.workflow.parse import parse_source

VINTAGES = ("5yr-2023-all-sf", "5yr-2023-tract-sf")
ROWS_AT_ONCE = 50_000
# How many places of each kind a table of all geographies has, about as in 2023. Summary level and geographic
# component, places, digits of the code; every code begins with the one of a state.
GEOGRAPHIES = (
    ("0100000", 1, 0),
    ("0100001", 1, 0),
    ("0400000", 52, 2),
    ("04000A0", 52, 2),
    ("0500000", 3_222, 5),
    ("0600000", 36_600, 10),
    ("0700000", 80_000, 15),
    ("1400000", 85_400, 11),
    ("1500000", 242_300, 12),
    ("1550000", 64_000, 12),
    ("1600000", 32_300, 7),
    ("1600043", 900, 7),
    ("3100000", 940, 5),
    ("5001800", 440, 4),
    ("6100000", 1_970, 5),
    ("6200000", 4_880, 5),
    ("7950000", 2_480, 7),
    ("8600000", 33_800, 5),
    ("9500000", 10_900, 7),
)
STATES = [f"{number:02d}" for number in range(1, 57) if number not in (3, 7, 14, 43, 52)] + ["72"]


# ------------------------------------------------------------------ made-up tables


def lines_of(table: str) -> int:
    return LINES.get(table) or LINES[table[:6]]


def tables_of(vintage: Vintage) -> list[str]:
    return [file.name.split("-")[1].removesuffix(".dat").upper() for file in vintage.files]


def identifiers(rows: int) -> list[str]:
    """The ``GEO_ID`` of every place of every geography, as many as ``rows`` in the real proportions."""
    share = min(1.0, rows / sum(number for _, number, _ in GEOGRAPHIES))
    found: list[str] = []
    for kind, number, digits in GEOGRAPHIES:
        wanted = number if number < 4_000 else round(number * share)
        each = -(-wanted // len(STATES))
        for state in STATES if digits else [""]:
            rest = range(1, min(each, wanted, 10 ** max(0, digits - 2)) + 1)
            codes = (f"{number:0{digits - 2}d}" if digits > 2 else "" for number in rest)
            found += [f"{kind}US{state}{code}" for code in codes]
    return found


def write_table(path: Path, table: str, geo_ids: list[str], rng: np.random.Generator) -> None:
    """Estimates and margins as long as real ones: most cells of small areas are zero or of two digits."""
    is_median = table.startswith(("B19013", "B25077", "B19080"))
    low, most = (30_000, 150_000) if is_median else (0, 4_000)
    pool = np.maximum(low, rng.lognormal(2.5, 2.0, 1 << 16).clip(0, most)).astype(np.int64)
    pool[rng.random(len(pool)) < 0.3] = -666666666 if is_median else 0
    margins = np.abs(pool) // 2 + 12
    margins[rng.random(len(pool)) < 0.01] = -555555555
    names = [f"{table}_{kind}{line:03d}" for line in range(1, lines_of(table) + 1) for kind in "EM"]
    schema = pa.schema([("GEO_ID", pa.string()), *((name, pa.int64()) for name in names)])
    # The header is written apart: the library would quote it.
    with path.open("wb") as out:
        out.write(("|".join(schema.names) + "\n").encode())
        options = csv.WriteOptions(delimiter="|", quoting_style="none", include_header=False)
        with csv.CSVWriter(out, schema, write_options=options) as writer:
            for start in range(0, len(geo_ids), ROWS_AT_ONCE):
                ids = geo_ids[start : start + ROWS_AT_ONCE]
                drawn = [rng.integers(0, len(pool), len(ids)) for _ in names[::2]]
                cells = [source[at] for at in drawn for source in (pool, margins)]
                writer.write_table(pa.table([pa.array(ids), *cells], schema=schema))


def make_raw(root: Path, rows: int) -> None:
    """Raw folders of both vintages with their records; a table of both is one file with two names."""
    rng, geo_ids = np.random.default_rng(20260101), identifiers(rows)
    made: dict[str, Path] = {}
    paths = RunPaths(root, "real")
    for vintage in map(acs.SOURCE.vintage, VINTAGES):
        folder = paths.raw / acs.SOURCE.id / vintage.id
        folder.mkdir(parents=True, exist_ok=True)
        records = []
        for file, table in zip(vintage.files, tables_of(vintage), strict=True):
            path = folder / file.name
            if file.name in made:
                link(made[file.name], path)
            else:
                write_table(path, table, geo_ids, rng)
            made[file.name] = path
            records.append(record_of(path, file.name, file.url or "", FROM_AGENCY))
        save_snapshot(paths.snapshots, snapshot_of(acs.SOURCE, vintage, tuple(records)))
    (root / "expectations").symlink_to(ROOT / "expectations")


# ------------------------------------------------------------------ jobs


def job_parse(paths: RunPaths) -> None:
    assert parse_source(paths, acs.SOURCE.id, VINTAGES) == []


def job_check(paths: RunPaths) -> None:
    results, unread = _check_source(paths, acs.SOURCE.id, VINTAGES)
    assert not unread and all(result.success for result in results)


def _widest(paths: RunPaths) -> Path:
    return next((paths.raw / acs.SOURCE.id / VINTAGES[1]).glob("*b23001.dat"))


def job_ours(paths: RunPaths) -> None:
    levels = acs._levels(acs.SOURCE.vintage(VINTAGES[1]))
    acs._read_summary_file(_widest(paths), levels).to_parquet(paths.root / "ours.parquet")


def job_stock(paths: RunPaths) -> None:
    whole = pd.read_csv(_widest(paths), sep="|", dtype=str, keep_default_na=False)
    ours = pd.read_parquet(paths.root / "ours.parquet")
    tracts = whole[whole["GEO_ID"].str.startswith("1400000US")].reset_index(drop=True)
    pd.testing.assert_frame_equal(tracts[list(ours.columns)], ours)


def run_job(name: str, folder: Path) -> None:
    globals()[f"job_{name}"](RunPaths(folder, "real"))
    (folder / f"{name}.json").write_text(json.dumps(time.process_time()))


JOBS = {
    "parse": "parse: record, read, tidy, write; both vintages",
    "check": "check: record, read, gate; both vintages",
    "ours": "B23001, tracts: our `read`",
    "stock": "B23001, tracts: `pandas.read_csv` of the whole, then cut",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=600_000)
    parser.add_argument("--job")
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.job:
        run_job(asked.job, asked.folder)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make_raw(folder, asked.rows)
        files = {path.name: path.stat().st_size for path in folder.rglob("*.dat")}
        print(f"{len(files)} tables, {sum(files.values()) / 1e9:.1f} GB\n")
        print(f"Load of the machine at the start: {os.getloadavg()[0]:.1f}\n")
        print("| job | seconds | of processors | peak MiB |\n|---|---|---|---|", flush=True)
        for name, title in JOBS.items():
            found = measure(
                [sys.executable, __file__, "--job", name, "--folder", str(folder)], MOBILITY_ROOT=""
            )
            work = json.loads((folder / f"{name}.json").read_text())
            line = f"| {title} | {found.seconds:.1f} | {work:.1f} | {found.peak_mib:,.0f} |"
            print(line, flush=True)


if __name__ == "__main__":
    main()
