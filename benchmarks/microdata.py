"""Survey records of a whole nation: the engine beside vectorized pandas, and beside samplics on a part.

Makes a one-year file of 3.2 million people and 1.35 million homes with 80 replicate weights in Parquet
(made-up records, the real list of areas where ``--data`` has a crosswalk), then runs every job in a
process of its own and holds the answers against one another:

* shares by area and group, percentiles by area: engine and pandas;
* a share of one area: engine and samplics (``--samplics <python>`` of an environment that has it);
* every measure and group that the metrics take from survey records, for all counties, states, the nation;
* the shares and percentiles on two Dask workers, which must equal those of one process;
* the share again on more rows, read a piece at a time, up to a five-year file.

Usage: ``python benchmarks/microdata.py [--people 3200000] [--five-year] [--samplics PYTHON]``.
Prints Markdown; wall time and peak memory are of the whole process tree. On a machine that others use, too, compare the
CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from run import measure

from mobility_analysis.estimation.microdata import (
    T79,
    Totals,
    replicate_error,
    replicate_share,
    totals,
    totals_of_pieces,
)
from mobility_analysis.estimation.microdata_percentiles import replicate_percentiles
from mobility_analysis.framework.tables import WEIGHTS, Tables
from mobility_analysis.workflow.survey_cluster import (
    Question,
    percentiles_on_cluster,
    totals_on_cluster,
)

AREAS, PER_STATE = 2_400, 48
ROWS_AT_ONCE = 400_000
RACES = [
    "Black, Non-Hispanic",
    "Hispanic",
    "Other Races and Ethnicities",
    "White, Non-Hispanic",
]
HOMES_PER_PERSON = 0.42
FIXED = {"puma_vintage": 2020, "year": 2023, "period": "2023", "snapshot": "census_pums@made-up"}
# Seconds that this process has spent on reading, on the clock and of CPU.
READING: list[tuple[float, float]] = []
# No product of any measure uses more columns than these.
PEOPLE = ["puma", "age", "gender", "race_ethnicity", "in_household", "has_hs_degree", "is_employed"]
HOMES = ["puma", "age", "gender", "race_ethnicity", "tenure", "persons", "income", "home_value"]


# ------------------------------------------------------------------ made-up records


def allocation() -> pd.DataFrame:
    """Areas and counties: every second area is a county; the others hold four counties each."""
    rows = []
    for number in range(AREAS):
        state = f"{number // PER_STATE + 1:02d}"
        puma = f"{state}{number:05d}"
        parts = [1.0] if number % 2 else [0.4, 0.3, 0.2, 0.1]
        rows += [
            (puma, "county", f"{state}{2 * number + part:05d}"[:7], share, 1.0)
            for part, share in enumerate(parts)
        ]
    frame = pd.DataFrame(rows, columns=["puma", "level", "geoid", "afact", "afact2"])
    return frame.assign(puma_vintage=2020, geo_vintage=2023, snapshot="crosswalk@made-up")


def _records(rng: np.random.Generator, size: int, pumas: np.ndarray) -> dict[str, object]:
    weight = rng.gamma(4.0, 25.0, size).astype(np.float32) + 1
    columns: dict[str, object] = {
        "puma": rng.choice(pumas, size),
        "age": rng.integers(0, 95, size).astype(np.int16),
        "gender": rng.choice(["Female", "Male"], size),
        "race_ethnicity": rng.choice(RACES, size, p=[0.12, 0.19, 0.09, 0.6]),
    }
    columns["w0"] = weight.astype(np.int32)
    for number in range(1, 81):
        factor = rng.choice(np.array([0.3, 1.0, 1.7], np.float32), size)
        columns[f"w{number}"] = np.rint(weight * factor).astype(np.int32)
    return columns


def write_records(path: Path, size: int, kind: str) -> None:
    """``size`` records of people or homes in row groups."""
    rng = np.random.default_rng(7)
    pumas = allocation()["puma"].unique().astype(str)
    writer = None
    for start in range(0, size, ROWS_AT_ONCE):
        number = min(ROWS_AT_ONCE, size - start)
        columns = _records(rng, number, pumas)
        if kind == "people":
            columns["in_household"] = rng.random(number) < 0.97
            columns["has_hs_degree"] = rng.random(number) < 0.88
            columns["is_employed"] = rng.random(number) < 0.77
            columns["has_disability"] = rng.random(number) < 0.13
        else:
            owns = rng.random(number) < 0.64
            columns["tenure"] = np.where(owns, "Owner", "Renter")
            columns["persons"] = rng.integers(1, 6, number).astype(np.int16)
            columns["income"] = np.round(rng.lognormal(11.1, 0.85, number), -2)
            columns["home_value"] = np.where(
                owns, np.round(rng.lognormal(12.5, 0.6, number), -3), np.nan
            )
        columns |= {name: np.full(number, value) for name, value in FIXED.items()}
        table = pa.table(columns)
        for name in ("puma", "gender", "race_ethnicity", "tenure", "period", "snapshot"):
            if name in table.column_names:
                place = table.column_names.index(name)
                table = table.set_column(place, name, table[name].dictionary_encode())
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    assert writer is not None
    writer.close()


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(began: tuple[float, float]) -> tuple[float, float]:
    clock, cpu = _clocks()
    return clock - began[0], cpu - began[1]


def load(path: Path, columns: list[str], **options: object) -> pd.DataFrame:
    """Only the columns asked for, read once."""
    began = _clocks()
    table = pq.read_table(path, columns=[*columns, *WEIGHTS], **options)
    frame = table.to_pandas(self_destruct=True, split_blocks=True)
    READING.append(_since(began))
    return frame.assign(**FIXED)


# ------------------------------------------------------------------ jobs, each in a process of its own


def job_engine_shares(folder: Path) -> pd.DataFrame:
    people = load(folder / "people.parquet", ["puma", "race_ethnicity", "is_employed"])
    return _counties(totals(people, _by_area(), _employed(people), by=("race_ethnicity",)))


def _counties(found: Totals) -> pd.DataFrame:
    out = replicate_share(found, found.of["employed"], found.of["all"], "share_employed")
    out = out[out["level"] == "county"].sort_values(["geoid", "subgroup"])
    return out[["geoid", "subgroup", "value", "se"]]


def _by_area() -> pd.DataFrame:
    """Each area as a place of its own, so that both ways answer for the same areas."""
    whole = allocation().drop_duplicates("puma").assign(afact=1.0, afact2=1.0)
    return whole.assign(geoid=whole["puma"])


def job_pandas_shares(folder: Path) -> pd.DataFrame:
    people = load(folder / "people.parquet", ["puma", "race_ethnicity", "is_employed"])
    parts = []
    for keys in (["puma"], ["puma", "race_ethnicity"]):
        weights = people[WEIGHTS]
        whole = weights.groupby([people[key] for key in keys], observed=True).sum()
        part = weights.where(people["is_employed"], 0)
        part = part.groupby([people[key] for key in keys], observed=True).sum()
        share = part / whole
        se = np.sqrt(4 / 80 * (share[WEIGHTS[1:]].sub(share["w0"], axis=0) ** 2).sum(axis=1))
        out = pd.DataFrame({"value": share["w0"], "se": se}).reset_index()
        parts.append(out if len(keys) == 2 else out.assign(race_ethnicity="All"))
    both = pd.concat(parts).rename(columns={"puma": "geoid", "race_ethnicity": "subgroup"})
    both = both.astype({"geoid": "str", "subgroup": "str"})
    return both.sort_values(["geoid", "subgroup"])[["geoid", "subgroup", "value", "se"]]


PERCENTILES = {"pctl_income_20": 0.2, "pctl_income_50": 0.5, "pctl_income_80": 0.8}


def job_engine_percentiles(folder: Path) -> pd.DataFrame:
    homes = load(folder / "homes.parquet", ["puma", "income"])
    return _areas(replicate_percentiles(homes, _by_area(), homes["income"], PERCENTILES))


def _areas(found: pd.DataFrame) -> pd.DataFrame:
    out = found[found["level"] == "county"].sort_values(["measure", "geoid"])
    return out[["measure", "geoid", "value", "lower", "upper"]]


def job_pandas_percentiles(folder: Path) -> pd.DataFrame:
    homes = load(folder / "homes.parquet", ["puma", "income"])
    homes["puma"] = homes["puma"].astype("str")
    homes = homes.sort_values(["puma", "income"], ignore_index=True)
    area = homes["puma"]
    total = homes.groupby(area)[WEIGHTS].sum()
    # One row per distinct income of an area, with the weight up to it.
    upto = homes["w0"].groupby([area, homes["income"]]).sum().groupby(level=0).cumsum()
    parts = []
    for percentile, probability in PERCENTILES.items():
        value = _at(upto, total["w0"] * probability)
        under = homes[WEIGHTS].where(homes["income"] <= area.map(value), 0).groupby(area).sum()
        share = under / total
        se = np.sqrt(4 / 80 * (share[WEIGHTS[1:]].sub(share["w0"], axis=0) ** 2).sum(axis=1))
        limits = [_at(upto, total["w0"] * (probability + sign * T79 * se)) for sign in (-1, 1)]
        parts.append(
            pd.DataFrame({"value": value, "lower": limits[0], "upper": limits[1]})
            .rename_axis("geoid")
            .reset_index()
            .assign(measure=percentile)
        )
    both = pd.concat(parts).sort_values(["measure", "geoid"])
    return both[["measure", "geoid", "value", "lower", "upper"]]


def _at(upto: pd.Series, target: pd.Series) -> pd.Series:
    """The first income whose cumulative weight exceeds the target, by area; of an exact hit the income
    itself where its place in the row is even."""
    frame = upto.rename("weight").reset_index()
    aim = frame["puma"].map(target)
    is_even = frame.groupby("puma").cumcount() % 2 == 1
    hit = np.isclose(frame["weight"], aim, rtol=1e-12, atol=0)
    beyond = frame[((frame["weight"] > aim) & ~hit) | (hit & is_even)]
    return beyond.groupby("puma")["income"].first()


def job_whole_set(folder: Path) -> pd.DataFrame:
    """All measures and groups that the metrics take from survey records, by county, state and nation."""
    from mobility_analysis.metrics.high_quality_education import preparation_for_college as college
    from mobility_analysis.metrics.rewarding_work import employment_opportunities as employment
    from mobility_analysis.metrics.rewarding_work import opportunities_for_income as income
    from mobility_analysis.metrics.rewarding_work import wealth_building_opportunities as wealth

    parts = []
    people = load(folder / "people.parquet", [*PEOPLE, "has_disability"])
    tables = Tables.of(pums_persons=people, puma_allocation=allocation())
    parts += [college._from_records(tables), employment._from_records(tables)]
    del people, tables
    homes = load(folder / "homes.parquet", HOMES)
    tables = Tables.of(pums_households=homes, puma_allocation=allocation())
    parts += [income._from_records(tables), *wealth._of_wealth(tables)]
    out = pd.concat(parts)
    return out.groupby(["measure", "subgroup_type"])["value"].count().rename("values").reset_index()


def _employed(people: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "all": pd.Series(1.0, index=people.index),
        "employed": people["is_employed"].astype(float),
    }


EMPLOYED = Question(("is_employed",), _employed, ("race_ethnicity",))


def job_pieces(folder: Path, rows: int) -> pd.DataFrame:
    """The share over as many rows as asked for, the file read again and again a row group at a time."""
    path = folder / "people.parquet"
    groups = pq.ParquetFile(path).num_row_groups
    number = -(-rows // ROWS_AT_ONCE)
    pieces = (EMPLOYED.piece(path, each % groups) for each in range(number))
    found = totals_of_pieces(pieces, _by_area())
    share = found.of["employed"] / found.of["all"]
    return pd.DataFrame({"rows": [rows], "value": [share[0, 0]], "se": [replicate_error(share)[0]]})


def _two_workers():
    from distributed import LocalCluster

    return LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50)


def job_cluster_shares(folder: Path) -> pd.DataFrame:
    """The shares of ``engine_shares``, each row group added up by one of two Dask workers."""
    files = [folder / "people.parquet"]
    with _two_workers() as local:
        found = totals_on_cluster(local.scheduler_address, files, EMPLOYED, _by_area(), seconds=600)
    return _counties(found)


def _incomes(homes: pd.DataFrame) -> dict[str, pd.Series]:
    return {"income": homes["income"]}


def job_cluster_percentiles(folder: Path) -> pd.DataFrame:
    """The percentiles of ``engine_percentiles``, each row group looked at by one of two Dask workers."""
    question, files = Question(("income",), _incomes), [folder / "homes.parquet"]
    with _two_workers() as local:
        found = percentiles_on_cluster(
            local.scheduler_address,
            files,
            question,
            _by_area(),
            "income",
            measures=PERCENTILES,
            seconds=600,
        )
    return _areas(found)


def job_engine_one_area(folder: Path) -> pd.DataFrame:
    out = job_engine_shares(folder)
    return out[(out["geoid"] == out["geoid"].iloc[0]) & (out["subgroup"] == "All")]


SAMPLICS = """
import sys, json, time, pandas as pd, numpy as np
from samplics.estimation import ReplicateEstimator
from samplics import PopParam, RepMethod
frame = pd.read_parquet(sys.argv[1])
began = time.perf_counter()
est = ReplicateEstimator(RepMethod.brr, PopParam.mean, fay_coef=0.5)
weights = [f"w{n}" for n in range(1, 81)]
est.estimate(y=frame["is_employed"].astype(float), samp_weight=frame["w0"].astype(float),
             rep_weights=frame[weights].astype(float), conservative=True)
def one(x):
    return float(list(x.values())[0]) if isinstance(x, dict) else float(np.ravel(x)[0])
print(json.dumps([one(est.point_est), one(est.stderror), time.perf_counter() - began]))
"""


# ------------------------------------------------------------------ the comparison


def compare(folder: Path, title: str, ours: str, theirs: str) -> str:
    peak = {name: _run(folder, name).peak_mib for name in (ours, theirs)}
    one, two = (pd.read_parquet(folder / f"{name}.parquet") for name in (ours, theirs))
    numbers = one.select_dtypes("number").columns
    gap = float(np.nanmax(np.abs(one[numbers].to_numpy() - two[numbers].to_numpy())))
    work = {name: _work(folder, name) for name in (ours, theirs)}
    cells = [
        f"{each['seconds']:.1f}, CPU {each['cpu']:.1f} ({peak[name]:,.0f})"
        for name, each in work.items()
    ]
    faster, less = (work[theirs][key] / work[ours][key] for key in ("seconds", "cpu"))
    return f"| {title} | {' | '.join(cells)} | {faster:.1f}, CPU {less:.1f} | {gap:.1e} |"


def _run(folder: Path, name: str, *more: str):
    return measure([sys.executable, __file__, "--job", name, "--folder", str(folder), *more])


def _work(folder: Path, name: str) -> dict[str, float]:
    """Seconds of the estimation: without the start of Python, its imports and reading the file."""
    return json.loads((folder / f"{name}.json").read_text())


def run_job(name: str, folder: Path, rows: int) -> None:
    began = _clocks()
    job = globals()[f"job_{name}"]
    out = job(folder, rows) if name == "pieces" else job(folder)
    clock, cpu = _since(began)
    reading = [sum(each) for each in zip(*READING, strict=True)] or [0.0, 0.0]
    work = {"seconds": clock - reading[0], "cpu": cpu - reading[1]}
    (folder / f"{name}.json").write_text(
        json.dumps(work | {"reading_seconds": reading[0], "reading_cpu": reading[1]})
    )
    out.reset_index(drop=True).to_parquet(folder / f"{name}.parquet")


def beside_samplics(folder: Path, python: str) -> str:
    area = _by_area()["puma"].min()
    part = pq.read_table(
        folder / "people.parquet",
        columns=["is_employed", *WEIGHTS],
        filters=[("puma", "==", area)],
    )
    pq.write_table(part, folder / "one_area.parquet")
    script = folder / "samplics_job.py"
    script.write_text(SAMPLICS)
    done = subprocess.run(
        [python, str(script), str(folder / "one_area.parquet")],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return f"samplics did not run: {done.stderr.strip().splitlines()[-1]}"
    value, se, seconds = json.loads(done.stdout.strip().splitlines()[-1])
    ours = pd.read_parquet(folder / "engine_shares.parquet")
    mine = ours[(ours["geoid"] == area) & (ours["subgroup"] == "All")].iloc[0]
    return (
        f"samplics, area {area}, {part.num_rows:,} people, {seconds:.2f} s: share {value:.12f}, standard "
        f"error {se:.12f}; engine {mine['value']:.12f}, {mine['se']:.12f}; differences "
        f"{abs(value - mine['value']):.1e}, {abs(se - mine['se']):.1e}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=3_200_000)
    parser.add_argument("--five-year", action="store_true", help="also 4, 8 and 16 million rows")
    parser.add_argument("--samplics", help="a Python that has samplics")
    parser.add_argument("--job")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rows", type=int, default=0)
    asked = parser.parse_args()
    if asked.job:
        run_job(asked.job, asked.folder, asked.rows)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_records(folder / "people.parquet", asked.people, "people")
        write_records(folder / "homes.parquet", int(asked.people * HOMES_PER_PERSON), "homes")
        print(
            "| job | engine, s (peak MiB) | pandas, s (peak MiB) | times as fast | largest difference |"
        )
        print("|---|---|---|---|---|", flush=True)
        for title, ours, theirs in (
            ("shares, 2,400 areas x 5 groups", "engine_shares", "pandas_shares"),
            ("20th, 50th, 80th percentiles", "engine_percentiles", "pandas_percentiles"),
        ):
            print(compare(folder, title, ours, theirs), flush=True)
        for what in ("shares", "percentiles"):
            cluster = _run(folder, f"cluster_{what}")
            one, two = (
                pd.read_parquet(folder / f"{way}_{what}.parquet") for way in ("cluster", "engine")
            )
            print(
                f"\nOn two Dask workers, {what}: {cluster.seconds:.1f} s, {cluster.peak_mib:,.0f} MiB, with "
                f"start and reading; equal to those of one process: {one.equals(two)}"
            )
        whole = _run(folder, "whole_set")
        work = _work(folder, "whole_set")
        print(
            f"\nWhole set: {whole.seconds:.1f} s, {whole.peak_mib:,.0f} MiB, with start and reading; of it "
            f"reading {work['reading_seconds']:.1f} s (CPU {work['reading_cpu']:.1f}), estimation "
            f"{work['seconds']:.1f} s (CPU {work['cpu']:.1f})"
        )
        print(pd.read_parquet(folder / "whole_set.parquet").to_string(index=False), flush=True)
        if asked.samplics:
            print(beside_samplics(folder, asked.samplics), flush=True)
        for millions in (4, 8, 16) if asked.five_year else ():
            found = _run(folder, "pieces", "--rows", str(millions * 1_000_000))
            print(
                f"{millions} million rows: {found.seconds:.1f} s, {found.peak_mib:,.0f} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main()
