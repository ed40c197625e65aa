"""The gate over raw tables: what it lets through, what it stops, and in which words."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import GateFailed, MissingInput, SettingsError
from mobility_analysis.core.paths import project_root
from mobility_analysis.quality.gates import check_raw, load_suite
from mobility_analysis.quality.suites import Severity
from mobility_analysis.sources import source_modules

EXPECTATIONS = project_root() / "expectations"
SUITE = """
source: towns
tables:
  - match: people
    key: [code]
    national_min_rows: 3
    expectations:
      - type: expect_column_values_to_match_regex
        must: Codes are five digits of a known state.
        why: A spreadsheet drops the leading zero.
        kwargs: {column: code, regex: '^<state>\\d{3}$'}
      - type: expect_column_values_to_be_unique
        must: There is one row per town.
        kwargs: {column: code}
      - type: expect_column_values_to_match_regex
        must: Counts are whole numbers or S.
        columns: "n_*"
        kwargs: {regex: '^(\\d+|S)$'}
      - type: expect_column_values_to_be_between
        must: No town has more than a thousand people.
        as_number: true
        severity: warning
        kwargs: {column: n_all, max_value: 1000}
      - type: expect_column_max_to_be_between
        must: Some town has more than ten people.
        as_number: true
        run: real
        kwargs: {column: n_all, min_value: 10}
"""


@pytest.fixture
def expectations(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "towns.yaml").write_text(SUITE, encoding="utf-8")
    return tmp_path


def _towns(**columns: list[str]) -> dict[str, pd.DataFrame]:
    base = {
        "code": ["01001", "39153", "99001"],
        "n_all": ["100", "20", "S"],
        "n_young": ["10", "2", "S"],
    }
    return {"people": pd.DataFrame({**base, **columns}, dtype="str")}


def test_a_good_table_passes_and_every_expectation_is_listed(expectations: Path) -> None:
    result = check_raw("towns", "2024", _towns(), expectations)
    result.raise_if_failed()
    frame = result.to_frame()
    assert frame["success"].all()
    assert len(frame) == 6  # five, and the number of rows
    assert set(frame["vintage"]) == {"2024"}


def test_lost_leading_zeros_are_named_with_the_row_and_nothing_is_published(
    expectations: Path,
) -> None:
    tables = _towns(code=["1001", "39153", "99001"])
    with pytest.raises(GateFailed) as caught:
        check_raw("towns", "2024", tables, expectations).raise_if_failed()
    message = str(caught.value)
    assert "towns (2024)" in message
    assert "Codes are five digits of a known state." in message
    assert "A spreadsheet drops the leading zero." in message
    assert "code = '1001'" in message
    assert "Nothing was published" in message
    assert "expect_" not in message
    assert caught.value.exit_code == 7


def test_every_failure_is_named_not_only_the_first(expectations: Path) -> None:
    tables = _towns(code=["01001", "01001", "88001"], n_young=["10", "x", "S"])
    result = check_raw("towns", "2024", tables, expectations)
    assert {outcome.must for outcome in result.failed} == {
        "Codes are five digits of a known state.",
        "There is one row per town.",
        "Counts are whole numbers or S.",
    }
    with pytest.raises(GateFailed) as caught:
        result.raise_if_failed()
    text = str(caught.value)
    assert all(outcome.must in text for outcome in result.failed)
    assert "n_young = 'x'" in text


def test_a_warning_is_kept_and_does_not_stop(expectations: Path) -> None:
    result = check_raw("towns", "2024", _towns(n_all=["5000", "20", "S"]), expectations)
    result.raise_if_failed()
    (warning,) = result.warnings
    assert warning.severity is Severity.WARNING
    assert warning.sample == ({"code": "01001", "n_all": "5000"},)


def test_what_only_national_files_fulfil_is_not_asked_of_the_demonstration(
    expectations: Path,
) -> None:
    tables = {"people": _towns(n_all=["1", "2", "3"])["people"].head(2)}
    assert check_raw("towns", "2024", tables, expectations, run="demo").success
    failed = {outcome.must for outcome in check_raw("towns", "2024", tables, expectations).failed}
    assert failed == {"At least 3 rows.", "Some town has more than ten people."}


def test_a_missing_column_is_said_and_the_other_expectations_still_run(expectations: Path) -> None:
    tables = {"people": _towns(code=["1001", "39153", "99001"])["people"].drop(columns="n_young")}
    tables["people"] = tables["people"].rename(columns={"n_all": "all"})
    failed = check_raw("towns", "2024", tables, expectations).failed
    assert any("no column like n_*" in outcome.observed for outcome in failed)
    assert any("no column n_all" in outcome.observed for outcome in failed)
    assert any(outcome.sample == ({"code": "1001"},) for outcome in failed)


def test_a_table_without_expectations_and_an_absent_table_fail(expectations: Path) -> None:
    other = {"places": _towns()["people"]}
    failed = check_raw("towns", "2024", other, expectations).failed
    assert [outcome.table for outcome in failed] == ["places", "people"]


def test_a_check_that_cannot_run_is_a_failure_with_its_error(expectations: Path) -> None:
    path = expectations / "sources" / "towns.yaml"
    path.write_text(
        SUITE.replace(
            "must: There is one row per town.",
            "must: There is one row per town.\n        where: nobody == 1",
        ),
        encoding="utf-8",
    )
    (failure,) = check_raw("towns", "2024", _towns(), expectations).failed
    assert failure.must == "There is one row per town."
    assert "the check could not be run" in failure.observed
    assert "nobody" in failure.observed


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("severity:", "serverity:", "tables.0.expectations.3.serverity"),
        ("as_number: true\n        run", "as_number: perhaps\n        run", "as_number"),
        ("column_max_to_be", "column_maxx_to_be", "expect_column_maxx_to_be_between"),
        ("{column: code, regex:", "{colum: code, regex:", "colum"),
        ("match: people", "matches: people", "matches"),
        ("severity: warning", "severity: grave", "severity"),
    ],
)
def test_a_faulty_file_is_refused_naming_file_and_key(
    expectations: Path, old: str, new: str, named: str
) -> None:
    path = expectations / "sources" / "towns.yaml"
    path.write_text(SUITE.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_suite(path)
    assert "towns.yaml" in str(caught.value)
    assert named in str(caught.value)


def test_a_source_without_expectations_is_refused(expectations: Path) -> None:
    with pytest.raises(MissingInput, match=r"sources/villages\.yaml"):
        check_raw("villages", "2024", _towns(), expectations)


def test_a_file_about_another_source_is_refused(expectations: Path) -> None:
    path = expectations / "sources" / "villages.yaml"
    path.write_text(SUITE, encoding="utf-8")
    with pytest.raises(SettingsError, match="towns"):
        check_raw("villages", "2024", _towns(), expectations)


@pytest.mark.parametrize("source_id", source_modules())
def test_the_file_of_every_source_is_sound(source_id: str) -> None:
    assert load_suite(EXPECTATIONS / "sources" / f"{source_id}.yaml").source == source_id


def test_data_docs_of_what_failed_are_written_without_a_network(
    expectations: Path, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    check_raw("towns", "2024", _towns(), expectations, docs=docs)
    assert not docs.exists(), "nothing failed"
    failing = _towns(code=["1001", "39153", "99001"])
    check_raw("towns", "2024", failing, expectations, docs=docs)
    assert "html" in (docs / "index.html").read_text(encoding="utf-8")
    assert list((docs / "validations").rglob("*.html"))
    assert list((docs / "expectations").rglob("*.html"))


def test_telemetry_is_off(expectations: Path) -> None:
    check_raw("towns", "2024", _towns(), expectations)
    assert "great_expectations" in sys.modules
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


# ---------------------------------------------------------------- the committed suites at work


def _pep(**columns: list[str]) -> dict[str, pd.DataFrame]:
    rows = [(f"{county:03d}", str(date)) for county in range(1, 13) for date in range(1, 6)]
    base = {
        "SUMLEV": ["050"] * 60,
        "STATE": ["99"] * 60,
        "COUNTY": [county for county, _ in rows],
        "STNAME": ["Demonstration State"] * 60,
        "CTYNAME": ["Doña Ana County"] * 60,
        "YEAR": [date for _, date in rows],
        "POPESTIMATE": ["1000"] * 60,
        "AGE18PLUS_TOT": ["800"] * 60,
    }
    return {"agesex": pd.DataFrame({**base, **columns}, dtype="str")}


@pytest.mark.parametrize(
    ("columns", "must"),
    [
        ({"STATE": ["9"] * 60}, "State codes are two digits and known."),
        ({"STATE": ["97"] * 60}, "State codes are two digits and known."),
        ({"COUNTY": ["1"] * 60}, "County codes are three digits."),
        ({"YEAR": ["3"] * 60}, "There is one row per county and date."),
        ({"POPESTIMATE": ["-666666666"] * 60}, "Residents and adults are whole numbers."),
        ({"POPESTIMATE": ["99999999"] * 60}, "No county has more than 11 million residents."),
        ({"CTYNAME": ["DoÃ±a Ana County"] * 60}, "Names are in the right encoding."),
    ],
)
def test_the_population_gate_names_what_is_wrong(columns: dict[str, list[str]], must: str) -> None:
    vintage = "v2023-county-agesex"
    assert check_raw("census_pep", vintage, _pep(), EXPECTATIONS, run="demo").success
    broken = check_raw("census_pep", vintage, _pep(**columns), EXPECTATIONS, run="demo")
    assert must in {outcome.must for outcome in broken.failed}
    with pytest.raises(GateFailed) as caught:
        broken.raise_if_failed()
    assert must in str(caught.value)


def test_too_few_counties_for_the_nation_stop_a_real_run_only() -> None:
    vintage = "v2023-county-agesex"
    failed = check_raw("census_pep", vintage, _pep(), EXPECTATIONS, run="real").failed
    assert [outcome.must for outcome in failed] == ["At least 12,000 rows and at most 40,000."]
