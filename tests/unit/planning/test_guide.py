"""What planning asks has its fixed sizes, and none of it puts a shortfall into people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.insights.language import remarks
from mobility_analysis.planning.guide import FILE, guide, load_guide


def test_there_are_nine_conditions_and_31_steps() -> None:
    asked = guide()
    assert [len(each.steps) for each in asked.conditions] == [4, 3, 4, 2, 4, 5, 4, 2, 3]
    assert len(asked.steps) == 31
    assert list(asked.steps)[:5] == [
        "leadership.1",
        "leadership.2",
        "leadership.3",
        "leadership.4",
        "partnerships.1",
    ]


def test_no_two_steps_say_the_same() -> None:
    steps = [step for _, step in guide().steps.values()]
    assert len({step.says for step in steps}) == len({step.first_move for step in steps}) == 31


def test_wording_is_about_systems_and_not_about_people() -> None:
    asked = guide()
    texts = [each.means for each in (*asked.answers, *asked.decisions)]
    texts += [text for each in asked.conditions for text in (each.title, each.why)]
    for _, step in asked.steps.values():
        texts += [step.says, step.known_by, step.first_move]
    texts += [text for _, points in asked.talking_points for text in points]
    assert [found for text in texts for found in remarks(text)] == []


def _one_step_less(content: dict[str, Any]) -> None:
    content["conditions"][0]["steps"].pop()


def _a_condition_less(content: dict[str, Any]) -> None:
    content["conditions"].pop()


def _another_answer(content: dict[str, Any]) -> None:
    content["answers"][0]["id"] = "perhaps"


def _unknown_person(content: dict[str, Any]) -> None:
    content["conditions"][2]["steps"][0]["who"] = "mayor"


def _unknown_key(content: dict[str, Any]) -> None:
    content["conditions"][2]["colour"] = "blue"


def _a_point_less(content: dict[str, Any]) -> None:
    content["talking_points"]["why"].pop()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_one_step_less, "leadership has 3 steps instead of 4"),
        (_a_condition_less, "conditions are"),
        (_another_answer, "answers are perhaps"),
        (_unknown_person, "capacity.1 can be answered by 'mayor'"),
        (_unknown_key, "conditions.2.colour"),
        (_a_point_less, "talking points: 4 under why instead of 5"),
    ],
)
def test_another_size_is_refused(change: Any, said: str, tmp_path: Path) -> None:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / "guide.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        load_guide(path)
