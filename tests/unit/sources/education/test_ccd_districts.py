"""School districts: the portal's pages and the Stata extract give one table."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift, TruncatedFile
from mobility_analysis.sources.education import ccd_districts as source

VINTAGE = source.SOURCE.vintage("2021-directory")
EXTRACT = source.SOURCE.vintage("2015-urban-portal-extract")
NAME = VINTAGE.files[0].name


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    shutil.copy(fixtures / "nces_ccd" / NAME, tmp_path)
    return tmp_path


def _parse(raw: Path) -> pd.DataFrame:
    return source.tidy(source.read(raw, VINTAGE), VINTAGE)["districts"]


def _edit(raw: Path, old: str, new: str) -> None:
    path = raw / NAME
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_pages_are_read_as_one_list(raw: Path) -> None:
    found = _parse(raw).set_index("leaid")
    assert found["county"].dropna().to_dict() == {
        "9900001": "99001",
        "0199901": "01001",  # the portal prints 1001
        "9900003": "99003",
    }
    assert pd.isna(found.loc["9900002", "county"])
    assert set(found["geo_vintage"]) == {2021}
    assert "6699901" not in found.index


def test_a_negative_code_is_missing_and_a_zero_is_a_zero(raw: Path) -> None:
    enrollment = _parse(raw).set_index("leaid")["enrollment"]
    assert pd.isna(enrollment["9900002"])
    assert enrollment["9900003"] == 0


def test_one_page_alone_is_a_part_and_is_refused(raw: Path) -> None:
    pages = json.loads((raw / NAME).read_text())
    (raw / NAME).write_text(json.dumps(pages[0]))
    with pytest.raises(TruncatedFile, match="3 districts of 5"):
        _parse(raw)
    pages[0]["count"] = 3
    (raw / NAME).write_text(json.dumps(pages[0]))
    assert len(_parse(raw)) == 3


@pytest.mark.parametrize(
    ("old", "new", "error", "says"),
    [
        ('"leaid": "9900001"', '"leaid": "990001"', BadValues, "Leading zeros"),
        ('"leaid": "9900001"', '"leaid": "9900002"', BadValues, "share a key"),
        ('"1001"', '"101"', BadValues, "county codes"),
        ('"1001"', '"Autauga"', BadValues, "county codes"),
        ('"enrollment": -1', '"enrollment": -7', BadValues, "unknown negative"),
        ('"enrollment": -1', '"enrollment": "few"', BadValues, "'few'"),
        ('"year": 2021', '"year": 2020', BadValues, "rows of 2020"),
        ("enrollment", "students", SourceDrift, "enrollment"),
        ("results", "rows", SourceDrift, "portal's JSON"),
    ],
)
def test_damage_is_named(raw: Path, old: str, new: str, error: type[Exception], says: str) -> None:
    _edit(raw, old, new)
    with pytest.raises(error, match=says):
        _parse(raw)


def test_an_empty_answer_or_a_web_page_is_not_data(raw: Path) -> None:
    (raw / NAME).write_text('{"count": 0, "next": null, "results": []}')
    with pytest.raises(NotData):
        _parse(raw)
    (raw / NAME).write_text("<html>Service unavailable</html>")
    with pytest.raises(NotData):
        _parse(raw)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("[" * 100_000, SourceDrift),
        ('{"results": ' + "[" * 100_000 + "]" * 100_000 + "}", SourceDrift),
        ('{"results": [1', SourceDrift),
        ('[{"results": 7, "count": 1}]', SourceDrift),
        ("[]", SourceDrift),
        ('{"detail": "Not found."}', NotData),
    ],
    ids=range(6),
)
def test_an_answer_that_is_no_page_is_named(raw: Path, answer: str, kind: type[Exception]) -> None:
    (raw / NAME).write_text(answer)
    with pytest.raises(kind, match=NAME):
        _parse(raw)


def _extract(folder: Path, enrollment: list[object], county: str = "001") -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "leaid": [f"99{number:05d}" for number in range(len(enrollment))],
            "year": 2015,
            "enrollment": pd.Categorical([str(value) for value in enrollment]),
            "state": "99",
            "county": county,
        }
    )
    frame.to_stata(folder / "ccd_lea_2015.dta", write_index=False)
    return source.tidy(source.read(folder, EXTRACT), EXTRACT)["districts"]


def test_the_extracts_labels_become_numbers_or_missing(tmp_path: Path) -> None:
    found = _extract(tmp_path, ["12", "Missing/Not reported", "Not applicable", "-9", "0"])
    assert found["enrollment"].fillna(-1).tolist() == [12, -1, -1, -1, 0]
    assert set(found["county"]) == {"99001"}


def test_an_unknown_label_or_a_short_county_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValues, match="Many"):
        _extract(tmp_path, ["Many"])
    with pytest.raises(BadValues, match="Leading zeros"):
        _extract(tmp_path, ["12"], county="1")


def test_a_broken_stata_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "ccd_lea_2015.dta").write_bytes(b"not a Stata file, but long enough to open")
    with pytest.raises(SourceDrift, match="Stata"):
        source.read(tmp_path, EXTRACT)
