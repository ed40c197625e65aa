"""Writing in a Word file as people do: into the box beside a question, and anywhere else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx


def edited(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The file after ``change`` was made to it (python-docx's document)."""
    document = docx.Document(io.BytesIO(content))
    change(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def row_of(document: Any, title: str) -> Any:
    """The row whose evidence holds ``title``."""
    rows = (row for table in document.tables for row in table.rows if len(row.cells) == 2)
    return next(row for row in rows if title in row.cells[0].text)


def answered(content: bytes, title: str, text: str) -> bytes:
    """The file with ``text`` in the box beside ``title``, a paragraph for each line."""

    def write(document: Any) -> None:
        cell = row_of(document, title).cells[1]
        first, *more = text.split("\n")
        cell.paragraphs[0].add_run(first)
        for line in more:
            cell.add_paragraph(line)

    return edited(content, write)


def answer_in_file(path: Path, title: str, text: str) -> None:
    """Write ``text`` into the box beside ``title`` and save the file."""
    path.write_bytes(answered(path.read_bytes(), title, text))


def texts(content: bytes) -> list[str]:
    """The texts of all paragraphs, those in tables too, in their order."""
    document = docx.Document(io.BytesIO(content))
    return [each.text for each in document.element.body.iter() if each.tag.endswith("}p")]
