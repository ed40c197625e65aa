"""Names and sentences as plain text inside Markdown: never a picture, a link, a heading or HTML.

Names of places come from agencies' files, and titles from files that people edit. Both go through here
where they enter a Markdown file.
"""

from __future__ import annotations

import re

# Characters with a meaning in CommonMark, in GitHub's or Jupyter's dialect, or in formulas.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$&])")
# Addresses become links by themselves in GitHub's and Jupyter's dialects.
_ADDRESS = re.compile(r"(?i)(:(?=//)|@)|(?<=\bwww)(\.)")
# Line breaks of any kind and invisible characters; a plain space is kept.
_BREAK = re.compile(r"[^\S ]+|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def one_line(text: str) -> str:
    """``text`` on one line, without invisible characters."""
    return _BREAK.sub(" ", text).strip()


def as_text(text: str) -> str:
    """``text`` as it stands, inside a Markdown paragraph, heading, list or table."""
    return _ADDRESS.sub(r"\\\g<0>", _SPECIAL.sub(r"\\\1", one_line(text)))
