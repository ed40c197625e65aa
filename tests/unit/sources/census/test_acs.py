"""The same county read from each rendering of one ACS table gives the same cells."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, MissingInput, NotData, SourceDrift
from mobility_analysis.sources.census import acs

TABLE = "B14003"
LINES = [row.line for row in acs.cells().itertuples() if row.table == TABLE]
LABELS = {row.line: row.label for row in acs.cells().itertuples() if row.table == TABLE}
# Made-up county 99001: line number times ten, margin the line number.
VALUES = {line: (f"{int(line) * 10}", line.lstrip("0")) for line in LINES}


def _api(
    folder: Path, values: dict[str, tuple[str, str]] = VALUES, geo_id: str = "0500000US99001"
) -> None:
    header = [name for line in LINES for name in (f"{TABLE}_{line}E", f"{TABLE}_{line}M")]
    row = [text for line in LINES for text in values[line]]
    content = [[*header, "GEO_ID", "NAME", "state", "county"], [*row, geo_id, "Alder", "99", "001"]]
    (folder / f"{TABLE}-county.json").write_text(json.dumps(content))


def _summary_file(folder: Path) -> None:
    header = "|".join(["GEO_ID", *(f"{TABLE}_{kind}{line}" for line in LINES for kind in "EM")])
    row = "|".join(["0500000US99001", *(text for line in LINES for text in VALUES[line])])
    tract = "|".join(["140P000US99001000100", *("1" for _ in range(2 * len(LINES)))])
    (folder / f"acsdt5y2023-{TABLE.lower()}.dat").write_text(f"{header}\n{row}\n{tract}\n")


def _data_census(folder: Path) -> None:
    header = ["GEO_ID", "NAME", *(f"{TABLE}_{line}{kind}" for line in LINES for kind in "EM")]
    labels = [
        "Geography",
        "Name",
        *(f"{kind}!!x" for _ in LINES for kind in ("Estimate", "Margin")),
    ]
    row = ["0500000US99001", "Alder", *(text for line in LINES for text in VALUES[line])]
    # A byte order mark and a trailing comma, as the site writes them.
    lines = [",".join(part) + "," for part in (header, labels, row)]
    (folder / f"ACSDT5Y2023.{TABLE}-Data.csv").write_text("\n".join(lines), encoding="utf-8-sig")


def _american_factfinder(folder: Path) -> None:
    """VD numbers in another order than the table's lines: only the labels tell."""
    order = list(reversed(LINES))
    header = ["GEO.id", "GEO.id2", "GEO.display-label"]
    labels = ["Id", "Id2", "Geography"]
    row = ["0500000US99001", "99001", '"Alder County, Demonstration"']
    for number, line in enumerate(order, 1):
        header += [f"HD01_VD{number:02d}", f"HD02_VD{number:02d}"]
        labels += [f"Estimate; {LABELS[line]}", f"Margin of Error; {LABELS[line]}"]
        row += list(VALUES[line])
    text = "\n".join(",".join(part) for part in (header, labels, row))
    path = folder / f"ACS_17_5YR_{TABLE}_with_ann.csv.gz"
    path.write_bytes(gzip.compress(text.encode("latin-1")))


RENDERINGS = {
    "5yr-2023-all-api": _api,
    "5yr-2023-all-sf": _summary_file,
    "5yr-2023-county-datacensus": _data_census,
    "5yr-2017-county-aff": _american_factfinder,
}


def _parse(folder: Path, vintage_id: str) -> pd.DataFrame:
    vintage = acs.SOURCE.vintage(vintage_id)
    return acs.tidy(acs.read(folder, vintage), vintage)["acs"]


@pytest.mark.parametrize("vintage_id", RENDERINGS)
def test_every_rendering_gives_the_same_cells(tmp_path: Path, vintage_id: str) -> None:
    RENDERINGS[vintage_id](tmp_path)
    found = _parse(tmp_path, vintage_id).set_index("cell")
    assert list(found["geoid"].unique()) == ["99001"]
    assert set(found["level"]) == {"county"}
    for line in LINES:
        assert found.loc[f"{TABLE}_{line}", "estimate"] == int(line) * 10
        assert found.loc[f"{TABLE}_{line}", "moe"] == int(line)


@pytest.mark.parametrize(
    ("text", "estimate", "moe", "reason"),
    [
        (("-666666666", "-222222222"), None, None, "too_few_records"),
        (("-888888888", "-888888888"), None, None, "not_applicable"),
        (("5", "-555555555"), 5, 0, None),
        (("1,234", "*****"), 1234, 0, None),
        (("250,001", "***"), 250001, None, None),
        (("-", "**"), None, None, "too_few_records"),
    ],
)
def test_sentinels_become_reasons_and_never_numbers(
    tmp_path: Path,
    text: tuple[str, str],
    estimate: float | None,
    moe: float | None,
    reason: str | None,
) -> None:
    _api(tmp_path, VALUES | {LINES[0]: text})
    row = _parse(tmp_path, "5yr-2023-all-api").set_index("cell").loc[f"{TABLE}_{LINES[0]}"]
    assert (None if pd.isna(row["estimate"]) else row["estimate"]) == estimate
    assert (None if pd.isna(row["moe"]) else row["moe"]) == moe
    assert (None if pd.isna(row["reason"]) else row["reason"]) == reason


def test_an_unknown_symbol_stops_the_run(tmp_path: Path) -> None:
    _api(tmp_path, VALUES | {LINES[0]: ("?!", "3")})
    with pytest.raises(BadValues, match=r"\?!"):
        _parse(tmp_path, "5yr-2023-all-api")


def test_a_missing_cell_names_itself(tmp_path: Path) -> None:
    content = [["B14003_004E", "B14003_004M", "GEO_ID"], ["1", "1", "0500000US99001"]]
    (tmp_path / "B14003-county.json").write_text(json.dumps(content))
    with pytest.raises(SourceDrift, match="B14003_013"):
        _parse(tmp_path, "5yr-2023-all-api")


def test_a_web_page_and_a_cut_answer_are_not_data(tmp_path: Path) -> None:
    (tmp_path / "B14003-county.json").write_text("<!DOCTYPE html><html>Missing key</html>")
    with pytest.raises(NotData):
        _parse(tmp_path, "5yr-2023-all-api")
    (tmp_path / "B14003-county.json").write_text('[["B14003_004E"], ["1"')
    with pytest.raises(SourceDrift, match="list of rows"):
        _parse(tmp_path, "5yr-2023-all-api")


@pytest.mark.parametrize("answer", ["[]", '[["B14003_004E", "GEO_ID"]]'])
def test_an_answer_without_rows_is_not_data(tmp_path: Path, answer: str) -> None:
    (tmp_path / "B14003-county.json").write_text(answer)
    with pytest.raises(NotData, match=r"B14003-county\.json holds no rows"):
        _parse(tmp_path, "5yr-2023-all-api")


def test_an_export_without_rows_is_not_data(tmp_path: Path) -> None:
    _data_census(tmp_path)
    path = next(tmp_path.glob("*-Data.csv"))
    path.write_text("\n".join(path.read_text("utf-8-sig").splitlines()[:2]), encoding="utf-8-sig")
    with pytest.raises(NotData, match="holds no rows"):
        _parse(tmp_path, "5yr-2023-county-datacensus")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("[" * 100_000, SourceDrift),
        ("[" * 100_000 + "]" * 100_000, SourceDrift),
        ("nonsense", SourceDrift),
        ("7", SourceDrift),
        ('"text"', SourceDrift),
        ("[1, 2]", SourceDrift),
        ('[{"a": 1}, {"a": 2}]', SourceDrift),
        ('[["a"], ["1", "2"]]', SourceDrift),
        ('[["a", [1]], ["1", "2"]]', SourceDrift),
        ('[["a", "GEO_ID"], ["1", "2"], ["3"]]', SourceDrift),
        ('[["a", "b"], {"a": "1", "b": "2"}]', SourceDrift),
        ('{"rows": []}', SourceDrift),
        ('{"error": "unknown variable"}', NotData),
    ],
    ids=range(13),
)
def test_an_answer_that_is_no_list_of_rows_is_named(
    tmp_path: Path, answer: str, kind: type[Exception]
) -> None:
    (tmp_path / "B14003-county.json").write_text(answer)
    with pytest.raises(kind, match="B14003"):
        _parse(tmp_path, "5yr-2023-all-api")


def test_the_same_row_twice_stops_the_run(tmp_path: Path) -> None:
    _api(tmp_path)
    path = tmp_path / f"{TABLE}-county.json"
    rows = json.loads(path.read_text())
    path.write_text(json.dumps([*rows, rows[1]]))
    with pytest.raises(BadValues, match="share a key"):
        _parse(tmp_path, "5yr-2023-all-api")


def test_territories_are_left_out(tmp_path: Path) -> None:
    _api(tmp_path, geo_id="0500000US72001")
    assert _parse(tmp_path, "5yr-2023-all-api").empty


def test_an_empty_folder_says_what_it_looked_for(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match=r"B14003"):
        _parse(tmp_path, "5yr-2023-all-api")


def test_the_wide_extract_of_2018_writes_controlled_margins_as_na(tmp_path: Path) -> None:
    lines = [row.line for row in acs.cells().itertuples() if row.table == "B03002"]
    header = [
        "stco_code",
        "stco_name",
        *(f"B03002_{line}{kind}" for line in lines for kind in "EM"),
    ]
    row = ["99001", "Alder", *(text for line in lines for text in (f"{int(line)}.0", "NA"))]
    (tmp_path / "co_acs_raw.csv").write_text(f"{','.join(header)}\n{','.join(row)}\n")
    found = _parse(tmp_path, "5yr-2018-county-api-wide").set_index("cell")
    assert found.loc["B03002_001", "estimate"] == 1
    assert (found["moe"] == 0).all()


def test_nothing_of_a_year_with_a_summary_file_needs_a_key() -> None:
    keyed = {v.id for v in acs.SOURCE.vintages.values() if any(f.key_env for f in v.files)}
    assert keyed == {f"5yr-{year}-all-api" for year in range(2012, 2025)}
    for year in range(2019, 2025):
        by_key, free = (acs.SOURCE.vintage(f"5yr-{year}-all-{form}") for form in ("api", "sf"))
        tables = {file.name.split("-")[0] for file in by_key.files}
        assert tables == {file.name[12:-4].upper() for file in free.files}
        assert all(file.url and file.megabytes for file in free.files)


def test_the_first_files_by_table_stand_in_another_folder() -> None:
    urls = {year: acs.SOURCE.vintage(f"5yr-{year}-tract-sf").files[0].url for year in (2020, 2021)}
    base = "https://www2.census.gov/programs-surveys/acs/summary_file"
    assert urls == {
        2020: f"{base}/2020/prototype/5YRData/acsdt5y2020-b17020.dat",
        2021: f"{base}/2021/table-based-SF/data/5YRData/acsdt5y2021-b17020.dat",
    }
