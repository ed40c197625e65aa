"""The texts of a plan's parts, written by people in ``parts/`` as Word or Markdown, one file a part.

A file is written once, with its headings and questions; from then on the program only reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mobility_analysis.planning.check import MEND, MISSING, Remark
from mobility_analysis.planning.registries import Strict, read_registry, refuse_troubles
from mobility_analysis.press.word import Block, Bullets, Heading, Hole, Paragraph, Quotation
from mobility_analysis.press.word_reading import Kind, TextBlock, read_word

FILE = Path(__file__).with_name("parts.yaml")
FOLDER = "parts"  # of a plan
# As the planning guide asks (Step 9.1): five parts that every plan has, three that it may have.
REQUIRED, OPTIONAL = 5, 3
_BLANK = re.compile(r"\[[^\[\]]+\]")
_CLAIM = re.compile(r"\[\[([^\[\]]+)\]\]")


class Section(Strict):
    """One heading of a text, and what people write below it."""

    id: str
    title: str
    asks: str


class PlanPart(Strict):
    """One part of the plan; ``file`` is empty where it is made from worksheets alone."""

    id: str
    title: str
    file: str = ""
    optional: bool = False
    sections: tuple[Section, ...] = ()


class _Parts(Strict):
    parts: tuple[PlanPart, ...]


@lru_cache(maxsize=1)
def plan_parts() -> tuple[PlanPart, ...]:
    """The parts of a plan in their order.

    Raises
    ------
    SettingsError
        The file has not as many parts as the guide asks for.
    """
    found = read_registry(FILE, _Parts).parts
    optional = sum(each.optional for each in found)
    if (len(found) - optional, optional) != (REQUIRED, OPTIONAL):
        refuse_troubles(FILE, [f"{len(found)} parts, {optional} of them optional"])
    return found


@dataclass(frozen=True)
class PartText:
    """The text of one part as it was found.

    Attributes
    ----------
    name
        The file's name; empty where there is none.
    below
        What stands below each heading of ours, by the section's id; text before the first stands under "".
    faults
        Why it cannot be read, or must not be used; each a sentence.
    missing
        What is still to be written, a sentence each.
    """

    part: PlanPart
    name: str
    below: dict[str, list[TextBlock]]
    faults: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_begun(self) -> bool:
        """Whether anything of people's own stands in it."""
        return any(_is_written(block) for blocks in self.below.values() for block in blocks)

    def section(self, id: str) -> list[TextBlock]:
        """What people wrote under a heading; blanks and questions left out."""
        return [block for block in self.below.get(id, []) if _is_written(block)]


def _is_written(block: TextBlock) -> bool:
    return bool(_BLANK.sub("", _CLAIM.sub("claim", block.text)).strip())


def read_part(folder: Path, part: PlanPart) -> PartText:
    """The text of a part, from whichever of its two files there is."""
    found = [path for end in ("docx", "md") if (path := folder / f"{part.file}.{end}").is_file()]
    if not found:
        return PartText(part, "", {})
    if len(found) == 2:
        names = " and ".join(path.name for path in found)
        return PartText(part, names, {}, (f"There are {names}: keep one of them.",))
    path = found[0]
    try:
        content = path.read_bytes()
    except OSError as error:
        return PartText(part, path.name, {}, (f"It cannot be opened: {error.strerror}.",))
    if path.suffix == ".md":
        return _of_markdown(part, path.name, content)
    read = read_word(content)
    faults = (read.fault,) if read.fault else ()
    missing = []
    if read.has_changes:
        missing.append("Tracked changes are neither accepted nor rejected.")
    if read.comments:
        missing.append(f"Comments are in it: {read.comments}.")
    below = _by_section(part, list(read.blocks))
    return PartText(part, path.name, below, faults, tuple(missing))


def _of_markdown(part: PlanPart, name: str, content: bytes) -> PartText:
    try:
        blocks = markdown_blocks(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return PartText(part, name, {}, ("It is no text in UTF-8.",))
    return PartText(part, name, _by_section(part, blocks))


def _by_section(part: PlanPart, blocks: list[TextBlock]) -> dict[str, list[TextBlock]]:
    titles = {section.title.casefold(): section.id for section in part.sections}
    found: dict[str, list[TextBlock]] = {"": []}
    at = ""
    for block in blocks:
        id = titles.get(block.text.strip().casefold()) if block.kind is Kind.HEADING else None
        if id is not None:
            at = id
            found.setdefault(at, [])
        elif not (block.kind is Kind.HEADING and block.text.strip() == part.title):
            found[at].append(block)
    return found


def markdown_blocks(text: str) -> list[TextBlock]:
    """The blocks of a Markdown text: headings, paragraphs, list items, quotations; emphasis is left out."""
    import mistune

    tokens = mistune.create_markdown(renderer=None)(text)
    assert isinstance(tokens, list)
    return list(_of_tokens(tokens, Kind.PARAGRAPH))


def _of_tokens(tokens: list[dict[str, Any]], kind: Kind) -> Iterator[TextBlock]:
    for token in tokens:
        children = token.get("children", [])
        match token["type"]:
            case "heading":
                yield TextBlock(Kind.HEADING, _plain(children))
            case "paragraph" | "block_text":
                yield TextBlock(kind, _plain(children))
            case "list":
                yield from _of_tokens(children, Kind.LIST_ITEM)
            case "block_quote":
                yield from _of_tokens(children, Kind.QUOTATION)
            case "list_item":
                yield from _of_tokens(children, kind)


def _plain(tokens: list[dict[str, Any]]) -> str:
    parts = []
    for token in tokens:
        if token["type"] in ("softbreak", "linebreak"):
            parts.append(" ")
        elif token["type"] == "link":
            parts.append(f"{_plain(token['children'])} ({token['attrs']['url']})")
        elif "children" in token:
            parts.append(_plain(token["children"]))
        else:
            parts.append(str(token.get("raw", "")))
    return "".join(parts)


# ------------------------------------------------------------------ as blocks of a document


Resolve = Callable[[str], str]


def section_blocks(text: PartText, section: Section, resolve: Resolve, whose: str) -> list[Block]:
    """What people wrote under a heading, or the box of what is missing.

    Parameters
    ----------
    resolve
        The words of a claim that is named in double brackets.
    whose
        Who was to write it.
    """
    found = text.section(section.id)
    if not found:
        where = f"{FOLDER}/{text.name or text.part.file + '.docx'}"
        return [Hole(f"{section.title}. {section.asks} {whose} writes it in {where}.")]
    return text_blocks(found, resolve)


def text_blocks(found: list[TextBlock], resolve: Resolve) -> list[Block]:
    """Blocks that were read, as blocks to be printed; claims in double brackets as their words."""
    blocks: list[Block] = []
    items: list[str] = []
    for each in found:
        text = _CLAIM.sub(lambda match: resolve(match[1].strip()), each.text)
        if each.kind is Kind.LIST_ITEM:
            items.append(text)
            continue
        if items:
            blocks.append(Bullets(tuple(items)))
            items = []
        if each.kind is Kind.HEADING:
            blocks.append(Heading(text, 4))
        elif each.kind is Kind.QUOTATION:
            blocks.append(Quotation(text))
        else:
            blocks.append(Paragraph(text))
    if items:
        blocks.append(Bullets(tuple(items)))
    return blocks


def claims_named(text: PartText) -> list[str]:
    """The claims that a text names in double brackets."""
    return [
        name.strip()
        for blocks in text.below.values()
        for block in blocks
        for name in _CLAIM.findall(block.text)
    ]


def starting_blocks(part: PlanPart) -> list[Block]:
    """A part's text before anybody wrote: its headings, and under each what is to be written."""
    blocks: list[Block] = [
        Heading(part.title, 1),
        Paragraph(
            "[This text is yours from now on. Keep the headings, and write below each in the place of what stands in "
            "brackets. The name of a claim in two pairs of brackets becomes its words in the plan: see docs/action-plan.md. "
            "Then delete these lines.]"
        ),
    ]
    for section in part.sections:
        blocks += [Heading(section.title), Paragraph(f"[{section.asks}]")]
    return blocks


def part_remarks(texts: list[PartText], resolve: Resolve) -> Iterator[Remark]:
    """What is missing in the texts of a plan that was begun.

    Parameters
    ----------
    resolve
        The words of a claim that is named in double brackets; a blank where it has none.
    """
    for text in texts:
        where = f"{FOLDER}/{text.name or text.part.file}"
        for fault in text.faults:
            yield Remark(MEND, where, fault)
        for what in text.missing:
            yield Remark(MISSING, where, what)
        if text.faults:
            continue
        for name in claims_named(text):
            if _BLANK.fullmatch(resolve(name)):
                yield Remark(
                    MEND, where, f"[[{name}]] has no approved words: {resolve(name)[1:-1]}."
                )
        bare = [section.title for section in text.part.sections if not text.section(section.id)]
        if text.part.optional and (not text.name or not text.is_begun):
            continue
        if bare:
            yield Remark(MISSING, where, f"Nothing is written yet under: {', '.join(bare)}.")
        blanks = [
            blank
            for blocks in text.below.values()
            for block in blocks
            if _is_written(block)
            for blank in _BLANK.findall(_CLAIM.sub("", block.text))
        ]
        if blanks:
            yield Remark(MISSING, where, f"{len(blanks)} blanks are left, the first: {blanks[0]}")
