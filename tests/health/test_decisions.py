"""docs/decisions.md keeps its form: an index, and entries of a title and one dated paragraph."""

from __future__ import annotations

import re
from datetime import date

import pytest

from mobility_analysis.core.paths import project_root

TEXT = (project_root() / "docs" / "decisions.md").read_text(encoding="utf-8")
INDEX, BODY = TEXT.split("\n## Index\n", 1)[1].split("\n## ", 1)
ENTRIES = re.findall(r"^### (.+)\n((?:(?!#{2,3} ).*\n?)*)", "## " + BODY, flags=re.MULTILINE)


def _anchor(title: str) -> str:
    """The address that GitHub and the docs site give a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _index() -> str:
    lines = []
    for marks, title in re.findall(r"^(##|###) (.+)$", "## " + BODY, flags=re.MULTILINE):
        indent = "    " if marks == "###" else ""
        lines.append(f"{indent}* [{title}](#{_anchor(title)})")
    return "\n".join(lines)


def test_the_index_lists_every_theme_and_entry_in_order() -> None:
    assert INDEX.strip() == _index(), f"The index as it should be:\n{_index()}"


def test_titles_are_unique() -> None:
    titles = [title for title, _ in ENTRIES]
    assert len(titles) > 100
    assert sorted(titles) == sorted(set(titles))


@pytest.mark.parametrize(("title", "text"), ENTRIES, ids=[title for title, _ in ENTRIES])
def test_an_entry_is_one_dated_paragraph(title: str, text: str) -> None:
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    assert len(paragraphs) == 1, f"{title}: {len(paragraphs)} paragraphs"
    day, _, reason = paragraphs[0].strip().partition(". ")
    date.fromisoformat(day)
    assert reason.strip(), f"{title}: no reason"
