"""What is set aside: written, carried on from stage to stage, told at the end and in reports."""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import (
    GateFailed,
    MissingInput,
    NoPlaces,
    SettingsError,
    SourceDrift,
)
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.core.settings import load_settings
from mobility_analysis.demo.offered import OFFERED
from mobility_analysis.framework.chosen import Chosen, write_chosen
from mobility_analysis.framework.tables import Tables
from mobility_analysis.sources import source_module
from mobility_analysis.workflow import check
from mobility_analysis.workflow.aside import (
    Aside,
    aside,
    check_facts,
    fetch_facts,
    how_complete,
    lines,
    load_aside,
    not_parsed,
    parse_facts,
    print_aside,
    save_aside,
    set_aside,
)
from mobility_analysis.workflow.check import check_run
from mobility_analysis.workflow.estimating.government_forms import listed_forms
from mobility_analysis.workflow.estimating.unsourced import why_unsourced
from mobility_analysis.workflow.fetching.vintage_fetch import fetch_source
from mobility_analysis.workflow.parse import load_tables, parse_source
from mobility_analysis.workflow.residents import run_universe, universe_of

AIR, DAY = "2023-annual-county", "2026-01-02"
DRIFT = Aside("epa_aqi", AIR, "parse", "SourceDrift", "x.csv: column Median AQI is gone.", "Look.")
SHUT = Aside(
    "census_pep", "v2023-places", "fetch", "Unreachable", "a.gov could not be reached", "", ("a.gov",)
)  # fmt: skip
SOURCES = {"census_pep": ("v2023-county-agesex", "v2023-places"), "epa_aqi": (AIR,)}


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the demonstration's files of two sources are written."""
    root, here = project_root(), tmp_path_factory.mktemp("fetched")
    shutil.copyfile(root / "params.yaml", here / "params.yaml")
    shutil.copytree(root / "expectations", here / "expectations")
    for source, vintages in SOURCES.items():
        fetch_source(RunPaths(here, "demo"), source, vintages, "demonstration")
    return here


@pytest.fixture
def paths(fetched: Path, tmp_path: Path) -> RunPaths:
    return RunPaths(shutil.copytree(fetched, tmp_path / "project"), "demo")


def _damage(paths: RunPaths, old: str, new: str, *, is_recorded: bool = True) -> None:
    path = next((paths.raw / "epa_aqi").rglob("*.csv"))
    path.write_text(path.read_text().replace(old, new))
    record = paths.snapshots / "epa_aqi" / f"{AIR}.yaml"
    if is_recorded:  # so it came already
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        record.write_text(re.sub("sha256: .*", f"sha256: {digest}", record.read_text()))


def _parse(paths: RunPaths) -> list[Aside]:
    return [fact for source in SOURCES for fact in parse_source(paths, source, SOURCES[source])]


# ------------------------------------------------------------------ facts


def test_what_is_written_is_read_and_nothing_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "aside.yaml"
    save_aside(path, [DRIFT, SHUT])
    found = load_aside(path)
    assert [(f.source, f.error, f.hosts) for f in found] == [
        ("epa_aqi", "SourceDrift", ()),
        ("census_pep", "Unreachable", ("a.gov",)),
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", fact.since) for fact in found)
    save_aside(path, [])
    assert not path.exists() and load_aside(path) == []
    path.write_text("- source: epa_aqi\n")
    with pytest.raises(MissingInput, match="is not a list of what was set aside"):
        load_aside(path)


@pytest.mark.parametrize(
    "error",
    [
        SettingsError("expectations/x.yaml: no such key."),
        OSError(errno.ENOSPC, "No space left on device"),
        MemoryError(),
        ModuleNotFoundError("gone", name="great_expectations"),
    ],
    ids=["settings", "full disk", "memory", "package"],
)
def test_what_is_no_matter_of_one_source_is_not_set_aside(error: Exception) -> None:
    with pytest.raises(type(error)):
        aside("epa_aqi", AIR, "parse", error)


def test_a_parser_that_breaks_is_a_drift_and_its_traceback_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        {}["Median AQI"]
    except KeyError as error:
        fact = aside("epa_aqi", AIR, "parse", error)
    assert fact.error == "SourceDrift" and "KeyError: 'Median AQI'" in fact.what
    assert "Traceback" in capsys.readouterr().err
    assert isinstance(fact.as_error(), SourceDrift)


def test_the_table_names_what_why_and_next_and_the_servers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    both = [DRIFT, SHUT, Aside(**{**vars(SHUT), "vintage": "v2023-county-agesex"})]
    assert list(lines(both)) == [
        (
            f"epa_aqi: {AIR}",
            "The file could not be read: x.csv: column Median AQI is gone.",
            "Look.",
        ),
        (
            "census_pep: v2023-places, v2023-county-agesex",
            "The file could not be fetched: a.gov could not be reached.",
            "",
        ),
    ]
    print_aside(both)
    assert "Could not be reached: a.gov." in capsys.readouterr().out
    assert how_complete(both) == "Complete but for 2 sources"
    assert how_complete([DRIFT]) == "Complete but for 1 source"
    assert how_complete([]) == "Complete"
    print_aside([])
    assert capsys.readouterr().out == ""


def test_a_measure_says_why_its_source_is_absent() -> None:
    said = why_unsourced([("air_quality",)], [DRIFT, SHUT])
    assert said.startswith("Set aside in this run. ")
    assert said.endswith("(epa_aqi): the file could not be read: x.csv: column Median AQI is gone.")
    assert "No source of this run" in why_unsourced([("air_quality",)], [SHUT])


# ------------------------------------------------------------------ parse


@pytest.mark.parametrize(
    ("old", "new", "is_recorded", "error"),
    [
        ("Median AQI", "Middle AQI", True, "SourceDrift"),
        ("State", "Stat", False, "HashMismatch"),
    ],
    ids=["drift", "changed after it was fetched"],
)
def test_parse_sets_a_file_aside_and_takes_it_back(
    paths: RunPaths, old: str, new: str, is_recorded: bool, error: str
) -> None:
    assert _parse(paths) == []
    _damage(paths, old, new, is_recorded=is_recorded)
    (fact,) = _parse(paths)
    assert (fact.source, fact.vintage, fact.stage, fact.error) == ("epa_aqi", AIR, "parse", error)
    tables = load_tables(paths, list(SOURCES))
    assert "air_quality" not in tables and "population" in tables
    assert load_aside(parse_facts(paths, "epa_aqi"))[0].what == fact.what
    _damage(paths, new, old, is_recorded=is_recorded)
    assert _parse(paths) == []
    assert not parse_facts(paths, "epa_aqi").exists()
    assert "air_quality" in load_tables(paths, list(SOURCES))


def test_what_fetch_did_not_bring_is_not_read_and_handed_on(paths: RunPaths) -> None:
    save_aside(fetch_facts(paths, "census_pep"), [SHUT])
    assert [fact.vintage for fact in _parse(paths)] == ["v2023-places"]
    assert [fact.stage for fact in not_parsed(paths, SOURCES)] == ["fetch"]
    levels = load_tables(paths, ["census_pep"])["population"]["level"]
    assert set(levels) == {"county"}


def test_a_fact_of_a_vintage_that_the_run_no_longer_names_is_none(paths: RunPaths) -> None:
    save_aside(fetch_facts(paths, "census_pep"), [SHUT])
    _parse(paths)
    assert not_parsed(paths, {"census_pep": ("v2023-county-agesex",)}) == []


# ------------------------------------------------------------------ check


def test_a_gate_that_fails_sets_its_vintage_aside_loudly(
    paths: RunPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In this process: another would import Great Expectations anew.
    monkeypatch.setattr(check, "fresh_processes", lambda _: ThreadPoolExecutor(1))
    monkeypatch.setattr("mobility_analysis.quality.gates.build_data_docs", lambda *_: None)
    path = paths.expectations / "sources" / "epa_aqi.yaml"
    good = path.read_text()
    _parse(paths)
    settings = load_settings(paths.root).run("demo").taking({"epa_aqi": [AIR]})
    path.write_text(good.replace("min_rows: 2", "min_rows: 500"))
    said: list[str] = []
    (fact,) = check_run(paths, settings, said.append)
    assert (fact.stage, fact.error, fact.vintage) == ("check", "GateFailed", AIR)
    assert any("set aside: GateFailed: epa_aqi" in line for line in said)
    assert isinstance(fact.as_error(), GateFailed)
    without = set_aside(paths, SOURCES)
    assert "air_quality" in load_tables(paths, list(SOURCES))  # parsed, and still not let through
    assert "air_quality" not in load_tables(paths, list(SOURCES), without)
    path.write_text(good)
    assert check_run(paths, settings) == []
    assert not check_facts(paths).exists()


def test_the_gate_looks_at_what_parse_kept_and_at_no_raw_file(
    paths: RunPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In this process: another would import Great Expectations anew.
    monkeypatch.setattr(check, "fresh_processes", lambda _: ThreadPoolExecutor(1))
    module = source_module("epa_aqi")
    monkeypatch.setattr(module, "tidy", lambda *_: {}["Median AQI"])
    assert [fact.vintage for fact in parse_source(paths, "epa_aqi", [AIR])] == [AIR]
    shutil.rmtree(paths.raw / "epa_aqi" / AIR)
    settings = load_settings(paths.root).run("demo").taking({"epa_aqi": [AIR]})
    # Nothing is wrong with the agency's own columns, and the page says so beside the error of `tidy`.
    assert check_run(paths, settings) == []
    outcomes = pd.read_csv(paths.quality / "raw" / "outcomes.csv")
    assert len(outcomes) > 3
    assert outcomes["success"].all()
    assert [fact.stage for fact in set_aside(paths, settings.sources)] == ["parse"]

    parse_source(paths, "epa_aqi", [AIR])
    assert check_run(paths, settings) == []
    assert pd.read_csv(paths.quality / "raw" / "outcomes.csv").empty

    shutil.rmtree(paths.interim / "epa_aqi")
    with pytest.raises(MissingInput, match="is not there"):
        check_run(paths, settings)


# ------------------------------------------------------------------ the list of places


def test_without_any_list_of_places_a_run_fails_plainly(paths: RunPaths) -> None:
    with pytest.raises(
        NoPlaces, match="from census_pep and urban_crosswalks came none that can be used"
    ):
        universe_of(Tables.of(), ["census_pep", "epa_aqi", "urban_crosswalks"])
    cities = pd.DataFrame({"level": ["place"], "geoid": ["9910000"]})
    with pytest.raises(NoPlaces):
        universe_of(Tables.of(population=cities), ["census_pep"])
    assert NoPlaces.exit_code == 4


def test_without_the_list_of_cities_an_own_list_of_forms_is_no_mistake(paths: RunPaths) -> None:
    _parse(paths)
    without = [Aside("census_pep", "v2023-places", "fetch", "Unreachable", "")]
    tables = load_tables(paths, ["census_pep"], without)
    universe = universe_of(tables, ["census_pep"])
    forms = pd.DataFrame(
        {
            "geoid": ["99001", "9910000"],
            "government_form": "commission",
            "as_of": "2025",
            "citation": "C",
        }
    )
    listed = listed_forms(Tables.of(government_forms=forms), universe)
    assert list(listed["geoid"]) == ["99001"]


def test_the_gate_of_an_earlier_run_does_not_keep_names_from_being_checked(paths: RunPaths) -> None:
    _parse(paths)
    vintages = OFFERED["census_pep"]
    write_chosen(paths.raw / "census_pep", Chosen(origin="demonstration", vintages=vintages))
    failed = [Aside("census_pep", each, "check", "GateFailed", "No.") for each in vintages]
    save_aside(check_facts(paths), failed)
    with pytest.raises(NoPlaces):
        run_universe(paths)
    assert run_universe(paths, is_gated=False).places()
