"""What people put into a report's folder stays, whatever it is and whatever it is called."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from tests.made_up_run import write_run
from tests.word_answers import answer_in_file, texts

from mobility_analysis.core.errors import ReportError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.reporting.beside import own_files
from mobility_analysis.reporting.beside.own_files import (
    GUIDE,
    keep_peoples_files,
    record_own_files,
    why_again,
)
from mobility_analysis.reporting.make import render
from mobility_analysis.reporting.make.site import read_cards

RESTS_ON = {"place": "abc"}


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    return _written(tmp_path / "99001-alder-county-dm", "old")


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    return _written(tmp_path / "new", "new")


def _written(folder: Path, text: str) -> Path:
    """A finished report of two tables, its guide beside it."""
    folder.mkdir()
    (folder / "report.html").write_text(f"{text} page")
    (folder / "estimates.csv").write_text(f"{text} rows")
    record_own_files(folder, RESTS_ON)
    (folder / GUIDE).write_text("guide")
    return folder


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_ours_are_replaced_and_nothing_else_is_added(earlier: Path, newer: Path) -> None:
    before = _names(newer)
    keep_peoples_files(newer, earlier)
    assert _names(newer) == before
    assert (newer / "report.html").read_text() == "new page"


def test_files_folders_and_links_of_others_stay(earlier: Path, newer: Path) -> None:
    (earlier / "notes of ours.txt").write_text("ours")
    (earlier / ".hidden").write_text("hidden")
    (earlier / "photos" / "2026").mkdir(parents=True)
    (earlier / "photos" / "2026" / "one.jpg").write_bytes(b"\xff")
    (earlier / "photos" / "empty").mkdir()
    (earlier / "elsewhere").symlink_to("/nowhere/at/all")
    keep_peoples_files(newer, earlier)
    assert (newer / "notes of ours.txt").read_text() == "ours"
    assert (newer / ".hidden").read_text() == "hidden"
    assert (newer / "photos" / "2026" / "one.jpg").read_bytes() == b"\xff"
    assert (newer / "photos" / "empty").is_dir()
    assert (newer / "elsewhere").readlink() == Path("/nowhere/at/all")
    shutil.rmtree(earlier)
    assert (newer / "notes of ours.txt").read_text() == "ours"


def test_a_note_saved_while_the_report_is_being_made_is_in_both(earlier: Path, newer: Path) -> None:
    note = earlier / "notes.txt"
    note.write_text("first")
    keep_peoples_files(newer, earlier)
    with note.open("a") as file:
        file.write(", second")
    assert (newer / "notes.txt").read_text() == "first, second"


@pytest.mark.parametrize("name", ["report.html", "estimates.csv"])
def test_our_file_that_somebody_changed_stays_beside_the_new_one(
    earlier: Path, newer: Path, name: str
) -> None:
    (earlier / name).write_text("with a remark of ours")
    keep_peoples_files(newer, earlier)
    kept = newer / name.replace(".", ".earlier-1.")
    assert kept.read_text() == "with a remark of ours"
    assert (newer / name).read_text().startswith("new")


def test_a_second_change_is_kept_under_the_next_number_and_the_same_one_once(
    tmp_path: Path, earlier: Path, newer: Path
) -> None:
    (earlier / "estimates.csv").write_text("one")
    keep_peoples_files(newer, earlier)
    for number, text in enumerate(("two", "one"), 1):
        (newer / "estimates.csv").write_text(text)
        third = _written(tmp_path / f"third-{number}", "third")
        keep_peoples_files(third, newer)
        kept = {path.name: path.read_text() for path in third.glob("*.earlier-*")}
        if text == "two":
            assert sorted(kept.values()) == ["one", "two"]
        else:
            assert sorted(kept.values()) == ["one"]


@pytest.mark.parametrize("name", ["review_guide.docx", "report.html", "made_from.json", "new.csv"])
def test_a_folder_under_one_of_our_names_stays(earlier: Path, newer: Path, name: str) -> None:
    if (earlier / name).exists():
        (earlier / name).unlink()
    (earlier / name).mkdir()
    (earlier / name / "minutes.txt").write_text("of the meeting")
    keep_peoples_files(newer, earlier)
    kept = [path for path in newer.rglob("minutes.txt")]
    assert [path.read_text() for path in kept] == ["of the meeting"]
    assert name == "new.csv" or (newer / name).is_file()


def test_a_folder_of_an_older_version_keeps_what_is_not_one_of_todays_files(
    earlier: Path, newer: Path
) -> None:
    (earlier / "made_from.json").write_text('{"place": "abc"}')
    (earlier / "notes.txt").write_text("ours")
    keep_peoples_files(newer, earlier)
    assert (newer / "notes.txt").read_text() == "ours"
    assert not list(newer.glob("*.earlier-*"))


def test_a_file_that_cannot_be_read_stops_the_report(
    earlier: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (earlier / "notes.txt").write_text("ours")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "notes.txt")

    monkeypatch.setattr(own_files.os, "link", refused)
    monkeypatch.setattr(own_files.shutil, "copy2", refused)
    with pytest.raises(ReportError, match="cannot be carried over"):
        keep_peoples_files(newer, earlier)


def test_a_report_is_looked_at_file_by_file(earlier: Path) -> None:
    assert why_again(earlier, RESTS_ON) is None
    assert why_again(earlier, {"place": "other"}) == ""
    (earlier / "estimates.csv").write_text("750 percent")
    assert why_again(earlier, RESTS_ON) == "estimates.csv was changed"
    (earlier / "report.html").unlink()
    (earlier / "review_guide.docx").unlink()
    why = "estimates.csv was changed, report.html is gone, review_guide.docx is gone"
    assert why_again(earlier, RESTS_ON) == why
    (earlier / "review_guide.docx").write_text("an answer is no change")
    assert "review_guide.docx" not in (why_again(earlier, RESTS_ON) or "")


# ------------------------------------------------------------------ real reports


@pytest.fixture
def paths(tmp_path: Path) -> RunPaths:
    return write_run(tmp_path)


def _answer(folder: Path, text: str) -> None:
    answer_in_file(folder / GUIDE, "What stands out, all in all", text)


def _said(path: Path) -> str:
    return "\n".join(texts(path.read_bytes()))


def test_answers_and_notes_of_a_place_follow_its_new_name(paths: RunPaths) -> None:
    page = render.make_report(paths, "99001", [])
    before = page.parent
    _answer(before, "Ask the clinic.")
    (before / "notes.txt").write_text("ours")
    old = before.rename(before.with_name("99001-old-alder-county-dm"))
    html = (old / "report.html").read_text(encoding="utf-8")
    (old / "report.html").write_text(
        html.replace('content="Alder County, DM"', 'content="Old Alder County, DM"'),
        encoding="utf-8",
    )
    render.make_report(paths, "99001", [])
    assert _names(paths.reports) >= {before.name}
    assert not old.exists()
    assert "Ask the clinic." in _said(before / GUIDE)
    assert (before / "notes.txt").read_text() == "ours"
    assert [card.geoid for card in read_cards(paths)] == ["99001"]


def test_two_folders_of_one_place_become_one_with_the_words_of_both(paths: RunPaths) -> None:
    folder = render.make_report(paths, "99001", []).parent
    old = Path(shutil.copytree(folder, folder.with_name("99001-old-alder-county-dm")))
    html = (old / "report.html").read_text(encoding="utf-8")
    (old / "report.html").write_text(
        html.replace('content="Alder County, DM"', 'content="Old Alder County, DM"'),
        encoding="utf-8",
    )
    _answer(folder, "Of today.")
    _answer(old, "Of the old name.")
    assert [card.geoid for card in read_cards(paths)] == ["99001"]
    render.make_report(paths, "99001", [])
    assert not old.exists()
    assert "Of today." in _said(folder / GUIDE)
    kept = [_said(path) for path in folder.glob("review_guide.earlier-*.docx")]
    assert any("Of the old name." in text for text in kept)
    assert "Kept aside" in _said(folder / GUIDE)


def test_a_copy_that_somebody_made_of_a_folder_is_left_alone(paths: RunPaths) -> None:
    folder = render.make_report(paths, "99001", []).parent
    copy = Path(shutil.copytree(folder, folder.with_name(f"{folder.name}-before-the-meeting")))
    os.utime(copy / "report.html", (2**31, 2**31))
    render.make_report(paths, "99001", [])
    assert copy.is_dir() and folder.is_dir()
    assert [card.href for card in read_cards(paths)] == [f"{folder.name}/report.html"]
