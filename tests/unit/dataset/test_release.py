"""A data release holds what may be passed on, twice alike, and is what it says of itself."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.unit.dataset.conftest import ASKED_FOR, FORBIDDEN, SECRET, UNCLEAR, make, write_small_run

from mobility_analysis.core.errors import BadValues, MissingInput, UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.seal import digests
from mobility_analysis.dataset import release as writing
from mobility_analysis.dataset.changes import changes_between, earlier_release
from mobility_analysis.dataset.checking import check_release, faults_of, read_csv
from mobility_analysis.runs.released_files import CHECKSUMS, read_checksums

TEXTS = ("README.md", "LICENSES.md", "CITATION.cff", "CHANGES.md", "datapackage.json")
# Files that name a source that was left out, and say why.
NAMING = {"LICENSES.md", "CITATION.cff", "run/run.json", "catalogue/left_out.csv", "catalogue/sources.csv",
          "catalogue/measures.csv", "data_dictionary.md", "data_dictionary.html"}  # fmt: skip


def _described(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "datapackage.json").read_text())["resources"]


def _content(path: Path) -> str:
    """What a file says, unpacked."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return str(
            table.drop_columns(["geometry"] if "geometry" in table.column_names else []).to_pylist()
        )
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")


def test_every_csv_file_says_what_the_parquet_file_beside_it_says(release: Path) -> None:
    pairs = 0
    for each in _described(release):
        beside = release / each["path"].replace(".csv.gz", ".parquet").replace(".csv", ".parquet")
        if each["format"] == "csv" and beside.is_file():
            assert read_csv(release / each["path"], each["schema"]).equals(pq.read_table(beside))
            pairs += 1
    assert pairs >= 4


def test_a_stranger_reads_the_same_numbers_with_pandas(release: Path) -> None:
    text = pd.read_csv(release / "estimates" / "county.csv.gz", dtype={"geoid": str})
    whole = pd.read_parquet(release / "estimates" / "county.parquet")
    assert text["geoid"].tolist() == whole["geoid"].tolist()
    numbers = ["value", "lower", "upper", "se"]
    pd.testing.assert_frame_equal(text[numbers], whole[numbers], check_exact=True)


@pytest.mark.parametrize("number", [SECRET, ASKED_FOR])
def test_what_may_not_be_passed_on_is_in_no_file(
    small_run: RunPaths, release: Path, number: float
) -> None:
    assert repr(number) in _content(small_run.estimates / "estimates.parquet")
    telling = str(number)[:9]
    assert [p.name for p in release.rglob("*") if p.is_file() and telling in _content(p)] == []


def test_a_source_left_out_is_named_only_where_the_release_says_so(release: Path) -> None:
    found = {
        path.relative_to(release).as_posix()
        for path in release.rglob("*")
        if path.is_file() and FORBIDDEN.partition("@")[0] in _content(path)
    }
    assert "LICENSES.md" in found
    assert found <= NAMING
    lost = pd.read_csv(release / "catalogue" / "left_out.csv")
    assert set(lost["source"]) == {FORBIDDEN, UNCLEAR, "cnt_ht_index@demo-tract"}
    wage = lost[lost["measure"] == "ratio_living_wage"]
    assert wage["rows"].tolist() == [1, 1]
    assert set(wage["why"]) == {"may not be passed on"}


def test_a_measure_wholly_left_out_says_why(release: Path) -> None:
    measures = pd.read_csv(release / "catalogue" / "measures.csv").set_index("measure")
    assert "may not be passed on" in measures.loc["ratio_living_wage", "absent"]
    assert (
        "rate_injury_death"
        not in pd.read_csv(release / "catalogue" / "left_out.csv")["measure"].tolist()
    )


def test_unclear_terms_are_let_out_by_who_asked_and_forbidden_ones_by_nobody(
    tmp_path: Path,
) -> None:
    folder = make(write_small_run(tmp_path), takes_unclear=True)
    content = _content(folder / "estimates" / "county.parquet")
    assert repr(ASKED_FOR) in content
    assert str(SECRET)[:9] not in content
    assert "terms not found: ask" in (folder / "LICENSES.md").read_text()


def test_two_releases_of_a_run_differ_in_their_date_alone(tmp_path: Path) -> None:
    paths = write_small_run(tmp_path)
    folder = make(paths, version="1")
    first = digests(folder)
    shutil.rmtree(folder)
    assert digests(make(paths, version="1")) == first
    shutil.rmtree(folder)
    later = digests(make(paths, version="1", day=date(2026, 2, 28)))
    differing = {name for name in first if later[name] != first[name]}
    assert differing == {"README.md", "CITATION.cff", "CHANGES.md", "datapackage.json", CHECKSUMS}


def test_a_release_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write_small_run(tmp_path)

    def stopped(_: Path) -> None:
        raise BadValues("A table breaks its description.")

    monkeypatch.setattr(writing, "check_release", stopped)
    with pytest.raises(BadValues):
        make(paths)
    assert list(writing.releases_of(paths).iterdir()) == []


def test_a_version_is_not_overwritten_unless_asked(small_run: RunPaths, release: Path) -> None:
    before = digests(release)
    with pytest.raises(UsageError, match="is there already"):
        make(small_run, version="first")
    assert make(small_run, version="first", replaces=True) == release
    assert digests(release) == before


@pytest.mark.parametrize("version", ["../away", "a/b", ".hidden", " "])
def test_a_version_names_a_folder_and_nothing_else(small_run: RunPaths, version: str) -> None:
    with pytest.raises(UsageError, match="--version"):
        make(small_run, version=version)


def test_a_demonstration_says_that_it_is_one(release: Path) -> None:
    for name in TEXTS:
        assert "Demonstration data: not a real place" in (release / name).read_text(), name


def test_nothing_of_the_machine_or_of_plans_goes_out(small_run: RunPaths, release: Path) -> None:
    root = str(small_run.root)
    assert [p.name for p in release.rglob("*") if p.is_file() and root in _content(p)] == []
    assert "plans" not in json.loads((release / "run" / "run.json").read_text())["settings"]


def test_the_checksums_are_those_of_all_files(release: Path) -> None:
    listed = read_checksums((release / CHECKSUMS).read_bytes(), "here")
    known = digests(release)
    del known[CHECKSUMS]
    assert listed == known


# ------------------------------------------------------------------ held against its description


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "copy"))


def _rewrite(folder: Path, name: str, old: str, new: str) -> None:
    """Change a file and its checksum, as a careless edit before a release would."""
    path = folder / name
    path.write_text(path.read_text().replace(old, new, 1))
    lines = [f"{digest}  {each}\n" for each, digest in digests(folder).items() if each != CHECKSUMS]
    (folder / CHECKSUMS).write_text("".join(lines))


def test_a_release_is_what_it_says(copy: Path) -> None:
    assert check_release(copy) == len(_described(copy))


def test_a_changed_file_is_named(copy: Path) -> None:
    with (copy / "estimates" / "state.csv").open("a") as stream:
        stream.write("\n")
    with pytest.raises(BadValues, match=r"estimates/state.csv was changed"):
        check_release(copy)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"state","99"', '"state","9"', r"geoid: not of the form \[0-9\]\{2\}"),
        ('"All"', '"Everyone"', "subgroup: not in groups: Everyone"),
        ('"none"', '"guessed"', "interval_kind: not among what it may be: 'guessed'"),
        (",2023,", ",soon,", "CSV conversion error to int64"),
        ("share_employed", "share_made_up", "measure: not in measures: share_made_up"),
    ],
)
def test_a_table_that_breaks_its_description_is_named(
    copy: Path, old: str, new: str, what: str
) -> None:
    _rewrite(copy, "estimates/state.csv", old, new)
    with pytest.raises(BadValues, match=what):
        check_release(copy)


def test_a_row_that_is_there_twice_is_found(copy: Path) -> None:
    text = (copy / "estimates" / "state.csv").read_text()
    _rewrite(copy, "estimates/state.csv", text, text + text.splitlines()[1] + "\n")
    with pytest.raises(BadValues, match="rows share a key"):
        check_release(copy)


def test_no_description_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(MissingInput):
        check_release(tmp_path)


def test_a_package_that_breaks_the_standard_is_told(release: Path) -> None:
    content = json.loads((release / "datapackage.json").read_text())
    assert faults_of(content) == []
    content["name"] = "Has spaces"
    content["resources"][0]["path"] = "/outside.csv"
    del content["resources"][1]["schema"]["fields"][0]["description"]
    assert len(faults_of(content)) == 3


# ------------------------------------------------------------------ the columns of the reference's files


def test_files_by_metric_have_the_columns_that_their_readers_know(release: Path) -> None:
    folder = release / "reference_layout"
    stem = "metrics_employment_opportunities_county"
    with (folder / f"{stem}_all_longitudinal.csv").open() as stream:
        head, first, *_ = list(csv.reader(stream))
    assert head == ["year", "state", "county", "share_employed", "share_employed_lb", "share_employed_ub", "share_employed_quality"]  # fmt: skip
    assert first[:3] == ["2018", "99", "001"]
    frame = pd.read_csv(
        folder / f"{stem}_race-ethnicity_longitudinal.csv", dtype={"state": str, "county": str}
    )
    assert frame.columns[3:5].tolist() == ["subgroup_type", "subgroup"]
    assert set(frame["subgroup_type"]) == {"all", "race-ethnicity"}
    hispanic = frame[(frame["subgroup"] == "Hispanic") & (frame["county"] == "001")].iloc[0]
    assert hispanic["share_employed"] == pytest.approx(0.75)
    text = (folder / f"{stem}_race-ethnicity_longitudinal.csv").read_text()
    assert '001,race-ethnicity,"American Indian or Alaska Native, Non-Hispanic",NA,NA,NA,NA' in text
    assert list(folder.glob("metrics_jobs_paying_living_wages*")) == []


# ------------------------------------------------------------------ since the release before


def test_changes_count_values_that_are_new_gone_and_others(release: Path) -> None:
    now = pd.read_parquet(release / "run" / "estimates.parquet")
    assert changes_between(release, now).empty
    is_here = (
        (now["measure"] == "share_employed") & (now["level"] == "county") & now["value"].notna()
    )
    first, second, *_ = now.index[is_here]
    changed = now.drop(index=first)
    changed.loc[second, "value"] += 0.01
    (told,) = changes_between(release, changed).to_dict("records")
    assert (told["level"], told["measure"]) == ("county", "share_employed")
    assert (told["gone"], told["changed"], told["new"], told["regraded"]) == (1, 1, 0, 0)
    assert told["largest"] == pytest.approx(0.01)


def test_the_release_before_is_the_next_smaller_version(tmp_path: Path) -> None:
    for name in ("2026-9-1", "2026-11-29", "2027-1-1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "datapackage.json").touch()
    assert earlier_release(tmp_path, "2026-12-1") == tmp_path / "2026-11-29"
    assert earlier_release(tmp_path, "2026-9-1") is None


def test_a_second_release_says_what_changed(tmp_path: Path) -> None:
    paths = write_small_run(tmp_path)
    make(paths, version="1")
    folder = make(paths, version="2")
    assert "No value and no grade differs from version 1." in (folder / "CHANGES.md").read_text()
    with pytest.raises(MissingInput):
        make(paths, version="3", since=tmp_path)
