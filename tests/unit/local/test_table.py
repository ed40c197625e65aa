"""What Excel saves as CSV is read as it was meant; a file that cannot be read is one remark."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.unit.local.writing import MEASURE, VALUE, plan_folder, read, said, write_local

from mobility_analysis.local.cells import day, number, years
from mobility_analysis.local.folder import LocalFolder
from mobility_analysis.local.records import LocalRecords
from mobility_analysis.local.remarks import BadCell

HEAD = "local_id,subgroup,period,value,numerator,denominator"
ROWS = 'preschool,Hispanic,2024,31%,310,"1,000"\npreschool,,2024,,620,2000\n'


@pytest.fixture
def folder(tmp_path: Path) -> LocalFolder:
    """A plan's folder with one measure and its values."""
    return write_local(tmp_path, [MEASURE], [VALUE])


def _read(folder: LocalFolder, content: bytes) -> LocalRecords:
    folder.values.write_bytes(content)
    return read(folder)


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{ROWS}".encode(),
        f"{HEAD}\n{ROWS}".encode("utf-8-sig"),
        f"{HEAD}\n{ROWS}".replace("\n", "\r\n").encode(),
        f"{HEAD}\n{ROWS}".replace("\n", "\r").encode(),
        f"{HEAD}\n{ROWS}".replace('"1,000"', "1000").replace(",", ";").encode(),
        f"sep=;\r\n{HEAD}\n{ROWS}".replace('"1,000"', "1000").replace(",", ";").encode(),
        f"{HEAD}\n{ROWS}".replace('"1,000"', "1000").replace(",", "\t").encode(),
        f"Local ID,Subgroup,PERIOD,Value,numerator ,Denominator\n{ROWS}".encode(),
        f"\n,,,,,\n{HEAD},,\n,,\n{ROWS},,,\n\n".encode(),
        f"{HEAD}\n{ROWS}".replace("31%", " 31 % ").encode(),
    ],
    ids=[
        "plain", "byte order mark", "carriage returns", "old Mac", "semicolons", "sep line", "tabs", "headings",
        "empty rows and columns", "spaces",
    ],
)  # fmt: skip
def test_what_excel_writes_is_read(folder: LocalFolder, content: bytes) -> None:
    found = _read(folder, content)
    assert found.remarks == ()
    assert found.rows["value"].tolist() == [0.31, 0.31]
    assert found.rows["subgroup"].tolist() == ["Hispanic", "All"]


def test_letters_of_windows_are_read_and_said_so(folder: LocalFolder) -> None:
    found = _read(folder, f"{HEAD},area\npreschool,,2024,,310,1000,Peñasco\n".encode("cp1252"))
    assert found.rows["area"].tolist() == ["Peñasco"]
    assert [each.is_note for each in found.remarks] == [True]
    assert "read as Windows-1252" in found.remarks[0].text


def test_a_row_is_named_by_the_number_that_excel_gives_it(folder: LocalFolder) -> None:
    text = f'{HEAD},area\n\npreschool,,2024,,310,1000,"two\nlines"\npreschool,,soon,,310,1000,\n'
    found = _read(folder, text.encode())
    assert found.rows["area"].tolist() == ["two lines"]
    assert [each.row for each in found.remarks] == [4]


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (b"PK\x03\x04 a workbook", "It is an Excel workbook under the name of a CSV file."),
        (f"{HEAD}\n".encode("utf-16"), "It was saved as \u201cUnicode text\u201d."),
        (b"local_id,period\n\x81\x8d,2024\n", "Its letters cannot be read."),
        (b"preschool,2024,0.3\n", "Its first row must hold the headings, and has no local_id."),
        (b"local_id,value,value\n", "The heading value stands twice. Keep one of them."),
        (f'{HEAD}\npreschool,"All"s,2024\n'.encode(), "Its cells cannot be told apart"),
        (b"local_id\n" + b"x" * 2_000_001, "It has more than 2 MB. Is it the right file?"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_remark(
    folder: LocalFolder, content: bytes, remark: str
) -> None:
    found = _read(folder, content)
    assert found.is_unread
    assert found.rows.empty
    (line,) = said(found)
    assert line.startswith(f"local/values.csv: {remark}")


def test_without_measures_the_values_are_not_read(folder: LocalFolder) -> None:
    folder.measures.write_bytes(b"PK")
    assert len(read(folder).remarks) == 1


@pytest.mark.parametrize("refused", ["plan.yaml", "measures.csv", "values.csv"])
def test_a_file_that_may_not_be_opened_is_one_remark(
    refused: str, folder: LocalFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == refused:
            raise PermissionError(13, "Permission denied", str(path))
        return plain(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = read(folder)
    assert found.is_unread
    (line,) = said(found)
    assert "cannot be opened (Permission denied)." in line


def test_a_table_under_another_name_is_told_of(folder: LocalFolder) -> None:
    for name in ("values.xlsx", "values (1).csv", "notes.txt"):
        (folder.plan / "local" / name).touch()
    found = read(folder)
    assert [each.where for each in found.remarks] == ["local/values (1).csv", "local/values.xlsx"]
    assert len(found.rows) == 1


def test_without_files_there_is_nothing_to_say(tmp_path: Path) -> None:
    found = read(plan_folder(tmp_path))
    assert (found.remarks, found.measures, found.left_out) == ((), (), 0)
    assert found.published.values == {}


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        (
            f"{HEAD},valeu\npreschool,,2024,,310,1000,\n",
            "local/values.csv, row 1, valeu: There is no such column, so it is not read. Did you mean value?",
        ),
        (
            f"{HEAD}\npreschool,,2024,,1,000,1000\npreschool,,2024,,310,1000\n",
            "local/values.csv, row 2: The row has 7 cells and the first row 6. A cell with a separator in it needs "
            "quotation marks around it.",
        ),
        (
            f"{HEAD},area\npreschool,,2024,,310,1000,a\x07b\npreschool,,2024,,310,1000,\n",
            "local/values.csv, row 2, area: It holds a character that cannot be printed. Type the text anew.",
        ),
    ],
)
def test_what_does_not_fit_the_headings_is_told(
    folder: LocalFolder, text: str, remark: str
) -> None:
    found = _read(folder, text.encode())
    assert said(found) == [remark]
    assert found.rows["value"].tolist() == [0.31]


def test_more_rows_than_are_kept_by_hand_are_not_read(folder: LocalFolder) -> None:
    text = f"{HEAD},area\n" + "".join(f"preschool,,2024,,310,1000,a{i}\n" for i in range(2003))
    found = _read(folder, text.encode())
    assert len(found.rows) == 2000
    assert found.left_out == 3
    assert said(found) == ["local/values.csv: It has 2003 rows; only the first 2000 are read."]


@pytest.mark.parametrize(
    ("text", "separator", "value"),
    [
        ("1,234", ",", 1234.0),
        ("12,345,678.5", ",", 12345678.5),
        ("1,234,567", ";", 1234567.0),
        ("0,31", ";", 0.31),
        ("12,5", ";", 12.5),
        (".5", ",", 0.5),
        ("\u22123", ",", -3.0),
    ],
)
def test_a_number_is_read_as_it_is_written_in_such_a_file(
    text: str, separator: str, value: float
) -> None:
    assert number(text, separator=separator).value == value


@pytest.mark.parametrize(
    ("text", "separator", "advice"),
    [
        ("1,234", ";", "this may be 1234 or 1.234; write it without a comma."),
        ("0,31", ",", "this is no number"),
        ("1.234,5", ";", "this is no number"),
        ("1 234", ",", "this is no number"),
        ("(120)", ",", "this is no number"),
        ("1,23,456", ",", "this is no number"),
        ("inf", ",", "this is no number"),
        ("nan", ",", "this is no number"),
    ],
)
def test_a_number_that_may_be_another_is_refused(text: str, separator: str, advice: str) -> None:
    with pytest.raises(BadCell, match=advice):
        number(text, separator=separator)


def test_a_day_with_slashes_is_read_only_where_the_month_comes_first() -> None:
    assert day("10/1/2024") == date(2024, 10, 1)
    with pytest.raises(BadCell, match="year-month-day"):
        day("10/1/2024", separator=";")
    assert day("2024-10-01", separator=";") == date(2024, 10, 1)


def test_a_period_may_have_any_dash() -> None:
    assert years("2022 \u2013 2024") == years("2022-2024") == (2022, 2024)
