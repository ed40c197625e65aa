"""The review guide as one Markdown file: an answer is what lies between its two marker lines.

Markers are HTML comments, which pandoc and Word leave out. The last line holds a digest of all text that is
not an answer, so that a change there is noticed and the changed file is kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mobility_analysis.press.markdown_text import as_comment, as_text
from mobility_analysis.press.marked_answers import MARK, split_answers
from mobility_analysis.reporting.beside.review_guide import Evidence, Part, Space

EARLIER = (
    "## Earlier answers\n\nTheir question or metric is not in this guide any more; they return to their "
    "place if it comes back."
)
PROMPT = "*Your answer:*"
BLANK = "\n\n\n"
_DIGEST = re.compile(r"<!-- evidence ([0-9a-f]{16}) -->\s*\Z")


@dataclass
class Kept:
    """What an earlier file holds of people's.

    Attributes
    ----------
    answers
        Title and text of each answer, by the key of its space.
    is_whole
        Nothing but answers was changed, so that nothing else needs to be kept.
    newline
        How its lines end.
    """

    answers: dict[str, tuple[str, str]] = field(default_factory=dict)
    is_whole: bool = True
    newline: str = "\n"


def read(content: bytes) -> Kept:
    """The answers in an earlier file; an empty one has none."""
    if not content:
        return Kept()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Kept(is_whole=False)
    answers, outside, is_paired = split_answers(text)
    newline = "\r\n" if "\r\n" in outside else "\n"
    return Kept(answers, is_paired and _is_unchanged(outside), newline)


def _is_unchanged(outside: str) -> bool:
    found = _DIGEST.search(outside)
    return found is not None and found[1] == _digest(outside[: found.start()])


def _digest(outside: str) -> str:
    """The digest of the words alone: an editor's line ends do not count as a change."""
    lines = (line.rstrip() for line in outside.replace("\r\n", "\n").split("\n"))
    return hashlib.sha256("\n".join(lines).strip().encode()).hexdigest()[:16]


def compose(parts: Sequence[Part], kept: Kept) -> bytes:
    """The file's bytes: ``parts`` with the kept answers, earlier ones at the end."""
    spaces = {part.key: part.title for part in parts if isinstance(part, Space)}
    gone = {
        key: title
        for key, (title, text) in kept.answers.items()
        if key not in spaces and text.strip()
    }
    blocks = list(_blocks([*parts, *_earlier(gone)]))
    outside = _digest("".join(blocks))
    blocks.append(f"<!-- evidence {outside} -->\n")
    text = "".join(blocks).replace("\n", kept.newline)

    def fill(mark: re.Match[str]) -> str:
        if mark["kind"] != "answer":
            return mark[0]
        blank = BLANK.replace("\n", kept.newline)
        return mark[0] + kept.answers.get(mark["key"], ("", blank))[1]

    return MARK.sub(fill, text).encode("utf-8")


def _earlier(gone: dict[str, str]) -> Iterator[Part]:
    if gone:
        yield Evidence("earlier", EARLIER)
    for key, title in gone.items():
        yield Evidence(f"earlier.{key}", f"### {as_text(title or key)}")
        yield Space(key, title)


def _blocks(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Evidence):
            yield f"{part.text}\n\n"
        else:
            title = f": {as_comment(part.title)}" if part.title else ""
            yield f"{PROMPT}\n\n<!-- answer {part.key}{title} --><!-- end of answer {part.key} -->\n\n"
