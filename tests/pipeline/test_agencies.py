"""The run that a user makes, from the agencies: on loopback, under their own names, with the demonstration's files.

The project's run ``real`` pins the vintages of the demonstration. Its files are fetched by the command, in a
process of its own, through a proxy; then its stages run as DVC runs them, but for parse, which reads all sources
in one process. So a run from the agencies is held against the demonstration's, cell by cell.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.download import Patience
from mobility_analysis.core.paths import RunPaths, tool
from mobility_analysis.core.settings import RunSettings, load_settings
from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.offered import OFFERED
from mobility_analysis.framework.chosen import run_settings
from mobility_analysis.framework.estimate import COLUMNS, conform
from mobility_analysis.framework.estimate import KEY as ROW
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.snapshot import load_snapshot
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.same_territory import counties_of_cities
from mobility_analysis.metrics import metric_modules
from mobility_analysis.workflow.aside import INCOMPLETE, Aside, not_fetched
from mobility_analysis.workflow.estimating import compute
from mobility_analysis.workflow.estimating.compute import OVERLAPS, Inputs
from mobility_analysis.workflow.estimating.unsourced import unsourced_measures
from mobility_analysis.workflow.fetching.run_fetch import RunFetch
from mobility_analysis.workflow.parse import load_tables, parse_source
from mobility_analysis.workflow.residents import universe_of
from tests.agencies.certificates import make_certificates
from tests.agencies.packing import Sources, declared, hosts_of, hosts_of_file, pack
from tests.agencies.project import ask_agencies
from tests.agencies.reach import environment_of, resolve
from tests.agencies.renderings import (
    API_TABLES,
    SINGLE_FILE,
    SLICES,
    SUMMARY_FILE,
    TRACTS,
    write_single_file,
    write_summary_file,
)
from tests.agencies.server import KEY, Agencies

from .conftest import ROOT, copy_project, mobility

pytestmark = pytest.mark.pipeline

# A second list of cities, as the real run has; it changes no estimate.
MORE = {"urban_crosswalks": ("2025-05",)}
ARCHIVE = "web.archive.org"
QUICK = Patience(tries=2, first_pause=0.01, connect=2, read=1, polite=0)


def _sources() -> Sources:
    return {**OFFERED, **MORE}


HOSTS = hosts_of(_sources())


@dataclass(frozen=True)
class Whole:
    """A project after a whole run from the agencies.

    Attributes
    ----------
    said
        All that its commands printed.
    requests, most_at_once
        How often each address was asked for, and over how many connections each host at the same time.
    """

    root: Path
    said: str
    requests: Counter[str]
    most_at_once: Counter[str]

    @property
    def paths(self) -> RunPaths:
        return RunPaths(self.root, "real")

    @property
    def settings(self) -> RunSettings:
        return run_settings(self.root, "real")

    @property
    def estimates(self) -> pd.DataFrame:
        return pd.read_parquet(self.paths.estimates / "estimates.parquet")


@pytest.fixture(scope="module")
def files(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's files, as a mirror's folder."""
    folder = tmp_path_factory.mktemp("files") / "demo"
    shutil.copytree(demo_root / "data" / "raw" / "demo", folder, copy_function=os.link)
    for source, vintages in MORE.items():
        write_source(source, vintages, load_settings(ROOT).run("demo").seed, folder)
    return folder


@pytest.fixture(scope="module")
def bundle_and_agencies(
    files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Agencies]]:
    bundle, context = make_certificates(tmp_path_factory.mktemp("certificates"), HOSTS)
    with Agencies(pack(_sources(), files), context) as agencies:
        yield bundle, agencies


@pytest.fixture(scope="module")
def whole(
    files: Path,
    bundle_and_agencies: tuple[Path, Agencies],
    tmp_path_factory: pytest.TempPathFactory,
) -> Whole:
    bundle, agencies = bundle_and_agencies
    root = copy_project(tmp_path_factory.mktemp("agencies"))
    ask_agencies(root, _sources(), files)
    agencies.begin()
    done = mobility(root, "fetch", "--run", "real", **environment_of(agencies, bundle))
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    for stage in ("parse", "check", "estimate"):
        said += _stage(root, stage)
    return Whole(root, said, agencies.requests(), agencies.most_at_once)


def _stage(root: Path, stage: str) -> str:
    done = subprocess.run(
        [tool("python"), f"pipelines/{stage}.py", "--run", "real"],
        cwd=root,
        env=os.environ | {"MOBILITY_ROOT": str(root), "PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0 and "set aside" not in said, said
    return said


@pytest.fixture
def agencies(
    bundle_and_agencies: tuple[Path, Agencies], monkeypatch: pytest.MonkeyPatch
) -> Agencies:
    """All well, and reached from this process."""
    bundle, agencies = bundle_and_agencies
    agencies.begin()
    resolve(monkeypatch, agencies, bundle)
    return agencies


def _fetch(paths: RunPaths, settings: RunSettings, patience: Patience = QUICK) -> list[Aside]:
    fetch = RunFetch(paths, settings, "agency", say=lambda _: None, patience=patience)
    fetch.bring(settings.sources)
    return not_fetched(paths, settings.sources)


# ------------------------------------------------------------------ the whole run


def test_the_estimates_are_those_of_the_demonstration(whole: Whole, demo_root: Path) -> None:
    demo = pd.read_parquet(demo_root / "data" / "estimates" / "demo" / "estimates.parquet")
    assert demo["measure"].nunique() > 30
    pd.testing.assert_frame_equal(whole.estimates, demo)


def test_no_file_is_asked_for_twice_and_each_host_over_one_connection_at_a_time(
    whole: Whole, bundle_and_agencies: tuple[Path, Agencies]
) -> None:
    """All that the agencies have is asked for, but the archive's copies, and an optional file they lack."""
    given = {url for url in bundle_and_agencies[1].answers if not url.startswith(ARCHIVE)}
    assert set(whole.requests) >= given
    assert [url.rpartition("/")[2] for url in set(whole.requests) - given] == [
        "county-populations.csv"
    ]
    assert set(whole.requests.values()) == {1}
    assert set(whole.most_at_once.values()) == {1}


def test_the_key_stands_nowhere(whole: Whole) -> None:
    assert KEY not in whole.said
    records = list((whole.root / "data" / "snapshots").rglob("*.yaml"))
    assert len(records) >= 30
    for path in [*records, whole.paths.estimates / "run.json", *whole.paths.raw.rglob("*.yaml")]:
        assert KEY not in path.read_text(encoding="utf-8")


# ------------------------------------------------------------------ a host that is down


class Watched(Tables):
    """Tables that remember which kinds were looked for."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.kinds: set[str] = set()

    def __contains__(self, kind: str) -> bool:
        self.kinds.add(kind)
        return kind in self._tables

    def __getitem__(self, kind: str) -> pd.DataFrame:
        self.kinds.add(kind)
        return self._tables[kind]


Outcomes = dict[str, pd.DataFrame | str]


@dataclass(frozen=True)
class Computed:
    """Every metric's rows, or why it has none, and the kinds of table it looked for."""

    outcomes: Outcomes
    kinds: dict[str, set[str]]


def _inputs(whole: Whole, facts: Sequence[Aside]) -> Inputs:
    """Those of the whole run, without what is set aside."""
    settings = whole.settings
    tables = load_tables(whole.paths, list(settings.sources), facts)
    county_of = counties_of_cities(tables[OVERLAPS]) if OVERLAPS in tables else {}
    return Inputs(settings, tables, universe_of(tables, settings.sources), county_of, facts)


def _compute(inputs: Inputs, metrics: Iterable[str]) -> Computed:
    outcomes, kinds = {}, {}
    for name in metrics:
        watched = Watched(inputs.tables)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(compute, "_inputs", [replace(inputs, tables=watched)])
            found = compute._estimate(name)
        outcomes[name] = found if isinstance(found, str) else found[0]
        kinds[name] = watched.kinds
    return Computed(outcomes, kinds)


@pytest.fixture(scope="module")
def computed(whole: Whole) -> Computed:
    return _compute(_inputs(whole, ()), [each.id for each in registry().metrics])


def _only_from(host: str) -> set[tuple[str, str]]:
    """(source, vintage) of those that have a file from nowhere else."""
    return {
        (each.source, each.vintage)
        for each in declared(_sources())
        if each.file.addresses and not {*hosts_of_file(each.file)} - {host}
    }


def _asking(host: str) -> set[tuple[str, str]]:
    return {
        (each.source, each.vintage)
        for each in declared(_sources())
        if host in hosts_of_file(each.file)
    }


def _without(whole: Whole, vintages: Iterable[tuple[str, str]], root: Path) -> RunPaths:
    """A project that holds what the whole run fetched, but for ``vintages``."""
    for part in ("data/raw/real", "data/snapshots"):
        shutil.copytree(whole.root / part, root / part, copy_function=os.link)
    paths = RunPaths(root, "real")
    for source, vintage in vintages:
        shutil.rmtree(paths.raw / source / vintage)
        (paths.snapshots / source / f"{vintage}.yaml").unlink()
    return paths


@pytest.mark.parametrize("host", HOSTS)
def test_a_run_goes_on_without_a_host(
    host: str,
    whole: Whole,
    computed: Computed,
    agencies: Agencies,
    tmp_path: Path,
) -> None:
    """Fetched is what the host gives; what others give stands. Computed is every metric that looks for a kind of
    table which is now another; the others read the same tables of the same places as before."""
    agencies.begin({host: "down"})
    facts = _fetch(_without(whole, _asking(host), tmp_path), whole.settings)
    assert {(fact.source, fact.vintage) for fact in facts} == _only_from(host)
    assert {(fact.error, fact.hosts) for fact in facts} <= {("Unreachable", (host,))}
    assert not agencies.requests(host)

    inputs = _inputs(whole, facts)
    changed = {
        path.name.partition(".")[0]
        for fact in facts
        for path in (whole.paths.interim / fact.source).glob(f"*.{fact.vintage}.parquet")
    }
    assert bool(changed) == bool(facts)
    names = [name for name, kinds in computed.kinds.items() if kinds & changed]
    cities = set(_inputs(whole, ()).county_of) - set(inputs.county_of)
    _compare(computed.outcomes, _compute(inputs, names).outcomes, inputs, cities)


def _compare(before: Outcomes, now: Outcomes, inputs: Inputs, cities: set[str]) -> None:
    """Rows that rest on nothing set aside are as they were; what has no value any more says why.

    ``cities`` are those that were a county and are no longer known to be: their rows were the county's.
    """
    absent = {f"{fact.source}@{fact.vintage}" for fact in inputs.aside}
    was, rows = _stack({name: before[name] for name in now}), _stack(now)
    rests = was["sources"].map(lambda names: bool(absent & set(names))) | was["geoid"].isin(cities)
    stays = was[~rests]
    left = rows.reindex(stays.index)
    # Whether enough interviews are behind a group's median is told by HUD's households, where they are there.
    is_counted = stays["measure"].str.startswith("pctl_income") & (stays["subgroup"] != "All")
    is_counted &= any(name.startswith("hud_chas@") for name in absent)
    pd.testing.assert_frame_equal(left[~is_counted], stays[~is_counted])
    value = [column for column in COLUMNS if column not in ("n", "grade", "reasons")]
    pd.testing.assert_frame_equal(left.loc[is_counted, value], stays.loc[is_counted, value])

    lost = _valued(was) - _valued(rows)
    told = _why(now, inputs)
    assert lost <= set(told)
    for measure in lost:
        for host in {host for fact in inputs.aside for host in fact.hosts}:
            assert f"{host} could not be reached" in told[measure], measure


def _stack(outcomes: Outcomes) -> pd.DataFrame:
    """All rows, each under its key."""
    empty = pd.DataFrame(columns=COLUMNS)
    frames = [rows for rows in outcomes.values() if isinstance(rows, pd.DataFrame)]
    stacked = pd.concat(frames, ignore_index=True) if frames else empty
    return conform(stacked).set_index(ROW, drop=False).sort_index()


def _valued(rows: pd.DataFrame) -> set[str]:
    return set(rows.loc[rows["value"].notna(), "measure"])


def _why(outcomes: Outcomes, inputs: Inputs) -> dict[str, str]:
    """What the run says of every measure that it has no value of."""
    built = {
        name: metric_modules()[name].METRIC
        for name, rows in outcomes.items()
        if not isinstance(rows, str)
    }
    why = unsourced_measures(
        _stack(outcomes).reset_index(drop=True),
        built,
        inputs.tables,
        inputs.aside,
    )
    for name, rows in outcomes.items():
        if isinstance(rows, str):
            why |= {measure.id: rows for measure in registry().metric(name).measures}
    return why


# ------------------------------------------------------------------ bad days

BAD_DAYS = {
    "api.census.gov": "busy",
    "www2.census.gov": "cut",
    "www.huduser.gov": "promises",
    "data.bls.gov": "wants a contact",
    "educationdata.urban.org": "guestbook",
    "data.hrsa.gov": "stalls",
    "aqs.epa.gov": "drips",
    "www.epa.gov": "down",
}
REFUSED = {
    "hud_chas": "Refused",
    "hud_income_limits": "Refused",
    "bls_qcew": "Refused",
    "nces_ccd": "NotData",
    "urban_meps": "NotData",
    "epa_aqi": "Unreachable",  # which a server that only trickles is taken for
}


def _empty_project(files: Path, root: Path, sources: Sources) -> RunPaths:
    """A project that has only what is saved by hand."""
    root.mkdir(exist_ok=True)
    for part in ("params.yaml", "expectations"):
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
        copy(ROOT / part, root / part)
    ask_agencies(root, sources, files)
    return RunPaths(root, "real")


def test_every_trouble_on_one_day_and_none_on_the_next(
    whole: Whole, files: Path, agencies: Agencies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of the run is fetched while each of eight hosts has a trouble of its own; what the others give, what
    broke off and what was asked for again are the whole run's files. The next day brings the rest, and no more."""
    paths = _empty_project(files, tmp_path, _sources())
    monkeypatch.delenv("MOBILITY_CONTACT", raising=False)
    agencies.begin(BAD_DAYS)
    slow = replace(QUICK, read=5, window=0.5)
    facts = _fetch(paths, whole.settings, slow)
    assert {fact.source: fact.error for fact in facts} == REFUSED
    refusals = {fact.source: fact.as_error() for fact in facts}
    assert "MOBILITY_CONTACT" in str(refusals["bls_qcew"])
    assert "robot" in str(refusals["hud_chas"])
    record = load_snapshot(paths.snapshots, "epa_airtoxscreen", "2019-tract")
    assert record is not None and all(ARCHIVE in file.url for file in record.files)
    statuses = Counter((each.host, each.status) for each in agencies.asked)
    assert statuses["api.census.gov", 429] == 1
    assert statuses["www2.census.gov", 206] == statuses["www2.census.gov", 200] > 20
    assert statuses["data.hrsa.gov", 206] == 1

    agencies.begin({"data.bls.gov": "wants a contact"})
    monkeypatch.setenv("MOBILITY_CONTACT", "somebody@example.gov")
    assert not _fetch(paths, whole.settings)
    assert {each.host for each in agencies.asked} == {
        *(host for host, day in BAD_DAYS.items() if day in ("promises", "wants a contact")),
        "educationdata.urban.org",
        "aqs.epa.gov",
        "raw.githubusercontent.com",  # for the optional file that it does not have
    }
    assert set(agencies.requests().values()) == {1}
    assert _bytes(paths) == _bytes(whole.paths)


def _bytes(paths: RunPaths) -> dict[str, bytes]:
    return {
        str(path.relative_to(paths.raw)): path.read_bytes()
        for path in paths.raw.glob("*/*/*")
        if not path.is_relative_to(paths.raw / "_incoming")
    }


# ------------------------------------------------------------------ other renderings


def test_the_summary_file_and_the_single_file_say_what_the_api_and_the_slices_say(
    whole: Whole, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the tables that metrics read, every cell but the name of the source; so the estimates are the same."""
    sources = {"census_acs": (SUMMARY_FILE, TRACTS), "bls_qcew": (SINGLE_FILE,)}
    write_summary_file(files, tmp_path / "files" / "census_acs")
    write_single_file(files, tmp_path / "files" / "bls_qcew")
    paths = _empty_project(tmp_path / "files", tmp_path / "project", sources)
    bundle, context = make_certificates(tmp_path, hosts_of(sources))
    with Agencies(pack(sources, tmp_path / "files"), context) as agencies:
        resolve(monkeypatch, agencies, bundle)
        assert not _fetch(paths, load_settings(paths.root).run("real").taking(sources))
        assert set(agencies.requests().values()) == {1}  # counties and tracts share tables
        assert len(agencies.asked) == len(agencies.answers)
    for source, vintages in sources.items():
        assert not parse_source(paths, source, vintages)
    for source, kind, vintage, others in (
        ("census_acs", "acs", SUMMARY_FILE, (API_TABLES,)),
        ("census_acs", "acs_tracts", TRACTS, (TRACTS,)),
        ("bls_qcew", "pay", SINGLE_FILE, ("2022-annual-industry-10", SLICES)),
    ):
        own = _tidy(paths, source, kind, vintage)
        pd.testing.assert_frame_equal(own, _tidy(whole.paths, source, kind, *others))


def _tidy(paths: RunPaths, source: str, kind: str, *vintages: str) -> pd.DataFrame:
    """Rows of a kind of table in one order, without where they come from."""
    folder = paths.interim / source
    rows = pd.concat([pd.read_parquet(folder / f"{kind}.{each}.parquet") for each in vintages])
    columns = [column for column in rows.columns if column != "snapshot"]
    return rows[columns].sort_values(columns, ignore_index=True)


# ------------------------------------------------------------------ the command, through a proxy

FEW = {
    "census_pep": ("v2023-county-agesex", "v2023-places"),
    "urban_debt_in_america": ("2023-panel-map-2024-07",),
    "epa_aqi": ("2023-annual-county",),
    "mcdc_geocorr": ("geocorr-2022-planning-regions",),  # which cities are counties
}


def test_the_command_completes_without_a_host_behind_a_proxy(
    bundle_and_agencies: tuple[Path, Agencies], files: Path, demo_root: Path, tmp_path: Path
) -> None:
    """Through DVC up to the report, on four sources, with exit code 20; the proxy finds nobody at one host."""
    bundle, agencies = bundle_and_agencies
    root = copy_project(tmp_path)
    ask_agencies(root, FEW, files)
    agencies.begin({"aqs.epa.gov": "down"})
    began = time.monotonic()
    environment = environment_of(agencies, bundle)
    fetched = mobility(root, "fetch", "epa_aqi", **environment)
    assert fetched.returncode == INCOMPLETE, fetched.stdout + fetched.stderr
    assert "502 Bad Gateway" in fetched.stderr
    assert time.monotonic() - began < 30  # five tries with their pauses alone take as long
    done = mobility(root, "run", "--run", "real", **environment)
    assert done.returncode == INCOMPLETE, done.stdout + done.stderr
    assert "Could not be reached: aqs.epa.gov." in done.stdout
    assert "Complete but for 1 source." in done.stdout
    facts = (root / "data" / "raw" / "real" / "epa_aqi" / "aside.yaml").read_text()
    assert "aqs.epa.gov could not be reached" in facts
    debts = pd.read_parquet(root / "data" / "estimates" / "real" / "estimates.parquet")
    demo = pd.read_parquet(demo_root / "data" / "estimates" / "demo" / "estimates.parquet")
    demo = demo[demo["measure"].isin(debts["measure"])].reset_index(drop=True)
    assert set(debts["measure"]) == {"share_debt_coll"}
    pd.testing.assert_frame_equal(debts, demo)
    page = next((root / "reports" / "real").glob("99001*/sources.html")).read_text(encoding="utf-8")
    assert "aqs.epa.gov could not be reached" in page
