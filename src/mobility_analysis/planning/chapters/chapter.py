"""A chapter of a plan: worksheets that people fill in, what is to be said of them, documents made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from mobility_analysis.planning.check import Remark
from mobility_analysis.planning.claims.rows import ClaimRow
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.planning.workbooks.kept_workbook import KeptWorkbook
from mobility_analysis.press.word import Document


@dataclass(frozen=True)
class Making:
    """What documents are made from, beside a chapter's own worksheets.

    Attributes
    ----------
    pages
        Pages that notebooks became, by their names in ``out/``: the plan's, and each edition's.
    """

    frame: Frame
    claims: list[ClaimRow] = field(default_factory=list)
    pages: Mapping[str, str] = field(default_factory=dict)


class Chapter(Protocol):
    """What the desk asks of each chapter; a new worksheet or document is an entry in one of them."""

    @property
    def books(self) -> tuple[KeptWorkbook, ...]:
        """Its workbooks."""

    def remarks(self) -> Iterable[Remark]:
        """What is missing, to be mended or to be known; nothing is changed."""

    def outputs(self, making: Making) -> Iterable[tuple[str, bytes]]:
        """Files of ``out/``, by their path in there: the program's, made anew each time."""

    def drafts(self, making: Making) -> Iterable[tuple[str, Document]]:
        """Word files of ``drafts/``, by their path in there: made once, then people's."""
