"""An audit counts what is in the estimates, and says where there is nothing to count."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from tests.made_up_run import reseal

from mobility_analysis import MetricAudit
from mobility_analysis.core.errors import MissingInput, UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.runs.earlier_estimates import load_earlier


def _audit(paths: RunPaths, measure: str = "share_employed", **more: object) -> MetricAudit:
    return MetricAudit(measure, run="demo", root=paths.root, **more)


def test_the_table_has_every_place_once(run_folder: RunPaths) -> None:
    table = _audit(run_folder).table
    assert table["geoid"].is_unique
    assert len(table) == 8
    assert table.loc[table["geoid"] == "99001", "place"].item() == "Alder County, DM"


def test_a_period_of_one_place_does_not_stand_for_the_nation(run_folder: RunPaths) -> None:
    # Turnout of 2024 has a row of one county without a value, of 2016 one with.
    audit = _audit(run_folder, "share_election_turnout")
    assert audit.period == "2020"
    assert list(audit.periods()["period"]) == ["2016", "2020", "2024"]
    assert (
        _audit(run_folder, "share_election_turnout", period="2016").table["geoid"].item() == "99001"
    )


def test_grades_add_up(run_folder: RunPaths) -> None:
    grades = _audit(run_folder).grades().set_index("subgroup")
    everyone = grades.loc["All"]
    assert everyone["Do not act on this"] == 1
    assert everyone["Use with care"] == 1
    assert everyone["total"] == 8
    assert everyone["usable_share"] == 7 / 8
    assert grades.loc["American Indian or Alaska Native, Non-Hispanic", "No value"] == 1


def test_the_ordinary_range_is_a_sentence_in_the_measure_s_own_unit(run_folder: RunPaths) -> None:
    audit = _audit(run_folder)
    assert audit.ordinary is not None
    found = re.fullmatch(
        r"Ordinary is from ([\d.]+)% to ([\d.]+)%, around a median of ([\d.]+)%\.",
        audit.ordinary_words,
    )
    assert found, audit.ordinary_words
    low, high, middle = map(float, found.groups())
    assert 0 <= low < middle < high <= 100
    assert middle == pytest.approx(100 * audit.ordinary.median, abs=0.06)


def test_reasons_and_absences_are_in_words(run_folder: RunPaths) -> None:
    reasons = _audit(run_folder).reasons()
    assert reasons["quality"].to_list() == ["Strong", "Use with care", "Do not act on this"]
    assert "The margin of error is wide." in set(reasons["why"])
    missing = _audit(run_folder, "share_debt_coll").missing()
    assert missing["reason"].to_list() == ["no_source_row"]
    assert missing["most_in"].to_list() == ["DM 1"]


def test_extremes_say_whether_chance_is_enough(run_folder: RunPaths, tmp_path: Path) -> None:
    paths = _copy(run_folder, tmp_path)
    table = pd.read_parquet(paths.estimates / "estimates.parquet")
    ours = (table["measure"] == "share_low_birth_weight") & (table["level"] == "county")
    for code, value, lower, upper in (
        ("99001", 0.5, 0.49, 0.51),
        ("99003", 0.3, 0.05, 0.55),
    ):
        table.loc[ours & (table["geoid"] == code), ["value", "lower", "upper"]] = (
            value,
            lower,
            upper,
        )
    table.to_parquet(paths.estimates / "estimates.parquet")
    reseal(paths)
    extremes = _audit(paths, "share_low_birth_weight").extremes()
    assert extremes["geoid"].to_list()[:2] == ["99001", "99003"]
    assert extremes["may_be_chance"].to_list()[:2] == [False, True]
    assert extremes["distance"].is_monotonic_decreasing


def test_plain_counts_have_no_extremes_and_no_map(run_folder: RunPaths) -> None:
    audit = _audit(run_folder, "count_homeless")
    assert audit.ordinary is None
    assert audit.ordinary_words.startswith("There is no ordinary range")
    assert audit.extremes().empty
    assert "A plain count" in audit.map()._repr_html_()


def test_the_weakest_values_come_with_their_reason(run_folder: RunPaths) -> None:
    weakest = _audit(run_folder).weakest()
    assert weakest["geoid"].to_list() == ["99017"]
    assert "mislead" in weakest["why"].item()


def test_figures_have_words_and_tables(run_folder: RunPaths) -> None:
    audit = _audit(run_folder)
    (spread,) = audit.distribution().figures
    assert "8 counties" in spread.alt
    assert "1 of them should not be acted on" in spread.alt
    assert sum(int(row[1]) + int(row[2]) for row in spread.table.rows) == 8
    (drawn,) = audit.map().figures
    assert "8 counties with a value" in drawn.alt
    assert sum(int(row[1]) for row in drawn.table.rows) == 8
    (state,) = audit.map("dm").figures
    assert state.title.endswith("Demonstration State")
    assert "<details" in audit.map()._repr_html_()


def test_a_county_without_a_value_is_on_the_map_as_such(run_folder: RunPaths) -> None:
    (drawn,) = _audit(run_folder, "share_debt_coll").map().figures
    assert drawn.table.rows[-1] == ("No value", "1", "\u2013")


def test_without_an_earlier_run_there_are_no_changes(run_folder: RunPaths) -> None:
    audit = _audit(run_folder)
    assert "no earlier estimates" in audit.compared_with
    assert audit.changes().empty
    assert audit.changed_places().empty


def test_changes_since_an_earlier_table(run_folder: RunPaths, tmp_path: Path) -> None:
    paths = _copy(run_folder, tmp_path)
    table = pd.read_parquet(paths.estimates / "estimates.parquet")
    ours = table[(table["measure"] == "share_employed") & (table["subgroup"] == "All")]
    ours = ours[(ours["level"] == "county") & (ours["period"] == "2019-2023")]
    by_code = dict(zip(ours["geoid"], ours.index, strict=True))
    table.loc[by_code["99001"], ["value", "lower", "upper"]] = 0.5, 0.49, 0.51
    table.loc[by_code["99003"], "grade"] = 2
    table = table.drop(by_code["99005"])
    earlier = paths.root / "earlier"
    earlier.mkdir()
    table.to_parquet(earlier / "estimates.parquet")
    audit = _audit(paths, before="earlier")
    counts = audit.changes().set_index(["period", "subgroup"]).loc[("2019-2023", "All")]
    assert counts.to_dict() == {
        "same": 6, "changed_within_interval": 0, "changed_beyond_interval": 1, "new": 1, "gone": 0,
        "absent_in_both": 0,
    }  # fmt: skip
    changed = audit.changed_places()
    assert changed["geoid"].to_list() == ["99001", "99005"]
    assert changed["change"].to_list() == ["changed_beyond_interval", "new"]
    assert audit.grade_changes().loc["Use with care", "Strong"] == 1


def test_the_kept_predecessor_is_found_by_itself(run_folder: RunPaths, tmp_path: Path) -> None:
    paths = _copy(run_folder, tmp_path)
    paths.previous.mkdir(parents=True)
    for name in ("estimates.parquet", "run.json"):
        shutil.copy(paths.estimates / name, paths.previous / name)
    audit = _audit(paths)
    assert audit.compared_with == "Compared with the estimates built on 2026-01-15."
    assert audit.changes()["same"].sum() > 8


@pytest.mark.parametrize("record", ["", "{", "[]", "{}", '{"built_at":' + "[" * 100_000])
def test_a_broken_record_of_earlier_estimates_stops_no_comparison(
    run_folder: RunPaths, tmp_path: Path, record: str
) -> None:
    shutil.copy(run_folder.estimates / "estimates.parquet", tmp_path)
    (tmp_path / "run.json").write_text(record)
    earlier = load_earlier(run_folder, tmp_path, "share_employed")
    assert earlier.words == "Compared with the estimates of an unknown day."
    assert earlier.rows is not None and len(earlier.rows)


@pytest.mark.parametrize(
    ("more", "error", "words", "hint"),
    [
        (
            {"measure": "share_emploid"},
            UsageError,
            "no measure 'share_emploid'",
            "Did you mean share_employed?",
        ),
        ({"level": "tract"}, UsageError, "level 'tract'", "county, state"),
        ({"period": "1999"}, UsageError, "no period '1999'", "2014-2018, 2019-2023"),
        (
            {"before": "nowhere"},
            MissingInput,
            "no earlier estimates at nowhere",
            "estimates.parquet",
        ),
        ({"before": "params.yaml"}, UsageError, "no table of estimates", "estimate stage"),
        ({"measure": "share_hs_degree_households"}, UsageError, "not compute", "Not built yet."),
    ],
)
def test_bad_input_is_named(
    run_folder: RunPaths, more: dict, error: type, words: str, hint: str
) -> None:
    with pytest.raises(error, match=words) as raised:
        _audit(run_folder, **more)
    assert hint in raised.value.next_step


def test_an_unknown_state_is_named(run_folder: RunPaths) -> None:
    with pytest.raises(UsageError, match="No state is called 'Nowhere'") as raised:
        _audit(run_folder).map("Nowhere")
    assert "DM" in raised.value.next_step
    with pytest.raises(UsageError, match="no map of states"):
        _audit(run_folder, level="state").map()


def _copy(paths: RunPaths, target: Path) -> RunPaths:
    shutil.copytree(paths.root, target, dirs_exist_ok=True)
    return RunPaths(target, paths.run)
