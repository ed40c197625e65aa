"""The texts of a plan that people wrote and that readers will see, each with where it is found to be changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mobility_analysis.planning.action_plan.chosen import FINDINGS, Chosen
from mobility_analysis.planning.action_plan.contents import Contents
from mobility_analysis.planning.action_plan.logic import LOGIC, NAME
from mobility_analysis.planning.action_plan.measures import MEASURES
from mobility_analysis.planning.action_plan.parts import FOLDER, PartText
from mobility_analysis.planning.action_plan.sustainability import SUSTAINABILITY
from mobility_analysis.planning.release.messaging import Passage
from mobility_analysis.planning.release.page_texts import SHEET as PAGE
from mobility_analysis.planning.release.page_texts import PageAnswer
from mobility_analysis.press.word import Block, Bullets, Paragraph
from mobility_analysis.press.word_reading import Kind


def passages(plan: Contents, page: Sequence[PageAnswer]) -> list[Passage]:
    """What stands in ``action-plan.xlsx`` and ``parts/`` and is printed; quotations are not among it."""
    known = plan.model.by_key
    found = (
        *_of_findings(plan.chosen),
        *(
            (LOGIC, each.key, text)
            for each in plan.model.elements
            for text in (each.says, each.whom)
        ),
        *((MEASURES, each.key, each.says) for each in plan.planned),
        *(
            (SUSTAINABILITY, each.key, text)
            for each in plan.stewards
            # The words of an activity stand in the logic model already.
            for text in ("" if each.key in known else each.action, each.means)
        ),
        *((PAGE, each.key, each.answer) for each in page if each.is_theirs),
    )
    cells = [Passage(f"{NAME}, {sheet}, {key}", text) for sheet, key, text in found if text]
    return [*cells, *(passage for part in plan.texts.values() for passage in _of_part(part))]


def _of_part(part: PartText) -> Iterator[Passage]:
    titles = {"": part.part.title, **{each.id: each.title for each in part.part.sections}}
    for id, title in titles.items():
        for block in part.section(id):
            if block.kind is not Kind.QUOTATION:
                yield Passage(f"{FOLDER}/{part.name}, {title}", block.text)


def _of_findings(chosen: Sequence[Chosen]) -> Iterator[tuple[str, str, str]]:
    for each in chosen:
        for text in (each.systems, each.history):
            yield FINDINGS, each.row.key, text


def paragraphs(blocks: Iterable[Block]) -> list[str]:
    """The running text of a document: its paragraphs and lists, without small print and tables."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(text, False):
                found.append(text)
            case Bullets(items):
                for item in items:
                    text, below = (item, ()) if isinstance(item, str) else item
                    found += [text, *below]
    return found
