"""Links of the repository's Markdown files lead to files and headings that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mobility_analysis.core.paths import project_root

ROOT = project_root()
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "data/*/README.md", "data/README.md", "reports/*.md")
    for path in ROOT.glob(pattern)
)
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def _anchors(text: str) -> set[str]:
    """Anchors of a page: of its headings, as code hosts make them, and those it names itself."""
    titles = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    named = set(re.findall(r'<a id="([^"]+)">', text))
    return named | {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_pages_are_found() -> None:
    names = {path.name for path in PAGES}
    assert {"README.md", "CONTRIBUTING.md", "architecture.md", "decisions.md"} <= names


@pytest.mark.parametrize("page", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_relative_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    broken = []
    for link in LINK.findall(CODE.sub("``", text)):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (
            anchor and anchor not in _anchors(target.read_text(encoding="utf-8"))
        ):
            broken.append(link)
    assert not broken
