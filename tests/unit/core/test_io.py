"""Files: atomic, transparent to packing, strict about damage."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from pyarrow.parquet import ParquetFile

from mobility_analysis.core import io, packed
from mobility_analysis.core.errors import (
    BadValues,
    DamagedTable,
    MissingInput,
    NotData,
    SourceDrift,
    TruncatedFile,
)


@pytest.mark.parametrize("packing", ["plain", "gz", "zip"])
def test_packed_files_read_the_same(tmp_path: Path, packing: str) -> None:
    text = b"code,n\n01001,5\n"
    if packing == "plain":
        (tmp_path / "t.csv").write_bytes(text)
    elif packing == "gz":
        (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text))
    else:
        with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
            archive.writestr("__MACOSX/._t.csv", b"junk")
            archive.writestr("t.csv", text)
    path = io.find_raw(tmp_path, "t.csv")
    assert io.read_delimited(path)["code"].tolist() == ["01001"]
    assert io.content_sha256(path)[1] == len(text)


def test_a_table_that_is_searched_is_the_same_in_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(io, "ROWS_IN_A_GROUP", 100)
    frame = pd.DataFrame(
        {
            "measure": ["a"] * 250 + ["b"] * 250,
            "value": [number / 7 for number in range(500)],
            "grade": pd.array([1, None] * 250, dtype="Int64"),
            "reasons": [["precise"], []] * 250,
        }
    )
    path = tmp_path / "t.parquet"
    io.write_searched_parquet(frame, path)
    whole = io.read_parquet(path)
    whole["reasons"] = whole["reasons"].map(list)
    pd.testing.assert_frame_equal(whole, frame)
    about = ParquetFile(path).metadata
    measures = [about.row_group(each).column(0).statistics for each in range(about.num_row_groups)]
    assert [(each.min, each.max) for each in measures] == [
        ("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"),
    ]  # fmt: skip
    assert len(io.read_parquet(path, filters=[("measure", "==", "b")])) == 250


def test_damage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    cases: list[tuple[bytes, type[Exception]]] = [
        (b"", NotData),
        (b"<!DOCTYPE html><html></html>", NotData),
        ("code,n\nDo\xf1a,5\n".encode("latin-1"), SourceDrift),
        (b"code\n01001\n", SourceDrift),
    ]
    for content, error in cases:
        path.write_bytes(content)
        with pytest.raises(error):
            io.read_delimited(path, columns=["code", "n"])
    cut = tmp_path / "u.csv.gz"
    cut.write_bytes(gzip.compress(b"code,n\n" * 500)[:40])
    with pytest.raises(TruncatedFile):
        io.read_delimited(cut)


LONG = "code|name|n\n" + "".join(f"{i:05d}|Do\xf1a {i}|{i % 7}\n" for i in range(500))


def _sevens(path: Path, encoding: str = "latin-1") -> pd.DataFrame:
    def keep(rows: pd.DataFrame) -> pd.Series:
        return rows["n"] == "0"

    return io.read_filtered(path, ["n", "code"], keep, encoding=encoding, sep="|")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "t.zip"])
def test_a_long_file_is_cut_as_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, encoding: str
) -> None:
    monkeypatch.setattr(packed, "CHUNK", 16)  # rows lie across pieces and blocks
    text = LONG.removesuffix("\n").encode(encoding)
    if name.endswith(".zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("t.csv", text)
    else:
        (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    found = _sevens(tmp_path / name, encoding)
    assert list(found.columns) == ["n", "code"]
    assert found["code"].tolist() == [f"{i:05d}" for i in range(0, 500, 7)]
    assert found.index.tolist() == list(range(len(found)))


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (b"", NotData, "empty"),
        (b"<!DOCTYPE html><html></html>", NotData, "web page"),
        (b"code|m\n1|2\n", SourceDrift, "column n is gone"),
        (b"code|n\n1|2\n1|2|3\n", SourceDrift, "cannot be read"),
        ("code|n\nDo\xf1a|0\n".encode("latin-1"), SourceDrift, "cannot be read"),
    ],
)
def test_damage_of_a_long_file_is_named(
    tmp_path: Path, content: bytes, error: type[Exception], said: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(error, match=said):
        _sevens(path, "utf-8")


def test_a_line_break_within_a_value_is_never_a_row_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'code|n|name\n1|0|"Do\n0"\n2|0|B\n')
    assert _sevens(path)["code"].tolist() == ["1", "2"]
    monkeypatch.setattr(packed, "CHUNK", 20)
    monkeypatch.setattr(io, "PIECES", 1)
    with pytest.raises(SourceDrift, match="cannot be read"):
        _sevens(path)


def test_a_long_file_that_ends_early_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(LONG.encode())[:-200])
    with pytest.raises(TruncatedFile):
        _sevens(path)


def test_every_missing_column_is_named() -> None:
    with pytest.raises(SourceDrift, match="a, b are gone"):
        io.require_columns(pd.DataFrame({"c": []}), ["a", "b", "c"], "t.csv")


def test_lost_zeros_and_odd_numbers_are_named() -> None:
    with pytest.raises(BadValues, match="Leading zeros were lost"):
        io.require_codes(pd.Series(["1001", "01003"]), 5, "t.csv")
    with pytest.raises(BadValues, match="'12a'"):
        io.to_number(pd.Series(["1,200", "12a"]), "t.csv")
    assert io.to_number(pd.Series(["1,200", "S"]), "t", missing=("S",)).tolist()[0] == 1200


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"x" * 90 + b"PAR1", b"\0" * 500])
def test_a_corrupt_table_names_the_stage_to_run_again(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data" / "interim" / "real" / "census_pep" / "people.v2023.parquet"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(DamagedTable, match=r"people\.v2023\.parquet cannot be read") as caught:
        io.read_parquet(path)
    assert "run the parse stage again" in caught.value.next_step
    assert "`mobility run --run real`" in caught.value.next_step
    assert caught.value.exit_code == 4


def test_half_a_table_names_its_stage_too(tmp_path: Path) -> None:
    path = tmp_path / "data" / "estimates" / "demo" / "estimates.parquet"
    io.write_parquet(pd.DataFrame({"a": range(99)}), path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) // 2)
    path.write_bytes(content)
    with pytest.raises(DamagedTable) as caught:
        io.read_parquet(path)
    assert "estimate stage" in caught.value.next_step and "--run demo" in caught.value.next_step


def test_a_cell_of_200_000_letters_is_read(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("code,n\n" + "x" * 200_000 + ",5\n")
    assert io.read_delimited(tmp_path / "t.csv")["code"].str.len().tolist() == [200_000]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match=r"t\.csv"):
        io.find_raw(tmp_path, "t.csv")
