"""Numbers of tidy tables against one another: what is found, what is said, what gives no verdict."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.core.errors import MissingInput, SettingsError
from mobility_analysis.quality.gates import check_tidy
from mobility_analysis.quality.tidy_numbers import TidyFiles
from mobility_analysis.quality.tidy_suite import load_tidy_suite

SUITE = """
comparisons:
  - kind: votes
    of: votes
    over: {kind: people, of: adults, within: 2}
    at: {"0": [0.2, null], "1": [null, 1]}
    must: Votes are a part of the adults.
    why: A digit that is lost.
  - kind: votes
    of: votes
    over: {before: true, within: 4}
    alike: [0.5, null]
    same: [null, 0.3]
    must: Votes go with those of another election.
  - kind: votes
    by: state
    of: year * 0 + 1
    over: {before: true, of: year * 0 + 1, within: 4, absent_is_zero: true}
    at: {"0": [0.5, null]}
    least_places: 1
    is_whole: true
    must: No state is missing.
  - kind: votes
    of: votes
    over: {published: votes, within: 0}
    at: {sum: [0.9, 1.1]}
    run: real
    must: The votes add up to the nation's.
"""
TOTALS = pd.DataFrame({"total": ["votes"], "year": [2020], "value": [55_000.0]})
CODES = [f"{state}{county:03}" for state in ("98", "99") for county in range(1, 11, 2)]


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    (tmp_path / "tidy.yaml").write_text(SUITE, encoding="utf-8")
    return tmp_path / "tidy.yaml"


def _votes(year: int, numbers: np.ndarray, codes: list[str] = CODES) -> pd.DataFrame:
    frame = pd.DataFrame({"level": "county", "geoid": codes, "votes": numbers})
    return frame.assign(year=year)


def _files(newest: pd.DataFrame, partial: frozenset[str] = frozenset()) -> TidyFiles:
    rising = np.arange(1.0, 11.0) * 1_000
    people = _votes(2020, rising).rename(columns={"votes": "adults"}).assign(adults=rising * 2)
    frames = {
        ("census@2020", "people"): people,
        ("returns@2016", "votes"): _votes(2016, rising * 0.9),
        ("returns@2020", "votes"): newest,
    }
    return TidyFiles(frames, TOTALS, partial)


def _failed(suite: Path, files: TidyFiles, run: str = "real") -> list[str]:
    (result,) = check_tidy(load_tidy_suite(suite), files, ["returns@2020"], run=run)
    return [f"{each.must} {each.observed}" for each in result.failed]


def test_numbers_that_fit_pass(suite: Path) -> None:
    assert _failed(suite, _files(_votes(2020, np.arange(1.0, 11.0) * 1_000))) == []


def test_a_lost_digit_in_one_county_is_told_with_what_was_compared(suite: Path) -> None:
    votes = np.arange(1.0, 11.0) * 1_000
    votes[3] /= 10
    (told,) = _failed(suite, _files(_votes(2020, votes)))
    assert told == (
        "Votes are a part of the adults. the smallest is 0.05, not at least 0.2: votes of 2020 with adults "
        "of 2020 in census@2020 (people); 10 places; here 98007"
    )


def test_rows_under_other_codes_and_another_years_file_are_told(suite: Path) -> None:
    rising = np.arange(1.0, 11.0) * 1_000
    rotated = _failed(suite, _files(_votes(2020, rising[::-1])), run="demo")
    assert any("the rank correlation is -1" in told for told in rotated)
    (copied,) = _failed(suite, _files(_votes(2020, rising * 0.9)), run="demo")
    assert (
        "the share of equal places is 1, not at most 0.3: votes of 2020 with votes of 2016"
        in copied
    )


def test_a_missing_state_is_told_but_not_of_a_file_of_a_part(suite: Path) -> None:
    half = _votes(2020, np.arange(1.0, 6.0) * 1_000, CODES[:5])
    (told,) = _failed(suite, _files(half), run="demo")
    assert told.startswith("No state is missing.")
    assert told.endswith("here 99")
    assert _failed(suite, _files(half, frozenset({"returns@2020"})), run="demo") == []


def test_a_published_total_is_asked_of_real_runs_only(suite: Path) -> None:
    low = _votes(2020, np.arange(1.0, 11.0) * 800)
    (told,) = _failed(suite, _files(low))
    assert "that of all together is 0.8, not 0.9 to 1.1" in told
    assert "the nation's votes of 2020, 55,000" in told
    assert _failed(suite, _files(low), run="demo") == []


def test_files_checked_together_get_the_outcomes_that_each_gets_alone(suite: Path) -> None:
    votes = np.arange(1.0, 11.0) * 1_000
    votes[3] /= 10
    files, read = _files(_votes(2020, votes)), load_tidy_suite(suite)
    names = ["returns@2016", "census@2020", "returns@2020"]
    alone = [check_tidy(read, files, [name])[0] for name in names]
    together = check_tidy(read, files, names)
    assert together == alone
    assert [each.success for each in together] == [True, True, False]


def test_what_is_not_there_gives_no_verdict(suite: Path) -> None:
    files = TidyFiles({("returns@2020", "votes"): _votes(2020, np.ones(10))}, TOTALS)
    (result,) = check_tidy(load_tidy_suite(suite), files, ["returns@2020"], run="demo")
    assert result.outcomes == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("comparisons: [{kind: a, of: b, must: It holds always.}]", "one of at, alike and same"),
        (
            "comparisons: [{kind: a, of: b, must: It holds always., alike: [0, 1]}]",
            "over is needed",
        ),
        ("comparisons: [{kind: a, of: b, must: It holds., at: {}, wher: c}]", "wher"),
    ],
)
def test_a_faulty_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "tidy.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        load_tidy_suite(tmp_path / "tidy.yaml")
    with pytest.raises(MissingInput):
        load_tidy_suite(tmp_path / "other.yaml")
