"""Archives: bombs, locks, damage and what desktops leave in them, one way a test."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core import packed
from mobility_analysis.core.errors import (
    MobilityError,
    SourceDrift,
    TooLarge,
    TruncatedFile,
)
from mobility_analysis.core.excel import read_workbook
from mobility_analysis.core.io import content_sha256, open_raw, read_delimited
from mobility_analysis.sources._xls import read_xls
from mobility_analysis.sources.census import _pums_files, boundaries
from mobility_analysis.workflow.fetching.origins import extract_member
from mobility_analysis.workflow.fetching.raw_files import reject_broken

TEXT = b"code,n\n01001,5\n"
MB = 1 << 20
CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"


def _zip(path: Path, members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _patch(path: Path, at_central: int, at_local: int, value: bytes) -> Path:
    """Overwrite a field in the headers of the first member."""
    content = bytearray(path.read_bytes())
    for mark, offset in ((CENTRAL, at_central), (LOCAL, at_local)):
        start = content.index(mark) + offset
        content[start : start + len(value)] = value
    path.write_bytes(content)
    return path


def _sizes(path: Path) -> Path:
    return _patch(path, 24, 22, (100).to_bytes(4, "little"))


# ------------------------------------------------------------------ bombs


def _bomb(folder: Path, packing: str) -> Path:
    content = bytes(64 * MB)
    if packing == "gz":
        path = folder / "t.csv.gz"
        path.write_bytes(gzip.compress(content))
        return path
    return _zip(folder / "t.zip", {"t.csv": content})


def _check_and_hash(path: Path) -> None:
    reject_broken(path, "t.csv", 8 * MB)
    content_sha256(path, "t.csv", 8 * MB)


@pytest.mark.parametrize("packing", ["gz", "zip"])
@pytest.mark.parametrize(
    "use",
    [
        lambda path: content_sha256(path, "t.csv", 8 * MB),
        _check_and_hash,
        lambda path: open_raw(path, most=8 * MB).__enter__(),
    ],
    ids=["hash", "check", "read"],
)
def test_a_bomb_is_refused_without_being_held(
    tmp_path: Path, packing: str, use: Callable[[Path], object]
) -> None:
    path = _bomb(tmp_path, packing)
    assert path.stat().st_size < MB
    tracemalloc.start()
    with pytest.raises(TooLarge, match=rf"{path.name} unpacks to more than 8,388,608 bytes"):
        use(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 * MB


def test_hashing_holds_a_piece_at_a_time(tmp_path: Path) -> None:
    path = _bomb(tmp_path, "gz")
    tracemalloc.start()
    assert content_sha256(path, "t.csv")[1] == 64 * MB
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * MB


def test_what_a_zip_says_of_its_size_is_not_trusted(tmp_path: Path) -> None:
    path = _sizes(_zip(tmp_path / "t.zip", {"t.csv": TEXT * 1000}))
    for use in (read_delimited, lambda path: reject_broken(path, "t.zip")):
        with pytest.raises(TruncatedFile):
            use(path)
    with pytest.raises(TruncatedFile):
        extract_member(path, "t.csv", tmp_path / "out.csv")


def test_a_member_beyond_its_bound_is_not_extracted(tmp_path: Path) -> None:
    path = _bomb(tmp_path, "zip")
    with pytest.raises(TooLarge):
        extract_member(path, "t.csv", tmp_path / "out.csv", 8 * MB)
    assert [each.name for each in tmp_path.iterdir()] == ["t.zip"]


def test_archives_that_libraries_open_by_themselves_are_measured_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = _bomb(tmp_path, "zip")
    book = bomb.rename(tmp_path / "t.xlsx")
    monkeypatch.setattr("mobility_analysis.core.excel.WORKBOOK_LIMIT", MB)
    with pytest.raises(TooLarge, match=r"t\.xlsx"):
        read_workbook(book, book.name)
    monkeypatch.setattr(boundaries, "BOUNDARIES_LIMIT", MB)
    for packing in ("zip", "gz"):
        with pytest.raises(TooLarge):
            boundaries._read_file(_bomb(tmp_path, packing))
    with pytest.raises(TooLarge):
        packed.reject_bomb(tmp_path / "t.zip", "t.zip", MB)
    _sizes(tmp_path / "t.zip")
    with pytest.raises(TruncatedFile):
        packed.reject_bomb(tmp_path / "t.zip", "t.zip", MB)


def test_a_file_that_grew_a_little_is_still_told_by_its_hash() -> None:
    assert packed.may_have(100 * MB) == 126 * MB
    assert packed.may_have(None) == packed.GENERAL_LIMIT


# ------------------------------------------------------------------ locks and damage


def _locked(path: Path) -> Path:
    return _patch(_zip(path, {"t.csv": TEXT}), 8, 6, b"\x01\x00")


def _unknown_method(path: Path) -> Path:
    return _patch(_zip(path, {"t.csv": TEXT}), 10, 8, (99).to_bytes(2, "little"))


def _bad_directory(path: Path) -> Path:
    content = _zip(path, {"t.csv": TEXT}).read_bytes()
    path.write_bytes(content.replace(CENTRAL, b"PK\x07\x07"))
    return path


def _bad_checksum(path: Path) -> Path:
    return _patch(_zip(path, {"t.csv": TEXT}), 16, 14, b"\xff\xff\xff\xff")


def _far_away(path: Path) -> Path:
    """The directory says to begin before the file does."""
    content = bytearray(_zip(path, {"t.csv": TEXT}).read_bytes())
    end = content.index(b"PK\x05\x06")
    content[end + 16 : end + 20] = b"\xff\xff\xff\x00"
    path.write_bytes(content)
    return path


DAMAGE: list[tuple[Callable[[Path], Path], type[MobilityError], str]] = [
    (_locked, SourceDrift, "locked with a password"),
    (_unknown_method, SourceDrift, "packed in a way that cannot be unpacked here"),
    (_bad_directory, TruncatedFile, "ends early or is damaged"),
    (_bad_checksum, TruncatedFile, "damaged|not a whole zip"),
    (_far_away, TruncatedFile, "ends early or is damaged"),
]


@pytest.mark.parametrize(("damage", "kind", "says"), DAMAGE)
def test_locked_and_damaged_zips_are_named(
    tmp_path: Path, damage: Callable[[Path], Path], kind: type[MobilityError], says: str
) -> None:
    path = damage(tmp_path / "t.zip")
    for use in (
        read_delimited,
        lambda path: content_sha256(path, "t.csv"),
        lambda path: reject_broken(path, "t.zip"),
        lambda path: extract_member(path, "t.csv", tmp_path / "out.csv"),
    ):
        with pytest.raises(kind, match=says) as caught:
            use(path)
        assert path.name in caught.value.what
        assert caught.value.next_step


@pytest.mark.parametrize(("damage", "kind", "says"), DAMAGE)
def test_a_damaged_zip_of_survey_records_is_named(
    tmp_path: Path, damage: Callable[[Path], Path], kind: type[MobilityError], says: str
) -> None:
    vintage = next(iter(_vintages().values()))
    folder = tmp_path
    for file in vintage.files:
        good = _zip(folder / "t.zip", {"psam_husa.csv": TEXT})
        good.rename(folder / file.name)
    damage(folder / "t.zip").rename(folder / vintage.files[0].name)
    # What a bad checksum hides is found at the end of the member, after its columns.
    with pytest.raises((kind, SourceDrift)) as caught:
        _pums_files.read(folder, vintage)
    assert caught.value.next_step


def _vintages() -> dict:
    from mobility_analysis.sources.census import pums

    return dict(pums.SOURCE.vintages)


def test_a_cell_of_200_000_letters_in_survey_records_is_named(tmp_path: Path) -> None:
    vintage = next(iter(_vintages().values()))
    for file in vintage.files:
        _zip(tmp_path / file.name, {"psam_husa.csv": b"x" * 200_000 + b"\n"})
    with pytest.raises(SourceDrift, match="field larger than field limit"):
        _pums_files.read(tmp_path, vintage)


def test_what_desktops_leave_in_a_zip_is_no_second_file(tmp_path: Path) -> None:
    clutter = [".DS_Store", "__MACOSX/._t.csv", "data/.DS_Store", "Thumbs.db", "._t.csv"]
    path = _zip(tmp_path / "t.zip", {name: b"junk" for name in clutter} | {"data/t.csv": TEXT})
    assert read_delimited(path)["code"].tolist() == ["01001"]
    assert extract_member(path, "t.csv", tmp_path / "out.csv").read_bytes() == TEXT
    with pytest.raises(SourceDrift, match="holds 2 files"):
        read_delimited(_zip(tmp_path / "u.zip", {"a.csv": TEXT, "b.csv": TEXT}))


# ------------------------------------------------------------------ workbooks


def test_corrupt_workbooks_are_named(tmp_path: Path) -> None:
    stream = io.BytesIO()
    pd.DataFrame({"a": ["1"]}).to_excel(stream, index=False, engine="xlsxwriter")
    good = stream.getvalue()
    path = tmp_path / "t.xlsx"
    for content in (good[:-100], good[:200], b"PK\x03\x04" + b"junk" * 99, _without_sheet(good)):
        path.write_bytes(content)
        with pytest.raises((TruncatedFile, SourceDrift), match=r"t\.xlsx"):
            read_workbook(path, path.name)
    old = tmp_path / "t.xls"
    magic = bytes.fromhex("d0cf11e0a1b11ae1")
    for content in (magic, magic + bytes(508), magic + b"\xff" * 2000, b"\x09\x08" + b"\xff" * 99):
        old.write_bytes(content)
        with pytest.raises(SourceDrift, match=r"t\.xls cannot be read as a workbook"):
            read_xls(old, old.name)


def _without_sheet(content: bytes) -> bytes:
    """A whole zip whose sheet is no XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<<<" if "sheet1" in name else source.read(name))
    return out.getvalue()


def test_a_reader_that_panics_is_an_error_like_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):  # as the library names it
        pass

    def panic(*_: object, **__: object) -> None:
        raise PanicException("index out of bounds")

    path = tmp_path / "t.xlsx"
    pd.DataFrame({"a": ["1"]}).to_excel(path, index=False, engine="xlsxwriter")
    monkeypatch.setattr(pd, "read_excel", panic)
    with pytest.raises(SourceDrift, match="index out of bounds"):
        read_workbook(path, path.name)
    monkeypatch.setattr(pd, "read_excel", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        read_workbook(path, path.name)
