"""The files of areas of one's own: written, read, found, and refused where they do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.areas import (
    Area,
    MadeOf,
    area_file,
    find_area,
    list_areas,
    next_code,
    save_area,
)

REGION = Area("99A01", "Two Rivers", MadeOf.COUNTIES, ("99003", "99001"))


def test_an_area_is_read_as_it_was_written_whatever_the_order_of_its_parts(tmp_path: Path) -> None:
    path = save_area(tmp_path, REGION)
    assert path == tmp_path / "areas" / "two-rivers.yaml"
    assert list_areas(tmp_path) == [
        Area("99A01", "Two Rivers", MadeOf.COUNTIES, ("99001", "99003"))
    ]


def test_an_area_is_a_place_of_its_state() -> None:
    ref = REGION.ref
    assert (ref.geoid, ref.level, ref.label) == ("99A01", Level.AREA, "Two Rivers, DM")
    assert (
        Area("00A01", "Steel Valley", MadeOf.COUNTIES, ("39099", "42085")).ref.label
        == "Steel Valley"
    )


@pytest.mark.parametrize("text", ["99A01", "99a01", "Two Rivers", "two rivers", "Two Rivers, DM"])
def test_an_area_is_found_by_code_and_name(text: str) -> None:
    assert find_area([REGION.ref], text) == REGION.ref


def test_what_is_no_area_is_not_found() -> None:
    assert find_area([REGION.ref], "99001") is None
    assert find_area([REGION.ref], "Rivers") is None


def test_codes_follow_one_another_in_a_state_and_in_several() -> None:
    assert next_code([], ["39"]) == "39A01"
    assert next_code([REGION], ["99"]) == "99A02"
    assert next_code([REGION], ["39", "42"]) == "00A01"


def test_a_hundredth_area_of_a_state_has_no_code() -> None:
    taken = [Area(f"99A{number:02d}", "x", MadeOf.COUNTIES, ("99001",)) for number in range(1, 100)]
    with pytest.raises(SettingsError, match="99 areas"):
        next_code(taken, ["99"])


@pytest.mark.parametrize(
    "text",
    [
        "code: 99A01\nname: Two Rivers\n",
        "code: 99001\nname: Two Rivers\nmade_of: counties\nparts: ['99001']\n",
        "code: 99A01\nname: Other\nmade_of: counties\nparts: ['99001']\n",
        "code: 99A01\nname: Two Rivers\nmade_of: wards\nparts: ['1']\n",
        "code: 99A01\nname: Two Rivers\nmade_of: counties\n",
        "code: 99A01\nname: Two Rivers\nmade_of: counties\nparts: ['99001', '99001']\n",
        "code: 99A01\nname: Two Rivers\nmade_of: boundary\nparts: ['99001']\n",
    ],
)
def test_a_file_changed_by_hand_so_that_it_is_no_area_is_refused(tmp_path: Path, text: str) -> None:
    path = area_file(tmp_path, "Two Rivers")
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"two-rivers\.yaml"):
        list_areas(tmp_path)


def test_two_areas_of_one_code_are_refused(tmp_path: Path) -> None:
    save_area(tmp_path, REGION)
    save_area(tmp_path, Area("99A01", "Other", MadeOf.COUNTIES, ("99005",)))
    with pytest.raises(SettingsError, match="have the code 99A01"):
        list_areas(tmp_path)
