"""plan.yaml: defaults, and an error that names what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.planning.settings import first_settings, load_plan_settings


def _write(folder: Path, text: str) -> Path:
    plan = folder / "99001-alder-county-dm"
    plan.mkdir()
    (plan / "plan.yaml").write_text(text, encoding="utf-8")
    return plan


def test_a_new_file_holds_the_defaults(tmp_path: Path) -> None:
    found = load_plan_settings(_write(tmp_path, first_settings("99001", "demo", 'Al"der')))
    plain = tmp_path / "plain"
    plain.mkdir()
    least = load_plan_settings(_write(plain, 'place: "99001"\nrun: demo\n'))
    assert found.government.name == 'Al"der'
    assert found.model_copy(update={"government": least.government}) == least
    assert (found.readiness.most, found.readiness.some) == (5, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('place: "99001"\nrun: demo\nlense: size\n', r"unknown key lense \(did you mean lens\?\)"),
        ("place: 99001\nrun: demo\n", "place: "),
        ('place: "99001"\nrun: test\n', "run: "),
        (
            'place: "99001"\nrun: demo\nreadiness: {some: 7}\n',
            r"some \(7\) is more than most \(5\)",
        ),
        (
            'place: "99001"\nrun: demo\nreadiness: {necessary: [leader]}\n',
            "no condition is called leader",
        ),
        ('place: "99003"\nrun: demo\n', "is of the place 99003"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=said):
        load_plan_settings(_write(tmp_path, text))
