"""Answers in the review guides of older reports: a Markdown file and a notebook, before there was a Word file.

The files themselves are people's now and stay beside the report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from mobility_analysis.press.answer_boxes import Answer, answer_name, answer_of

MARKDOWN, NOTEBOOK = "review_guide.md", "review_guide.ipynb"
PROMPT = "*Your answer:*"  # what an unanswered cell of the notebook says
_ANSWER = re.compile(
    r"<!-- answer (?P<key>[A-Za-z0-9_.-]+)(?:: (?P<title>[^\n]*?))? -->(?P<text>.*?)<!-- end of answer (?P=key) -->",
    re.DOTALL,
)


def answers_of_older_guides(folder: Path) -> dict[str, Answer]:
    """The answers by the bookmark of their row; where both files have one, the second below the first."""
    texts: dict[str, tuple[str, list[str]]] = {}
    for key, title, text in (*_in_markdown(folder / MARKDOWN), *_in_notebook(folder / NOTEBOOK)):
        said = text.strip()
        _, found = texts.setdefault(key, (title, []))
        if said and said not in found:
            found.append(said)
    return {
        answer_name(key): answer_of(title, "\n\n".join(found))
        for key, (title, found) in texts.items()
        if found
    }


def _in_markdown(path: Path) -> Iterator[tuple[str, str, str]]:
    if not path.is_file():
        return
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    for found in _ANSWER.finditer(text):
        yield found["key"], found["title"] or found["key"], found["text"]


def _in_notebook(path: Path) -> Iterator[tuple[str, str, str]]:
    if not path.is_file():
        return
    try:
        cells = json.loads(path.read_bytes())["cells"]
        for cell in cells:
            ours = cell["metadata"].get("mobility_review", {})
            text = "".join(cell["source"])
            if "answer" in ours and text.strip() != PROMPT:
                yield str(ours["answer"]), str(ours.get("title") or ours["answer"]), text
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return  # no notebook of ours; the file stays as it is
