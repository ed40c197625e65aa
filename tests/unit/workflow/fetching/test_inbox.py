"""The inbox: dropped files are recognised by content, checked, taken in and recorded; nothing is lost."""

from __future__ import annotations

import gzip
import io
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from mobility_analysis.cli import app
from mobility_analysis.core import packed
from mobility_analysis.core.glimpse import Glimpse, Kind
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.demo.generate import write_source
from mobility_analysis.framework.snapshot import load_snapshot
from mobility_analysis.workflow.fetching import unpack
from mobility_analysis.workflow.fetching.inbox import Line, Outcome, still_lacking, take_in
from mobility_analysis.workflow.fetching.vintage_fetch import fetch_source

BIRTHS, BIRTHS_2022 = "cdc_wonder_natality", "2022-all-counties"
VOTES, VOTES_2020 = "mit_election_lab", "2000-2020-county-president"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's births and votes, in the agencies' layouts."""
    folder = tmp_path_factory.mktemp("made")
    write_source(BIRTHS, [BIRTHS_2022], 20260101, folder)
    write_source(VOTES, [VOTES_2020], 20260101, folder)
    return folder


@pytest.fixture
def paths(tmp_path: Path) -> RunPaths:
    shutil.copyfile(project_root() / "params.yaml", tmp_path / "params.yaml")
    (tmp_path / "data" / "inbox").mkdir(parents=True)
    return RunPaths(tmp_path, "real")


@pytest.fixture
def drop(paths: RunPaths) -> Callable[[str, bytes], Path]:
    def _drop(name: str, content: bytes) -> Path:
        path = paths.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return _drop


Drop = Callable[[str, bytes], Path]


def _votes(made: Path) -> bytes:
    return next((made / VOTES / VOTES_2020).iterdir()).read_bytes()


def _births(made: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (made / BIRTHS / BIRTHS_2022).iterdir()}


def _zip(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def _only(lines: list[Line]) -> Line:
    (line,) = lines
    return line


# ------------------------------------------------------------------ taken in


def test_a_file_of_any_name_is_taken_in_recorded_and_its_original_kept(
    paths: RunPaths, drop: Drop, made: Path
) -> None:
    drop("some thing", _votes(made))
    line = _only(take_in(paths))
    assert (line.outcome, line.source, line.vintage) == (Outcome.TAKEN, VOTES, VOTES_2020)
    standing = paths.raw / VOTES / VOTES_2020 / "countypres_2000-2020.csv"
    assert standing.read_bytes() == _votes(made)
    record = load_snapshot(paths.snapshots, VOTES, VOTES_2020)
    assert record is not None and [file.name for file in record.files] == [standing.name]
    kept = paths.inbox / "taken" / "some thing"
    assert kept.read_bytes() == _votes(made)
    assert take_in(paths) == []  # what was taken is not looked at again
    assert not list(paths.raw.glob("_inbox-*"))


def test_what_was_taken_in_is_what_a_fetch_finds(paths: RunPaths, drop: Drop, made: Path) -> None:
    drop("a.csv.gz", gzip.compress(_votes(made)))
    take_in(paths)
    summary = fetch_source(paths, VOTES, [VOTES_2020], "agency")
    assert (summary.kept, summary.fetched) == (["countypres_2000-2020.csv"], [])


@pytest.mark.parametrize(
    "pack",
    [
        lambda data: data,
        gzip.compress,
        lambda data: _zip({"deep/down/x.csv": data, "__MACOSX/._x.csv": b"\0\1", "a/.DS_Store": b"x"}),
        lambda data: _zip({"inner.zip": _zip({"x.csv": data})}),
        lambda data: _zip({"../../../outside.csv": data}),
    ],
    ids=["plain", "gzip", "zip with clutter", "zip in zip", "member that leads out"],
)  # fmt: skip
def test_packed_or_not_it_is_the_same_file(
    paths: RunPaths, drop: Drop, made: Path, pack: Callable[[bytes], bytes]
) -> None:
    drop("sub/folder/dropped", pack(_votes(made)))
    assert _only(take_in(paths)).outcome is Outcome.TAKEN
    assert not (paths.root / "outside.csv").exists()
    standing = paths.raw / VOTES / VOTES_2020 / "countypres_2000-2020.csv"
    assert standing.read_bytes() == _votes(made)


def test_many_exports_in_one_zip_are_told_apart_and_recorded_together(
    paths: RunPaths, drop: Drop, made: Path
) -> None:
    members = list(_births(made).items())
    random.Random(1).shuffle(members)
    drop("births.zip", _zip({f"Natality ({n}).txt": data for n, (_, data) in enumerate(members)}))
    lines = take_in(paths)
    assert [line.file for line in lines] == [name for name, _ in members]
    record = load_snapshot(paths.snapshots, BIRTHS, BIRTHS_2022)
    assert record is not None and len(record.files) == 18
    assert list(still_lacking(paths, lines)) == []


def test_piece_by_piece_it_says_what_is_lacking_and_records_nothing_before(
    paths: RunPaths, drop: Drop, made: Path
) -> None:
    births = _births(made)
    needed = [name for name in births if "_edu_" not in name]
    drop("first.txt", births[needed[0]])
    lines = take_in(paths)
    (sentence,) = still_lacking(paths, lines)
    assert "still lacks 9 of 10 files" in sentence
    assert load_snapshot(paths.snapshots, BIRTHS, BIRTHS_2022) is None
    for number, name in enumerate(needed[1:]):
        drop(f"{number}.txt", births[name])
    assert list(still_lacking(paths, take_in(paths))) == []
    record = load_snapshot(paths.snapshots, BIRTHS, BIRTHS_2022)
    assert record is not None and len(record.files) == 10
    # Those by mothers' education are not needed, and a fetch takes the vintage as it is.
    summary = fetch_source(paths, BIRTHS, [BIRTHS_2022], "agency")
    assert len(summary.kept) == 10


# ------------------------------------------------------------------ there already, or another


def test_the_same_bytes_again_are_said_to_be_here_and_put_away(
    paths: RunPaths, drop: Drop, made: Path
) -> None:
    drop("a.csv", _votes(made))
    take_in(paths)
    again = drop("a.csv", _votes(made))
    assert _only(take_in(paths)).outcome is Outcome.HERE
    assert not again.exists()
    assert len(list((paths.inbox / "taken").iterdir())) == 2


def test_a_file_that_differs_replaces_only_when_told(
    paths: RunPaths, drop: Drop, made: Path
) -> None:
    drop("a.csv", _votes(made))
    take_in(paths)
    standing = paths.raw / VOTES / VOTES_2020 / "countypres_2000-2020.csv"
    newer = _votes(made).replace(b"TOTAL", b"total")
    left = drop("b.csv", newer)
    line = _only(take_in(paths))
    assert line.outcome is Outcome.LEFT and "--replace" in line.why and left.exists()
    assert standing.read_bytes() == _votes(made)
    line = _only(take_in(paths, replace_standing=True))
    assert line.outcome is Outcome.TAKEN and not left.exists()
    assert standing.read_bytes() == newer
    summary = fetch_source(paths, VOTES, [VOTES_2020], "agency")  # its record follows it
    assert summary.kept == [standing.name]


# ------------------------------------------------------------------ left, and why


def _changed(made: Path, name: str, old: str, new: str) -> bytes:
    text = _births(made)[name].decode()
    assert old in text
    return text.replace(old, new).encode()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"Group By: County"', '"Group By: State"', "by state, not by county: choose Group Results By: County"),
        ('"Group By: County"', '"Group By: County; Gender"', "by county and gender"),
        ('"Year: 2022"', '"Year: 2009"', "births of 2009"),
        ('"Year: 2022"', '"Year: 2021; 2022"', "births of 2021 to 2022 in one export"),
        ('"Year: 2022"\r\n', "", "do not tell the year"),
        ("499 grams or less; ", "", "births of some weights only"),
        ('"Year: 2022"', '"States: Ohio (39)"\r\n"Year: 2022"', "in chosen states or counties only"),
        ('"Year: 2022"', '"Mother\'s Single Race: Asian"\r\n"Year: 2022"', "a group of mothers that no file is of"),
        ('"---"', '"-"', "no source knows"),
        ("Births\r\n", "Deaths\r\n", "Births"),
    ],
)  # fmt: skip
def test_an_export_of_another_query_stays_and_says_what_to_choose(
    tmp_path: Path, made: Path, old: str, new: str, said: str
) -> None:
    paths = RunPaths(tmp_path, "real")
    path = paths.inbox / "x.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes(_changed(made, "lbw_births_2022.txt", old, new))
    line = _only(take_in(paths))
    assert not line.is_settled and said in line.why
    assert path.exists() and not (paths.raw / BIRTHS / BIRTHS_2022).exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "empty file"),
        ("a.csv", b"<!DOCTYPE html><html>log in</html>", "web page"),
        ("a.csv", b"x,y\n1,2\n", "no source knows a table that begins with: x, y"),
        ("a.zip", b"PK\x03\x04 and no more", "damaged"),
        ("a.gz", gzip.compress(b"x,y\n" * 9999, mtime=0)[:50], "damaged"),
        ("a.csv.crdownload", b"x,y\n1,2\n", "not finished"),
        ("a.bin", b"\0\1\2", "unknown format"),
    ],
)  # fmt: skip
def test_what_is_not_recognised_stays_with_a_reason(
    paths: RunPaths, drop: Drop, name: str, content: bytes, said: str
) -> None:
    path = drop(name, content)
    line = _only(take_in(paths))
    assert not line.is_settled and said in line.why
    assert path.read_bytes() == content


def test_a_file_its_reader_refuses_is_not_taken(paths: RunPaths, drop: Drop, made: Path) -> None:
    path = drop(
        "x.csv", _votes(made).replace(b"TOTAL", b"TOT\xffL", 1)
    )  # saved in another alphabet
    line = _only(take_in(paths))
    assert line.outcome is Outcome.LEFT and "is not utf-8" in line.why
    assert path.exists() and not (paths.raw / VOTES).exists()


def test_one_bad_file_in_an_archive_keeps_the_archive_and_takes_the_good_one(
    paths: RunPaths, drop: Drop, made: Path
) -> None:
    bad = _changed(made, "lbw_births_2022.txt", '"Group By: County"', '"Group By: State"')
    path = drop("x.zip", _zip({"v.csv": _votes(made), "b.txt": bad, "readme.txt": b"hello there"}))
    lines = {line.shown: line for line in take_in(paths)}
    assert lines["x.zip > v.csv"].outcome is Outcome.TAKEN
    assert lines["x.zip > b.txt"].outcome is Outcome.LEFT
    assert lines["x.zip > readme.txt"].outcome is Outcome.UNKNOWN
    assert path.exists()


def test_what_unpacks_to_too_much_is_left(
    paths: RunPaths, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "ARCHIVE_LIMIT", packed.CHUNK)
    monkeypatch.setattr(unpack, "GENERAL_LIMIT", packed.CHUNK)
    big = bytes(3 * packed.CHUNK)
    drop("a.zip", _zip({"x.csv": big}))
    drop("b.gz", gzip.compress(big))
    nested = _zip({"x": b"1"})
    for _ in range(unpack.DEEPEST):
        nested = _zip({"x": nested})
    drop("c.zip", nested)
    a, b, c = take_in(paths)
    assert "more than" in a.why and "more than" in b.why and "packed more than" in c.why
    assert not list(paths.raw.glob("_inbox-*"))


def test_a_link_is_not_followed(paths: RunPaths, made: Path) -> None:
    (paths.inbox / "x.csv").symlink_to(made)
    line = _only(take_in(paths))
    assert "a link" in line.why


def test_kinds_are_told_by_the_first_bytes(tmp_path: Path) -> None:
    for content, kind in [
        (b"a,b\n", Kind.TEXT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", Kind.OLD_WORKBOOK),
        (b"<stata_dta><header>", Kind.STATA),
        (_zip({"xl/workbook.xml": b""}), Kind.WORKBOOK),
        (_zip({"x": b""}), Kind.ZIP),
    ]:
        path = tmp_path / "x.pdf"
        path.write_bytes(content)
        assert Glimpse(path, "x.pdf").kind is kind


# ------------------------------------------------------------------ the command


@pytest.fixture
def command(paths: RunPaths, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    monkeypatch.setenv("MOBILITY_ROOT", str(paths.root))

    def _run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, list(words))
        return done.exit_code, done.output

    return _run


def test_the_command_says_what_and_what_next(
    command: Callable[..., tuple[int, str]], drop: Drop, made: Path
) -> None:
    assert command("inbox") == (
        0,
        "The inbox, data/inbox, is empty. Next: docs/by-hand.md says what to put there.\n",
    )
    drop("votes", _votes(made))
    code, said = command("inbox")
    assert code == 0 and "MIT Election Lab" in said and "countypres_2000-2020.csv" in said
    assert "passes it over" not in said
    assert said.splitlines()[-1] == "All 1 files are in place. Next: mobility run --run real"
    drop("x", b"x,y\n")
    code, said = command("inbox")
    assert code == 20 and "0 of 1 files are in place" in said.splitlines()[-1]


def test_fetch_looks_into_the_inbox_first(
    command: Callable[..., tuple[int, str]], paths: RunPaths, drop: Drop, made: Path
) -> None:
    path = paths.root / "params.yaml"
    params = yaml.safe_load(path.read_text())
    params["runs"]["real"]["pins"] = {VOTES: [VOTES_2020]}
    path.write_text(yaml.safe_dump(params))
    code, said = command("fetch", VOTES)
    assert code == 20 and "by hand" in said
    drop("votes", _votes(made))
    code, said = command("fetch", VOTES)
    assert code == 0 and "taken" in said
