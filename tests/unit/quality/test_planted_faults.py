"""Each fault of meaning, planted alone, is named by a gate before anything is estimated."""

from __future__ import annotations

import pandas as pd
import pytest
from tests.planted_faults import FAULTS, Fault, Tables

from mobility_analysis.core.errors import MobilityError
from mobility_analysis.core.paths import project_root, reference_table
from mobility_analysis.demo.generate import write_source
from mobility_analysis.quality.gates import check_raw, check_tidy
from mobility_analysis.quality.odd_rows import sift
from mobility_analysis.quality.suites import read_suite
from mobility_analysis.quality.tidy_numbers import TidyFiles
from mobility_analysis.quality.tidy_suite import TidySuite, load_tidy_suite
from mobility_analysis.sources import source_module

EXPECTATIONS = project_root() / "expectations"
SEED = 20260101
# What the faults are planted into, and files of other years to hold them against.
FILES = {
    "census_pep": ("v2023-county-agesex",),
    "census_acs": ("5yr-2023-all-api",),
    "hud_chas": ("2018-2022-county-050",),
    "nces_ccd": ("2021-directory",),
    "opportunity_insights_social_capital": ("2022-release",),
    "urban_debt_in_america": ("2023-panel-map-2024-07", "2022-panel-map-2023-09"),
    "cdc_wonder_natality": ("2022-all-counties", "2021-all-counties"),
    "cdc_wonder_mortality": ("2019-2023-all-counties", "2018-2022-all-counties"),
    "hrsa_ahrf": ("2024-2025",),
    "epa_aqi": ("2023-annual-county", "2022-annual-county"),
    "mit_election_lab": ("2000-2020-county-president",),
    "census_cvap": ("2016-2020",),
    "census_cbp": ("2022-county",),
    "bls_qcew": ("2022-annual-industry-10", "2021-annual-industry-10"),
    "mit_living_wage": ("2021-urban-file",),
    "seda": ("5.0-county-long-gcs",),
    "fbi_nibrs": ("2023-segments",),
    "hud_affh": ("2020-07-tract",),
    "cnt_ht_index": ("demo-tract",),
}
# Column and digits.
SAME_IN_ALL_YEARS = {
    ("urban_debt_in_america", "2022-panel-map-2023-09"): ("totcoll", 4),
    ("bls_qcew", "2021-annual-industry-10"): ("annual_avg_wkly_wage", 0),
}
Raw = dict[tuple[str, str], Tables]
Frames = dict[tuple[str, str], pd.DataFrame]


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Raw:
    """What ``read`` returns of every file."""
    folder = tmp_path_factory.mktemp("planted")
    tables = {}
    for source_id, vintages in FILES.items():
        write_source(source_id, vintages, SEED, folder)
        module = source_module(source_id)
        for each in vintages:
            tables[source_id, each] = module.read(
                folder / source_id / each, module.SOURCE.vintage(each)
            )
    for file, (column, digits) in SAME_IN_ALL_YEARS.items():
        _as_of_another_year(tables[file]["county"], column, digits)
    return tables


def _as_of_another_year(frame: pd.DataFrame, column: str, digits: int) -> None:
    """Numbers a few percent off: those of the demonstration do not change from year to year."""
    number = pd.to_numeric(frame[column], errors="coerce")
    frame[column] = (
        (number * [1 + step % 5 / 100 for step in range(1, len(frame) + 1)])
        .round(digits)
        .astype(str)
    )


@pytest.fixture(scope="module")
def tidy(raw: Raw) -> Frames:
    return {
        (f"{source_id}@{vintage}", kind): frame
        for (source_id, vintage), tables in raw.items()
        for kind, frame in _tidy(source_id, vintage, tables).items()
    }


@pytest.fixture(scope="module")
def suite() -> TidySuite:
    return load_tidy_suite(EXPECTATIONS / "tidy.yaml")


def _tidy(source_id: str, vintage: str, tables: Tables) -> Tables:
    module = source_module(source_id)
    sifted = sift(tables, read_suite(EXPECTATIONS / "sources" / f"{source_id}.yaml"), vintage)
    found: Tables = module.tidy(sifted, module.SOURCE.vintage(vintage))
    return found


def _told(file: str, tables: Tables, altered: Tables, tidy: Frames, suite: TidySuite) -> str:
    """What the first gate that stops the ``altered`` tables says; empty where none does."""
    source_id, _, vintage = file.partition("@")
    gated = check_raw(source_id, vintage, altered, EXPECTATIONS, run="demo")
    # The tables that are as they were pass: every run of the demonstration looks at them.
    broken = [each for each in gated.failed if each.observed != "none was read"]
    if broken:
        return "; ".join(each.must for each in broken)
    try:
        frames = _tidy(source_id, vintage, tables)
    except MobilityError as error:
        return str(error)
    others = {key: frame for key, frame in tidy.items() if key[0] != file}
    mine = {(file, kind): frame for kind, frame in frames.items()}
    totals = pd.read_csv(reference_table("national_totals.csv"))
    (result,) = check_tidy(suite, TidyFiles(others | mine, totals), [file], run="demo")
    return "" if result.success else str(result.brief())


@pytest.mark.parametrize("file", [f"{s}@{v}" for s, each in FILES.items() for v in each])
def test_the_demonstration_itself_passes(
    file: str, raw: Raw, tidy: Frames, suite: TidySuite
) -> None:
    source_id, _, vintage = file.partition("@")
    assert _told(file, raw[source_id, vintage], {}, tidy, suite) == ""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_a_planted_fault_is_named(fault: Fault, raw: Raw, tidy: Frames, suite: TidySuite) -> None:
    before = raw[fault.source, fault.copy_of or fault.vintage]
    tables = {name: table.copy() for name, table in before.items()}
    fault.plant(tables)
    altered = {name: table for name, table in tables.items() if not table.equals(before[name])}
    assert altered or fault.copy_of
    told = _told(f"{fault.source}@{fault.vintage}", tables, altered, tidy, suite)
    assert bool(told) != bool(fault.why_not), told or "no gate says anything"
