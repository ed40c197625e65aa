"""What the run can say beside a readiness step."""

from __future__ import annotations

from mobility_analysis.core.paths import folder_name
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.readiness.evidence import evidence
from mobility_analysis.press.marked_answers import count_answers

GUIDE = b"""# Questions
<!-- answer groups.a: A -->

Ask the schools.

<!-- end of answer groups.a -->
<!-- answer groups.b: B -->


<!-- end of answer groups.b -->
"""


def test_the_report_and_the_answers_to_its_review_guide_are_told(desk: Desk) -> None:
    folder = desk.opened.data.run.paths.reports / folder_name(desk.here.geoid, desk.here.label)
    assert (
        "There is no findings report" in evidence(desk.opened.data, desk.plan)["leadership.1"].text
    )
    folder.mkdir(parents=True)
    try:
        (folder / "report.html").write_text("<html>")
        assert "review guide" not in evidence(desk.opened.data, desk.plan)["leadership.1"].text
        (folder / "review_guide.md").write_bytes(GUIDE)
        told = evidence(desk.opened.data, desk.plan)["leadership.1"].text
        assert "(review_guide.md) 1 of 2 questions are answered" in told
    finally:  # the run is shared with other tests
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def test_a_guide_that_is_no_text_has_no_answers() -> None:
    assert count_answers(b"\xff\xfe\x00") == (0, 0)
    assert count_answers(b"no marks") == (0, 0)
