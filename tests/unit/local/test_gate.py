"""A row that breaks a rule is left out, and told of with its place, what stands there and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.local.writing import MEASURE, VALUE, read, said, write_local


def _of_value(root: Path, **cells: str) -> list[str]:
    found = read(write_local(root, [MEASURE], [VALUE | cells]))
    return said(found)


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        # numbers
        (
            {"value": "31", "numerator": ""},
            "value: \u201c31\u201d: a share is written from 0 to 1; write 0.31 (or 31%) for 31 percent.",
        ),
        (
            {"value": "310", "numerator": ""},
            "value: \u201c310\u201d: of the unit share write a number from 0 to 1.",
        ),
        (
            {"value": "n/a", "numerator": ""},
            "value: \u201cn/a\u201d: this is no number; write a number, or leave the cell empty.",
        ),
        (
            {"value": "#DIV/0!", "numerator": ""},
            "value: \u201c#DIV/0!\u201d: Excel could not compute or show this cell; write a number, or leave the cell "
            "empty.",
        ),
        (
            {"numerator": "3.1E+05"},
            "numerator: \u201c3.1E+05\u201d: Excel shortened this number: format the cell as a number and write all its "
            "digits.",
        ),
        (
            {"numerator": "31%"},
            "numerator: \u201c31%\u201d: write the number without a percent sign; only shares have one.",
        ),
        (
            {"numerator": "$310"},
            "numerator: \u201c$310\u201d: write the number without a dollar sign; only amounts in dollars have one.",
        ),
        (
            {"numerator": "1,001"},
            "numerator: \u201c1,001\u201d: a part cannot be more than the whole, 1000.",
        ),
        ({"numerator": "-1"}, "numerator: \u201c-1\u201d: write a number not below 0."),
        ({"denominator": "0"}, "denominator: \u201c0\u201d: write a number above 0."),
        (
            {"value": "0.35"},
            "value: \u201c0.35\u201d: numerator over denominator is 0.31. Mend what is wrong, or leave the value empty.",
        ),
        (
            {"numerator": "", "denominator": ""},
            "value: Write the value, or numerator and denominator. Leave out a row without either.",
        ),
        ({"n": "12.5"}, "n: \u201c12.5\u201d: write a whole number, not below 0."),
        ({"lower": "0.29"}, "upper: Write both ends of the interval, or neither."),
        (
            {"lower": "0.32", "upper": "0.34"},
            "lower: \u201c0.32\u201d: the value 0.31 does not lie between the two ends.",
        ),
        (
            {"lower": "0", "upper": "34"},
            "upper: \u201c34\u201d: a share is written from 0 to 1; write 0.34 (or 34%) for 34 percent.",
        ),
        (
            {"numerator": "600", "lower": "1", "upper": "1"},
            "lower: \u201c1\u201d: the value 0.6 does not lie between the two ends.",
        ),
        (
            {"lower": "-0.1", "upper": "0.34"},
            "lower: \u201c-0.1\u201d: of the unit share write a number from 0 to 1.",
        ),
        # years and days
        (
            {"period": "2023-24"},
            "period: \u201c2023-24\u201d: write a year such as 2024, or two with a dash between them such as 2022-2024.",
        ),
        (
            {"period": "2024-2022"},
            "period: \u201c2024-2022\u201d: the first year comes first; write 2022-2024.",
        ),
        ({"period": "2028"}, "period: \u201c2028\u201d: write years from 1900 to 2027."),
        ({"period": "1850"}, "period: \u201c1850\u201d: write years from 1900 to 2027."),
        (
            {"period": "1990-2024"},
            "period: \u201c1990-2024\u201d: write a period of 25 years at most.",
        ),
        (
            {"period": ""},
            "period: Write a year such as 2024, or two with a dash between them such as 2022-2024.",
        ),
        (
            {"year": "2023"},
            "year: \u201c2023\u201d: the period ends in 2024; write that, or leave the cell empty.",
        ),
        (
            {"as_of": "13/4/2025"},
            "as_of: \u201c13/4/2025\u201d: write the day as year-month-day, such as 2026-03-31.",
        ),
        (
            {"as_of": "31.3.2025"},
            "as_of: \u201c31.3.2025\u201d: write the day as year-month-day, such as 2026-03-31.",
        ),
        ({"as_of": "2031-01-01"}, "as_of: \u201c2031-01-01\u201d: this day lies in the future."),
        # who
        (
            {"subgroup": "Hispanics"},
            "subgroup: \u201cHispanics\u201d: there is no such group; docs/planning.md lists them. Did you mean "
            "Hispanic?",
        ),
        (
            {"subgroup": "Black", "scheme": "residents"},
            "scheme: \u201cresidents\u201d: for Black write race_includes_hispanic, or leave the cell empty.",
        ),
        (
            {"subgroup": "Female", "subgroup_type": "sex"},
            "subgroup_type: \u201csex\u201d: for Female write gender, or leave the cell empty.",
        ),
        ({"area": "x" * 61}, f"area: \u201c{'x' * 59}\u2026\u201d: write 60 letters at most."),
        (
            {"local_id": "preschol"},
            "local_id: \u201cpreschol\u201d: measures.csv has no such measure. Did you mean preschool?",
        ),
        # small counts
        (
            {"numerator": "2", "denominator": "50"},
            "numerator: A count below 3 (publish.smallest_count in plan.yaml), or so few left over, may tell who is "
            "meant, so the row is not published. Put groups or years together, or mark the measure coalition or team.",
        ),
    ],
)
def test_a_bad_value_is_told_with_its_row_and_column(
    cells: dict[str, str], remark: str, tmp_path: Path
) -> None:
    folder = write_local(tmp_path, [MEASURE], [VALUE | {"period": "2023"}, VALUE | cells])
    found = read(folder)
    assert said(found) == [f"local/values.csv, row 3, {remark}"]
    assert list(found.rows["period"]) == ["2023"]


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        ({"label": ""}, "label: This cell is empty. It is for: What a reader sees as its name."),
        ({"label": "x" * 91}, f"label: \u201c{'x' * 59}\u2026\u201d: it has 91 letters; write 90 at most."),
        (
            {"local_id": "Pre school"},
            "local_id: \u201cPre school\u201d: write a name of 3 to 40 small letters, digits and _, the first a letter.",
        ),
        (
            {"unit": "percent"},
            "unit: \u201cpercent\u201d: write one of: share, ratio, count, dollars, per_10k, per_100k, index_100. "
            "Percentages are of the unit share.",
        ),
        ({"kind": "census"}, "kind: \u201ccensus\u201d: write one of: administrative, survey, inventory, historical, qualitative count."),
        ({"sharing": "yes"}, "sharing: \u201cyes\u201d: write one of: public, coalition, team."),
        ({"sharing": ""}, "sharing: This cell is empty. It is for: public, coalition or team: who may see it."),
        ({"direction": "up"}, "direction: \u201cup\u201d: write one of: higher, lower, none."),
        ({"decimals": "7"}, "decimals: \u201c7\u201d: write a number from 0 to 3."),
        ({"decimals": "two"}, "decimals: \u201ctwo\u201d: this is no number; write a number, or leave the cell empty."),
        (
            {"url": "javascript:alert(1)"},
            "url: \u201cjavascript:alert(1)\u201d: write an address that begins with https://, or leave the cell empty.",
        ),
        (
            {"beside": "share_enrolled"},
            "beside: \u201cshare_enrolled\u201d: there is no such measure; docs/planning.md says where to find them. Did you "
            "mean share_enrolled_ages_3_4?",
        ),
        (
            {"predictor": "acess_to_preschool"},
            "predictor: \u201cacess_to_preschool\u201d: there is no such predictor; docs/planning.md says where to find them. "
            "Did you mean access_to_preschool?",
        ),
        (
            {"predictor": "digital_access"},
            "beside: \u201cshare_enrolled_ages_3_4\u201d: this measure is of the predictor access_to_preschool.",
        ),
        (
            {"beside": ""},
            "predictor: This cell and \u201cbeside\u201d are empty. It is for: Which predictor of the framework it is about, "
            "such as access_to_preschool.",
        ),
        (
            {"until": "2026-02-28"},
            "until: \u201c2026-02-28\u201d: the agreement ended before 2026-03-01, the day of the run. Renew it, or delete the "
            "row.",
        ),
        ({"until": "soon"}, "until: \u201csoon\u201d: write the day as year-month-day, such as 2026-03-31."),
    ],
)  # fmt: skip
def test_a_bad_measure_is_told_and_its_values_go_with_it_in_one_remark(
    cells: dict[str, str], remark: str, tmp_path: Path
) -> None:
    measure = MEASURE | cells
    values = [
        VALUE | {"local_id": measure["local_id"], "period": year} for year in ("2023", "2024")
    ]
    found = read(write_local(tmp_path, [measure], values))
    assert said(found) == [
        f"local/measures.csv, row 2, {remark}",
        f"local/values.csv, row 2, local_id: \u201c{measure['local_id']}\u201d: its row of measures.csv was left out, and so "
        "are the 2 rows of it here.",
    ]
    assert found.rows.empty
    assert found.measures == ()


def test_everything_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    found = _of_value(tmp_path, period="soon", subgroup="Everybody", numerator="2000", n="few")
    assert [each.partition(":")[0].rpartition(", ")[2] for each in found] == [
        "subgroup",
        "period",
        "numerator",
        "n",
    ]


def test_of_two_rows_of_one_group_and_period_neither_is_chosen(tmp_path: Path) -> None:
    twice = [VALUE, VALUE | {"numerator": "320"}, VALUE | {"area": "North side"}]
    found = read(write_local(tmp_path, [MEASURE], twice))
    assert said(found) == [
        "local/values.csv, row 2, local_id: \u201cpreschool\u201d: the same measure, area, group and period stand in row 3. "
        "Keep one of them.",
        "local/values.csv, row 3, local_id: \u201cpreschool\u201d: the same measure, area, group and period stand in row 2. "
        "Keep one of them.",
    ]
    assert list(found.rows["area"]) == ["North side"]
    assert found.left_out == 2


def test_of_two_measures_of_one_name_neither_is_chosen(tmp_path: Path) -> None:
    found = read(write_local(tmp_path, [MEASURE, MEASURE | {"sharing": "team"}], [VALUE]))
    assert found.measures == ()
    assert found.rows.empty
    assert "it stands 2 times; give each measure a name of its own." in said(found)[0]


@pytest.mark.parametrize(
    ("unit", "cells", "is_kept"),
    [
        ("share", {"numerator": "0", "denominator": "50"}, True),
        ("share", {"numerator": "50", "denominator": "50"}, True),
        ("share", {"numerator": "3", "denominator": "50"}, True),
        ("share", {"numerator": "48", "denominator": "50"}, False),
        ("share", {"value": "0.04", "numerator": "", "denominator": "50"}, False),
        ("share", {"value": "0.04", "numerator": "", "denominator": ""}, True),
        ("share", {"value": "0.04", "numerator": "", "denominator": "", "n": "2"}, False),
        ("share", {"value": "0.05", "numerator": "", "denominator": "", "n": "40"}, False),
        ("share", {"value": "0.97", "numerator": "", "denominator": "", "n": "40"}, False),
        ("share", {"value": "0.5", "numerator": "", "denominator": "", "n": "40"}, True),
        ("per_100k", {"numerator": "2", "denominator": "90000"}, False),
        ("per_100k", {"value": "2.2", "numerator": "", "denominator": "90000"}, False),
        ("count", {"value": "2", "numerator": "", "denominator": ""}, False),
        ("count", {"value": "0", "numerator": "", "denominator": ""}, True),
        ("dollars", {"value": "2", "numerator": "", "denominator": ""}, True),
    ],
)
def test_a_small_count_is_not_published_however_it_can_be_computed(
    unit: str, cells: dict[str, str], is_kept: bool, tmp_path: Path
) -> None:
    found = read(write_local(tmp_path, [MEASURE | {"unit": unit}], [VALUE | cells]))
    assert len(found.published.rows) == is_kept
    assert found.left_out == (not is_kept)


def test_a_small_count_of_the_team_stays_with_the_team(tmp_path: Path) -> None:
    small = VALUE | {"numerator": "2", "denominator": "50"}
    found = read(write_local(tmp_path, [MEASURE | {"sharing": "team"}], [small]))
    assert len(found.rows) == 1
    assert found.remarks == ()
    assert found.published.rows.empty


def test_a_second_group_is_held_back_where_the_total_gives_the_first_away(tmp_path: Path) -> None:
    groups = {"": "60", "Female": "2", "Male": "58", "Owner": "40", "Renter": "20"}
    rows = [
        VALUE | {"subgroup": group, "numerator": part, "denominator": "400"}
        for group, part in groups.items()
    ]
    found = read(write_local(tmp_path, [MEASURE], rows))
    assert list(found.rows["subgroup"]) == ["All", "Owner", "Renter"]
    assert found.left_out == 2
    assert "could be computed from the total and this row" in said(found)[1]


def test_without_a_total_nothing_gives_the_small_group_away(tmp_path: Path) -> None:
    groups = {"Female": "2", "Male": "58"}
    rows = [VALUE | {"subgroup": group, "numerator": part} for group, part in groups.items()]
    assert list(read(write_local(tmp_path, [MEASURE], rows)).rows["subgroup"]) == ["Male"]


def test_the_mask_is_the_plans_and_never_below_three(tmp_path: Path) -> None:
    rows = [VALUE | {"numerator": "9"}]
    kept = write_local(tmp_path, [MEASURE], rows, "publish: {smallest_count: 9}\n")
    assert len(read(kept).rows) == 1
    masked = write_local(tmp_path, [MEASURE], rows, "publish: {smallest_count: 10}\n")
    assert read(masked).rows.empty
    low = read(write_local(tmp_path, [MEASURE], rows, "publish: {smallest_count: 2}\n"))
    assert low.rows.empty
    assert low.is_unread
    assert said(low) == [
        "plan.yaml: 99001-alder-county-dm/plan.yaml, publish.smallest_count: Input should be greater than or equal to "
        "3. Until it is mended, no local records are shown."
    ]


def test_a_measure_without_a_number_is_told_of(tmp_path: Path) -> None:
    other = MEASURE | {"local_id": "seats"}
    found = read(write_local(tmp_path, [MEASURE, other], [VALUE]))
    assert said(found) == [
        "local/values.csv: \u201cseats\u201d: measures.csv has this measure, and no row here is of it, so nothing of it is "
        "shown."
    ]
    assert found.remarks[0].is_note
    assert [each.id for each in found.published.measures] == ["preschool"]


def test_a_row_that_breaks_no_rule_gets_no_remark(tmp_path: Path) -> None:
    full = {
        "subgroup_type": "race_ethnicity",
        "subgroup": "hispanic",
        "scheme": "residents",
        "period": "2022\u20132024",
        "year": "2024",
        "value": "31 %",
        "lower": "28%",
        "upper": "34%",
        "as_of": "3/31/2025",
        "area": "alder county",
    }
    found = read(write_local(tmp_path, [MEASURE], [VALUE | full]))
    assert found.remarks == ()
    (row,) = found.rows.to_dict("records")
    assert (row["subgroup"], row["period"], row["area"]) == ("Hispanic", "2022-2024", "")
    assert (row["lower"], row["upper"], row["ci_method"]) == (0.28, 0.34, "limits_given_locally")
    assert row["as_of"] == "2025-03-31"


def test_a_share_of_one_is_taken_for_all_and_said_so(tmp_path: Path) -> None:
    cells = {"value": "1", "numerator": "", "denominator": ""}
    found = read(write_local(tmp_path, [MEASURE], [VALUE | cells]))
    assert found.rows["value"].tolist() == [1.0]
    assert [each.is_note for each in found.remarks] == [True]
    assert found.left_out == 0


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("0.33", True),
        ("33%", True),
        ("0.333", True),
        ("33.3 %", True),
        ("0.3", False),  # as coarse as that it would fit many a mistake
        ("0.34", False),
        ("0.332", False),
        ("1", False),
        ("0", False),
    ],
)
def test_a_rounded_value_fits_what_it_was_rounded_from(
    value: str, fits: bool, tmp_path: Path
) -> None:
    cells = {"value": value, "numerator": "100", "denominator": "300"}
    found = read(write_local(tmp_path, [MEASURE], [VALUE | cells]))
    assert found.rows["value"].tolist() == [100 / 300] * fits
    assert len(found.remarks) == (not fits)


def test_a_part_that_is_one_is_no_doubtful_share(tmp_path: Path) -> None:
    cells = {"numerator": "1", "denominator": "100"}
    found = read(write_local(tmp_path, [MEASURE | {"sharing": "team"}], [VALUE | cells]))
    assert found.remarks == ()
