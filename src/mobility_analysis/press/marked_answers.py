"""Answers in a Markdown file, each between two marker lines (HTML comments, which pandoc and Word leave out)."""

from __future__ import annotations

import re

MARK = re.compile(
    r"<!-- (?P<kind>answer|end of answer) (?P<key>[A-Za-z0-9_.-]+)(?:: (?P<title>[^\n]*?))? -->"
)


def split_answers(text: str) -> tuple[dict[str, tuple[str, str]], str, bool]:
    """The answers, the other text, and whether each marker has its closing one."""
    answers: dict[str, tuple[str, str]] = {}
    outside: list[str] = []
    opened: re.Match[str] | None = None
    end, is_paired = 0, True
    for mark in MARK.finditer(text):
        closes = mark["kind"] == "end of answer"
        if opened is not None and closes and mark["key"] == opened["key"]:
            is_new = mark["key"] not in answers
            if is_new:
                answers[mark["key"]] = (opened["title"] or "", text[opened.end() : mark.start()])
            is_paired &= is_new
            end, opened = mark.start(), None
        elif opened is None and not closes:
            outside.append(text[end : mark.end()])
            opened = mark
        else:
            is_paired = False
            opened = None if closes else mark
    outside.append(text[end:])
    return answers, "".join(outside), is_paired and opened is None


def count_answers(content: bytes) -> tuple[int, int]:
    """How many answers people wrote into a file, and how many it has room for; none of what is no text."""
    try:
        answers, _, _ = split_answers(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return 0, 0
    return sum(bool(text.strip()) for _, text in answers.values()), len(answers)
