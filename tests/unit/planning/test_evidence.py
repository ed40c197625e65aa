"""What the run can say beside a readiness step."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.word_answers import answered

from mobility_analysis.core import machine
from mobility_analysis.core.paths import folder_name
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.readiness.evidence import evidence
from mobility_analysis.press.answer_boxes import answer_name, count_answers
from mobility_analysis.press.word import Document, Question, Worksheet, word_bytes
from mobility_analysis.workflow.doctor import examine

ROWS = tuple(Question(answer_name(key), key, ask="Why?") for key in ("groups.a", "groups.b"))
SHEET = Worksheet(("Known", "Yours"), ROWS, (4, 3))
GUIDE = answered(
    word_bytes(Document("Guide", "", "", datetime(2026, 1, 15), (SHEET,))),
    "groups.a",
    "Ask the schools.",
)


def test_the_report_and_the_answers_to_its_review_guide_are_told(desk: Desk) -> None:
    folder = desk.opened.data.run.paths.reports / folder_name(desk.here.geoid, desk.here.label)
    assert (
        "There is no findings report" in evidence(desk.opened.data, desk.plan)["leadership.1"].text
    )
    folder.mkdir(parents=True)
    try:
        (folder / "report.html").write_text("<html>")
        assert "review guide" not in evidence(desk.opened.data, desk.plan)["leadership.1"].text
        (folder / "review_guide.docx").write_bytes(GUIDE)
        told = evidence(desk.opened.data, desk.plan)["leadership.1"].text
        assert "(review_guide.docx) 1 of 2 questions are answered" in told
    finally:  # the run is shared with other tests
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def test_what_the_computer_lacks_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told = evidence(desk.opened.data, desk.plan)["data.2"].text
    assert "the versions that are needed, and room on the disk" in told
    assert "can be entered by its owner alone" in told
    desk.plan.private.chmod(0o755)
    monkeypatch.setattr(machine, "DISK_NEEDED", 1 << 80)
    monkeypatch.setitem(machine.PACKAGES, "no_such_package", "nothing")
    told = evidence(desk.opened.data, desk.plan)["data.2"].text
    assert "can be entered by other users" in told
    assert "no_such_package (missing; needed for nothing); disk (" in told


def test_the_doctor_looks_at_every_plan(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    root = desk.plan.path.parents[1]
    (root / "params.yaml").write_text("runs: [", encoding="utf-8")
    monkeypatch.setenv("MOBILITY_ROOT", str(root))
    name = f"plans/{desk.plan.path.name}/private"
    assert {each.what: each.is_good for each in examine()}[name]
    desk.plan.private.chmod(0o755)
    assert not {each.what: each.is_good for each in examine()}[name]


def test_a_guide_that_is_no_text_has_no_answers() -> None:
    assert count_answers(b"\xff\xfe\x00") == (0, 0)
    assert count_answers(b"no marks") == (0, 0)
