"""The review guide as a notebook: answers are cells of their own, known by their metadata.

Cells of evidence are locked and carry a digest of their text, so that a change is noticed. Cells that
people add stay where they put them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mobility_analysis.press.markdown_text import as_text
from mobility_analysis.reporting.beside.review_guide import Evidence, Part, Space
from mobility_analysis.reporting.beside.review_markdown import EARLIER, PROMPT

# Our part of a cell's metadata: {"answer": key, "title": ...} or {"evidence": key, "digest": ...}.
OURS = "mobility_review"
LOCK = "deletable"
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LANGUAGE = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
Cell = dict[str, Any]


@dataclass
class Kept:
    """What an earlier notebook holds of people's.

    Attributes
    ----------
    answers
        Answer cells by the name of their space ("answer groups").
    added
        Cells people added, by the name of our cell they follow ("" at the top).
    is_whole
        No cell of evidence was changed, so that nothing else needs to be kept.
    """

    answers: dict[str, Cell] = field(default_factory=dict)
    added: dict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    is_whole: bool = True


def read(content: bytes) -> Kept:
    """The answers and added cells of an earlier notebook; an empty file has none."""
    kept = Kept()
    if not content:
        return kept
    try:
        notebook = json.loads(content)
        cells = list(notebook["cells"])
        if notebook["nbformat"] != 4 or not all(map(_is_cell, cells)):
            raise ValueError("not a notebook of format 4")
    except (ValueError, TypeError, KeyError, RecursionError):
        return Kept(is_whole=False)
    after = ""
    for cell in cells:
        ours = cell["metadata"].get(OURS)
        about = ours if isinstance(ours, dict) else {}
        answer = f"answer {about.get('answer')}"
        if "evidence" in about:
            after = f"evidence {about['evidence']}"
            kept.is_whole &= about.get("digest") == _digest(_source(cell))
        elif "answer" in about and answer not in kept.answers:
            after = answer
            kept.answers[after] = cell
        else:
            kept.added[after].append(_as_added(cell))
    return kept


def _is_cell(cell: object) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("metadata"), dict):
        return False
    source = cell.get("source")
    is_text = isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source)
    )
    return is_text and isinstance(cell.get("cell_type"), str)


def _source(cell: Cell) -> str:
    return "".join(cell["source"])


def _as_added(cell: Cell) -> Cell:
    """A cell that people added (it may be a copy of an answer), without our metadata."""
    metadata = {key: about for key, about in cell["metadata"].items() if key not in (OURS, LOCK)}
    return cell | {"metadata": metadata}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _is_answered(cell: Cell) -> bool:
    return _source(cell).strip() not in ("", PROMPT) or bool(cell.get("attachments"))


def compose(parts: Sequence[Part], kept: Kept) -> bytes:
    """The notebook's bytes: ``parts`` with the kept answers and cells, earlier ones at the end."""
    spaces = {_name(part) for part in parts if isinstance(part, Space)}
    gone = [
        cell for name, cell in kept.answers.items() if name not in spaces and _is_answered(cell)
    ]
    added = dict(kept.added)
    cells = list(added.pop("", []))
    for part in [*parts, *_earlier(gone)]:
        cells.append(_cell(part, kept))
        cells += added.pop(_name(part), [])
    cells += [cell for rest in added.values() for cell in rest]
    return _packed(_with_own_ids(cells))


def _name(part: Part) -> str:
    return f"{'evidence' if isinstance(part, Evidence) else 'answer'} {part.key}"


def _earlier(gone: Sequence[Cell]) -> Iterator[Part]:
    if gone:
        yield Evidence("earlier", EARLIER)
    for cell in gone:
        ours = cell["metadata"][OURS]
        key, title = str(ours["answer"]), str(ours.get("title") or ours["answer"])
        yield Evidence(f"earlier.{key}", f"### {as_text(title)}")
        yield Space(key, title)


def _cell(part: Part, kept: Kept) -> Cell:
    name = _name(part)
    if isinstance(part, Evidence):
        ours = {"evidence": part.key, "digest": _digest(part.text)}
        return _new(
            name, part.text, {OURS: ours, "tags": ["evidence"], LOCK: False, "editable": False}
        )
    ours = {"answer": part.key, "title": part.title}
    earlier = kept.answers.get(name)
    if earlier is None:
        return _new(name, PROMPT, {OURS: ours, "tags": ["answer"], LOCK: False})
    return earlier | {"id": _id(name), "metadata": earlier["metadata"] | {OURS: ours}}


def _new(name: str, text: str, metadata: dict[str, Any]) -> Cell:
    source = text.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": _id(name), "metadata": metadata, "source": source}


def _id(name: str) -> str:
    """A cell's id: its name, and where that is too long its end replaced by a digest."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", name)
    return plain if ID.fullmatch(plain) else f"{plain[:47]}-{_digest(name)}"


def _with_own_ids(cells: Sequence[Cell]) -> list[Cell]:
    """``cells`` with an id of its own for each that people added: ours come first, then theirs."""
    taken = {cell["id"] for cell in cells if OURS in cell["metadata"]}
    out, number = [], 0
    for cell in cells:
        found = cell.get("id")
        if OURS not in cell["metadata"]:
            while not isinstance(found, str) or found in taken or not ID.fullmatch(found):
                number += 1
                found = f"added-{number}"
            taken.add(found)
        out.append(cell | {"id": found})
    return out


def _packed(cells: list[Cell]) -> bytes:
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": LANGUAGE, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    # Half of a surrogate pair is no valid UTF-8; JSON keeps it as an escape.
    return text.encode("utf-8", "backslashreplace")
