"""Notes (comments) on the cells of a workbook, which calamine leaves out."""

from __future__ import annotations

import io
import posixpath
import zipfile
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_notes(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Notes on cells, by sheet and by row and column from 0; none where the package is of another kind."""
    try:
        return _read(content)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return {}


def _read(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        targets = _targets(archive, names, "xl/workbook.xml")
        for sheet in workbook.iter(f"{_MAIN}sheet"):
            part = targets.get(sheet.get(_RELATION, ""), ("", ""))[1]
            for kind, target in _targets(archive, names, part).values():
                if kind.endswith("/comments") and target in names:
                    notes = _notes_in(archive.read(target))
                    found[sheet.get("name", "")] = notes
    return found


def _targets(archive: zipfile.ZipFile, names: set[str], part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part points at: kind and name, by id."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in names:
        return {}
    found = {}
    for each in ElementTree.fromstring(archive.read(relations)).iter(f"{_RELATIONS}Relationship"):
        target = each.get("Target", "")
        whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[each.get("Id", "")] = (each.get("Type", ""), whole)
    return found


def _notes_in(content: bytes) -> dict[tuple[int, int], str]:
    from xlsxwriter.utility import xl_cell_to_rowcol

    found = {}
    for note in ElementTree.fromstring(content).iter(f"{_MAIN}comment"):
        text = "".join(each.text or "" for each in note.iter(f"{_MAIN}t"))
        row, column = xl_cell_to_rowcol(note.get("ref", "A1"))
        if text.strip():
            found[row, column] = text
    return found
