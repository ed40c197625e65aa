"""The list of forms of government: what stands in it, what is wrong with it line by line, how it is had."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, HashMismatch, ManualExport, SourceDrift
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.writers import local_government_forms as writer
from mobility_analysis.quality.gates import check_raw
from mobility_analysis.sources.local import government_forms as source
from mobility_analysis.workflow.fetching.vintage_fetch import fetch_source

VINTAGE = source.SOURCE.vintage("own-list")
HEADER = "geoid,level,government_form,as_of,citation\n"
GOOD = "99001,county,commission,2025-06-30,Made-up charter\n"


def _tidy(raw: Path) -> pd.DataFrame:
    return source.tidy(source.read(raw, VINTAGE), VINTAGE)["government_forms"]


def _of(folder: Path, text: str) -> pd.DataFrame:
    (folder / source.NAME).write_text(text, encoding="utf-8")
    return _tidy(folder)


def _complaints(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadValues) as caught:
        _of(folder, text)
    assert "docs/government-forms.md" in caught.value.next_step
    return caught.value.what.splitlines()[1:]


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def test_a_list_as_a_word_processor_leaves_it(raw: Path) -> None:
    found = _tidy(raw).set_index("geoid")
    assert found["government_form"].to_dict() == {
        "99001": "council-manager",  # a dash and capital letters in the file
        "99017": "no county government",
        "9960000": "mayor-council",
        "99510": "mayor-council",
        "9950000": "representative town meeting",
    }
    assert found.loc["9960000", "citation"].endswith('"One city, one county"')
    assert found.loc["99017", ["year", "period"]].tolist() == [2025, "2025"]
    assert found.loc["9950000", ["year", "period"]].tolist() == [2024, "2024-02-29"]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (
            "99001,county,monarchy,2025,x",
            "'monarchy' is no form of counties, which are: commission",
        ),
        ("99001,county,town meeting,2025,x", "'town meeting' is no form of counties"),
        ("9910000,place,council-executive,2025,x", "'council-executive' is no form of cities"),
        ("9910000,place,,2025,x", "'' is no form of cities"),
        ("1001,county,commission,2025,x", "its leading zero was lost; perhaps it is 01001"),
        ("124000,place,commission,2025,x", "its leading zero was lost; perhaps it is 0124000"),
        ("9910000,county,commission,2025,x", "a code of 7 digits is one of cities"),
        ("99001,place,commission,2025,x", "a code of 5 digits is one of counties"),
        ("990011,county,commission,2025,x", "codes of counties have 5 digits, not 6"),
        ("Alder,county,commission,2025,x", "geoid 'Alder' is not a code of digits"),
        ("97001,county,commission,2025,x", "no state has the code 97"),
        ("99001,city,commission,2025,x", "level 'city' is neither county nor place"),
        ("99001,county,commission,6/30/2025,x", "as_of '6/30/2025' is neither a day such as"),
        ("99001,county,commission,2025-02-30,x", "as_of '2025-02-30' is neither"),
        ("99001,county,commission,20250630,x", "as_of '20250630' is neither"),
        ("99001,county,commission,,x", "as_of '' is neither"),
        ("99001,county,commission,2025, ", "no citation: name the charter"),
        (",county,commission,2025,x", "geoid '' is not a code of digits"),
    ],
)
def test_a_line_that_cannot_be_right_is_named(tmp_path: Path, row: str, complaint: str) -> None:
    (found,) = _complaints(tmp_path, HEADER + GOOD.replace("99001", "99003") + row + "\n")
    assert found.startswith(f"Line 3 ({row.split(',', maxsplit=1)[0] or 'no geoid'}): ")
    assert complaint in found


def test_every_problem_is_listed_with_the_files_own_line(tmp_path: Path) -> None:
    text = f"{HEADER}{GOOD}\n9003,county,king,soon,\n{GOOD}"
    assert [line.split(": ")[0] for line in _complaints(tmp_path, text)] == [
        *["Line 4 (9003)"] * 4,
        "Line 5 (99001)",
    ]
    assert "stands in line 2 too" in _complaints(tmp_path, text)[-1]


def test_an_empty_list_says_what_to_do(tmp_path: Path) -> None:
    (complaint,) = _complaints(tmp_path, HEADER)
    assert "has no rows" in complaint


def test_other_columns_and_other_encodings_say_how_to_save(tmp_path: Path) -> None:
    with pytest.raises(SourceDrift, match="as_of, citation are gone") as caught:
        _of(tmp_path, "geoid,level,government_form\n99001,county,commission\n")
    assert "CSV UTF-8" in caught.value.next_step
    (tmp_path / source.NAME).write_bytes(
        (HEADER + GOOD).replace("Made", "Ma\u00f1").encode("cp1252")
    )
    with pytest.raises(SourceDrift, match="is not utf-8-sig text") as caught:
        _tidy(tmp_path)
    assert "CSV UTF-8" in caught.value.next_step


def test_every_form_has_a_meaning_and_a_public_citation_and_stands_in_the_steps() -> None:
    (file,) = VINTAGE.files
    assert file.url is None
    page = (project_root() / "docs" / "government-forms.md").read_text(encoding="utf-8")
    for form in source.FORMS:
        assert form.cites.startswith("http")
        assert form.meaning in page and form.cites in page, f"{form.name} is not in the guide"
        assert form.name in file.steps
    assert len({(form.level, form.name) for form in source.FORMS}) == len(source.FORMS)


def test_the_demonstration_lists_every_place_and_passes_the_gate(tmp_path: Path) -> None:
    world = write_source(source.SOURCE.id, [VINTAGE.id], 20260101, tmp_path)
    folder = tmp_path / source.SOURCE.id / VINTAGE.id
    found = _tidy(folder)
    assert set(found["geoid"]) == {*world.counties["geoid"], *world.places["geoid"]}
    by_code = found.set_index("geoid")["government_form"]
    assert by_code["99510"] == by_code["9960000"]  # one government, two codes
    assert writer.YEAR_ONLY in found.loc[found["period"] == "2025", "geoid"].tolist()
    tables = source.read(folder, VINTAGE)
    for run in ("demo", "real"):
        result = check_raw(
            source.SOURCE.id, VINTAGE.id, tables, project_root() / "expectations", run=run
        )
        result.raise_if_failed()


def test_the_gate_lets_a_spreadsheets_list_through_and_finds_what_is_wrong(raw: Path) -> None:
    tables = source.read(raw, VINTAGE)
    expectations = project_root() / "expectations"
    check_raw(source.SOURCE.id, VINTAGE.id, tables, expectations, run="real").raise_if_failed()
    broken = tables["forms"].assign(citation="", as_of="soon", level="county")
    result = check_raw(source.SOURCE.id, VINTAGE.id, {"forms": broken}, expectations, run="real")
    failed = {outcome.must for outcome in result.outcomes if not outcome.success}
    assert failed == {
        "Five digits are a county's, seven a city's.",
        "The day is written 2026-01-31, or only the year.",
        "Every form names its public source.",
    }


class TestFetch:
    """The list comes from where its keepers put it, is recorded, and a changed list is not taken silently."""

    @pytest.fixture
    def paths(self, tmp_path: Path) -> RunPaths:
        return RunPaths(tmp_path / "project", "real")

    def _fetch(self, paths: RunPaths, origin: str, **more: bool) -> None:
        fetch_source(paths, source.SOURCE.id, [VINTAGE.id], origin, **more)

    def test_without_a_list_the_steps_are_printed(self, paths: RunPaths) -> None:
        with pytest.raises(ManualExport) as caught:
            self._fetch(paths, "agency")
        for words in (source.NAME, "own-list", "mobility places", "Forms of counties", "as_of"):
            assert words in str(caught.value)

    def test_a_saved_list_is_recorded_and_an_edited_one_must_be_accepted(
        self, paths: RunPaths
    ) -> None:
        folder = paths.raw / source.SOURCE.id / VINTAGE.id
        folder.mkdir(parents=True)
        (folder / source.NAME).write_text(HEADER + GOOD)
        self._fetch(paths, "agency")
        assert (paths.snapshots / source.SOURCE.id / "own-list.yaml").is_file()
        (folder / source.NAME).write_text(HEADER + GOOD + GOOD.replace("99001", "99003"))
        with pytest.raises(HashMismatch, match="--refresh"):
            self._fetch(paths, "agency")
        self._fetch(paths, "agency", refresh=True)
        assert len(_tidy(folder)) == 2

    def test_a_mirror_may_hold_the_list(self, paths: RunPaths, tmp_path: Path) -> None:
        folder = tmp_path / "mirror" / source.SOURCE.id / VINTAGE.id
        folder.mkdir(parents=True)
        (folder / source.NAME).write_text(HEADER + GOOD)
        self._fetch(paths, str(tmp_path / "mirror"))
        assert len(_tidy(paths.raw / source.SOURCE.id / VINTAGE.id)) == 1
