"""Test scores, school poverty and lunch: layouts, codes of absence, places, damage named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.county_health_rankings import measure_files
from mobility_analysis.sources.education import elsi_schools
from mobility_analysis.sources.stanford import seda
from mobility_analysis.sources.urban import school_poverty


def _as_pages(raw: Path, folder: Path, vintage: Vintage) -> Path:
    """The fixture's CSV files as the portal's interface gives them: numbers as numbers, in two pages."""
    older = school_poverty.SOURCE.vintage("2021-schools")
    for old, new in zip(older.files, vintage.files, strict=True):
        table = pd.read_csv(raw / "urban_meps" / old.name)
        table = table[table["year"] == 2021]
        table = table.assign(
            **{c: table[c].astype(str) for c in ("ncessch", "county_code") if c in table}
        )
        rows = json.loads(table.to_json(orient="records"))
        pages = [
            {"count": len(rows), "next": None, "results": part} for part in (rows[:1], rows[1:])
        ]
        (folder / new.name).write_text(json.dumps(pages), encoding="utf-8")
    return folder


def test_the_portals_interface_gives_what_its_files_give(raw: Path, tmp_path: Path) -> None:
    older = school_poverty.SOURCE.vintage("2021-schools")
    newer = school_poverty.SOURCE.vintage("2021-schools-api")
    assert newer.files[1].url == (
        "https://educationdata.urban.org/api/v1/schools/ccd/enrollment/2021/grade-99/race/"
    )
    folder = tmp_path / "api"
    folder.mkdir()
    found = school_poverty.read(_as_pages(raw, folder, newer), newer)
    expected = school_poverty.tidy(school_poverty.read(raw / "urban_meps", older), older)
    pd.testing.assert_frame_equal(
        school_poverty.tidy(found, newer)["school_poverty"], expected["school_poverty"]
    )


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    for source_id in ("seda", "urban_meps", "nces_elsi", "chr"):
        shutil.copytree(fixtures / source_id, tmp_path / source_id)
    return tmp_path


def _scores(raw: Path) -> pd.DataFrame:
    vintage = seda.SOURCE.vintage("5.0-county-long-gcs")
    return seda.tidy(seda.read(raw / "seda", vintage), vintage)["test_scores"]


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_reading_scores_of_groups_with_a_score(raw: Path) -> None:
    found = _scores(raw)
    assert set(found["geoid"]) == {
        "01001"
    }  # the zero is back, the territory and mathematics are out
    assert found.groupby("subgroup")["grade"].agg(list).to_dict() == {
        "All": [3, 4, 5, 6, 7, 8],
        "Economically Disadvantaged": [3],
        "White, Non-Hispanic": [3, 4],
    }
    first = found.iloc[0]
    assert (first["score"], first["se"], first["tests"], first["scale"]) == (3.0, 0.1, 100, "gcs")


def test_the_file_of_districts_is_a_kind_of_its_own_with_names(tmp_path: Path, raw: Path) -> None:
    vintage = seda.SOURCE.vintage("5.0-district-long-gcs")
    counties = pd.read_csv(raw / "seda" / "seda_county_long_gcs_5.0.csv", dtype=str)
    districts = counties.rename(columns={"sedacounty": "sedalea", "sedacountyname": "sedaleaname"})
    is_territory = districts["sedalea"].str.zfill(5).str.startswith("72")
    codes = districts["sedalea"].mask(~is_territory, "100005").mask(is_territory, "7200030")
    districts = districts.assign(sedalea=codes, sedaleaname="Albertville City")
    districts.to_csv(tmp_path / vintage.files[0].name, index=False)
    found = seda.tidy(seda.read(tmp_path, vintage), vintage)
    assert list(found) == ["district_scores"]
    table = found["district_scores"]
    assert set(table["geoid"]) == {"0100005"}
    assert set(table["name"]) == {"Albertville City"}
    assert set(table["level"]) == {"district"}


ADMINISTRATIVE = """\
sedaadmin,sedaadminname,subject,grade,year,fips,stateabb,multi_comp_all,tot_asmt_all,flag_estasmt_all,gcs_mn_all,gcs_mn_se_all,gcs_mn_se_adj_all,tot_asmt_wht,gcs_mn_wht
100005,"Albertville City, The",mth,3,2024,1,AL,0,300,0,3.1,.1,.12,200,3.3
100005,"Albertville City, The",rla,3,2024,1,AL,0,310,0,2.9,.11,.13,200,3.1
100005,"Albertville City, The",rla,4,2024,1,AL,0,305,0,3.8,.1,.12,200,4
100005,"Albertville City, The",rla,3,2019,1,AL,0,310,0,3.2,.1,.12,200,3.3
100006,Marshall County,rla,3,2025,1,AL,0,,0,,,,,
7200030,Puerto Rico,rla,3,2025,72,PR,0,90,0,2,.1,.1,,
"""


def test_of_the_newest_version_third_graders_since_2022_are_read(tmp_path: Path) -> None:
    vintage = seda.SOURCE.vintage("2025.2-district-long-gcs")
    (file,) = vintage.files
    assert file.url == (
        "https://stacks.stanford.edu/file/druid:np279jm6134/seda_admindist_long_gcs_2025.2.csv"
    )
    (tmp_path / file.name).write_text(ADMINISTRATIVE, encoding="utf-8")
    found = seda.tidy(seda.read(tmp_path, vintage), vintage)
    assert list(found) == list(vintage.kinds) == ["district_reading"]
    (row,) = found["district_reading"].to_dict("records")
    assert (row["geoid"], row["name"]) == ("0100005", "Albertville City, The")
    assert (row["grade"], row["year"], row["score"], row["tests"]) == (3, 2024, 2.9, 310)
    assert row["se"] == 0.13  # with the error of the link to the national test
    assert (row["level"], row["geo_vintage"]) == ("district", 2025)


@pytest.mark.parametrize("level", ["county", "district"])
def test_version_6_is_read_as_version_5_whatever_columns_it_adds(
    raw: Path, tmp_path: Path, level: str
) -> None:
    vintage = seda.SOURCE.vintage(f"6.0-{level}-long-gcs")
    old = pd.read_csv(raw / "seda" / "seda_county_long_gcs_5.0.csv", dtype=str)
    if level == "district":
        old = old[old["sedacounty"] == "1001"].assign(sedacounty="100005")
        old = old.rename(columns={"sedacounty": "sedalea", "sedacountyname": "sedaleaname"})
    old.assign(gcs_mn_mtr="3", gcs_mn_se_mtr=".2").to_csv(
        tmp_path / vintage.files[0].name, index=False
    )
    (table,) = seda.tidy(seda.read(tmp_path, vintage), vintage).values()
    everyone = table[table["subgroup"] == "All"]
    assert everyone["score"].tolist() == [3.0, 3.9, 4.8, 5.7, 6.6, 7.5]
    assert "xh833nn4025" in vintage.files[0].url


def test_the_archive_is_fetched_directly_and_its_terms_are_told() -> None:
    (file,) = seda.SOURCE.vintage("5.0-county-long-gcs").files
    assert file.url == (
        "https://stacks.stanford.edu/file/druid:cs829jn7849/seda_county_long_gcs_5.0.csv"
    )
    assert "no commercial use" in file.steps and file.name in file.steps
    assert "no commercial use" in seda.SOURCE.licence


def test_a_new_subject_and_a_zero_error_are_refused(raw: Path) -> None:
    path = raw / "seda" / "seda_county_long_gcs_5.0.csv"
    _edit(path, "3.00,.1,100", "3.00,0,100")
    with pytest.raises(BadValues, match="not positive"):
        _scores(raw)
    _edit(path, ",mth,", ",sci,")
    with pytest.raises(SourceDrift, match="sci"):
        _scores(raw)


def _schools(raw: Path) -> pd.DataFrame:
    vintage = school_poverty.SOURCE.vintage("2021-schools")
    tables = school_poverty.read(raw / "urban_meps", vintage)
    return school_poverty.tidy(tables, vintage)["school_poverty"]


def test_schools_of_the_fall_with_pupils_and_a_county(raw: Path) -> None:
    found = _schools(raw)
    assert set(found["geoid"]) == {"01095"}
    assert set(found["school"].str[-3:]) == {"870", "871", "872"}
    assert found["school"].str.len().eq(12).all()
    black = found[found["subgroup"] == "Black, Non-Hispanic"].set_index("school")["students"]
    assert black.to_dict() == {"010000500870": 200, "010000500871": 50}  # withheld is left out
    rates = found.drop_duplicates("school").set_index("school")["rate"]
    assert rates["010000500870"] == 0.25
    assert pd.isna(rates["010000500872"])


def test_a_share_above_all_is_refused(raw: Path) -> None:
    _edit(raw / "urban_meps" / "schools_meps.csv", "25.0", "125.0")
    with pytest.raises(BadValues, match="0-100"):
        _schools(raw)


def _lunch(raw: Path) -> pd.DataFrame:
    vintage = elsi_schools.SOURCE.vintage("2022-23-schools-frpl")
    tables = elsi_schools.read(raw / "nces_elsi", vintage)
    return elsi_schools.tidy(tables, vintage)["school_lunch"]


def test_titles_footnotes_and_schools_without_pupils_stay_out(raw: Path) -> None:
    found = _lunch(raw)
    assert found["geoid"].tolist() == ["01095", "01095", "01095", "01097"]
    assert found["students"].tolist() == [200, 100, 100, 120]
    assert found["lunch"].tolist()[0] == 160
    assert pd.isna(found["lunch"].iloc[1])
    assert found["lunch"].iloc[3] == 120  # more eligible pupils than pupils


def _listed(folder: Path, *changes: dict[str, object]) -> pd.DataFrame:
    vintage = elsi_schools.SOURCE.vintage("2024-25-directory")
    counted = [
        ("010000500870", "1095", 200, 160),
        ("010000500871", "1097", 100, -1),
        ("010000500872", "1097", -1, 9),
        ("010000500873", "-2", 80, 9),
        ("720000500874", "72001", 50, 40),
    ]
    names = ("ncessch", "county_code", "enrollment", "free_or_reduced_price_lunch")
    rows = [{"year": 2024, **dict(zip(names, each, strict=True))} for each in counted]
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    pages = [{"count": len(rows), "next": None, "results": rows}]
    (folder / vintage.files[0].name).write_text(json.dumps(pages), encoding="utf-8")
    return elsi_schools.tidy(elsi_schools.read(folder, vintage), vintage)["school_lunch"]


def test_the_portals_directory_of_schools_is_read_alike(tmp_path: Path) -> None:
    found = _listed(tmp_path).set_index("geoid")
    assert found["students"].to_dict() == {"01095": 200, "01097": 100}
    assert found.loc["01095", "lunch"] == 160
    assert pd.isna(found.loc["01097", "lunch"])
    assert set(found["period"]) == {"2024-2025"} and set(found["year"]) == {2025}
    (file,) = elsi_schools.SOURCE.vintage("2024-25-directory").files
    assert (
        file.url == "https://educationdata.urban.org/api/v1/schools/ccd/directory/2024/"
        and file.is_paged
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"year": 2023}, "rows of 2023"),
        ({"ncessch": "10000500870"}, "2024-25-directory"),
        ({"ncessch": "010000500871"}, "2024-25-directory"),
        ({"enrollment": "many"}, "enrollment"),
    ],
    ids=["another fall", "a zero lost", "a school twice", "no number"],
)
def test_a_directory_that_is_not_this_one_is_refused(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    with pytest.raises(BadValues, match=said):
        _listed(tmp_path, change)


def test_schools_listed_before_their_lunches_are_out_are_drift(tmp_path: Path) -> None:
    absent = {"free_or_reduced_price_lunch": -1}
    with pytest.raises(SourceDrift, match="no school says who qualifies"):
        _listed(tmp_path, *[absent] * 5)


def test_an_export_of_another_year_is_refused(raw: Path) -> None:
    path = next((raw / "nces_elsi").iterdir())
    text = path.read_text(encoding="utf-8-sig").replace("2022-23", "2023-24")
    path.write_text(text, encoding="utf-8-sig")
    with pytest.raises(SourceDrift, match="2022-23"):
        _lunch(raw)


def test_third_graders_scores_keep_connecticuts_old_counties(raw: Path) -> None:
    vintage = measure_files.SOURCE.vintage("2025-measure-files")
    found = measure_files.tidy(measure_files.read(raw / "chr", vintage), vintage)["reading_scores"]
    everyone = found[found["subgroup"] == "All"].set_index("geoid")
    assert everyone.loc["09001", "score"] == 3.25
    assert "09110" not in everyone.index
    # A blank among scores is withheld; of a state without any score none is published.
    assert everyone.loc["01003", "reason"] == "suppressed_by_source"
    assert everyone.loc["48301", "reason"] == "not_for_state"
    assert set(found["year"]) == {2019}
    assert everyone.loc["00", "level"] == "nation"
