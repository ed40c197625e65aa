"""What a check says of Word files that people edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from mobility_analysis.planning.desk import Desk
from mobility_analysis.press import word_reading

LETTER = "drafts/letter.docx"


@pytest.fixture
def say(desk: Desk) -> Callable[..., list[str]]:
    """What a check says of ``drafts/letter.docx`` with these paragraphs."""

    def of(*paragraphs: str, also: Callable[[Any], object] = lambda file: None) -> list[str]:
        file = docx.Document()
        for text in paragraphs:
            file.add_paragraph(text)
        also(file)
        file.save(str(desk.plan.path / LETTER))
        return remarks(desk)

    return of


def remarks(desk: Desk, where: str = LETTER) -> list[str]:
    return [f"{each.kind}: {each.what}" for each in desk.examine() if each.where == where]


def test_blanks_changes_and_comments_that_are_left_are_told(
    say: Callable[..., list[str]], tmp_path: Path
) -> None:
    def comment(file: Any) -> None:
        file.add_comment(file.paragraphs[0].runs, text="Who?", author="B")

    assert say("Come to [place] on [day].", also=comment) == [
        "Still missing: 2 blanks are left, the first: [place]",
        "Still missing: Comments are in it: 1. Take them out before you send it.",
    ]
    assert say("Come to the hall.") == []


def test_a_file_that_is_open_is_told_and_its_lock_is_no_draft(
    desk: Desk, say: Callable[..., list[str]]
) -> None:
    (desk.plan.drafts / "~$letter.docx").write_bytes(b"\x05Ana")
    (said,) = say("Come to the hall.")
    assert said.startswith("To be known: It is open in another program (~$letter.docx)")
    assert not any("~$" in each.where for each in desk.examine())


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"", word_reading.EMPTY), (b"no Word file", word_reading.UNREADABLE)],
)
def test_a_file_that_cannot_be_read_is_to_be_mended(desk: Desk, content: bytes, fault: str) -> None:
    (desk.plan.path / LETTER).write_bytes(content)
    assert remarks(desk) == [f"To be mended: {fault}"]
