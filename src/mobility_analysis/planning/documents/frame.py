"""What every document of a plan has in common: whose it is, its head and foot, blanks, quoted findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mobility_analysis.planning.claims.rows import ClaimRow
from mobility_analysis.planning.settings import PlanSettings
from mobility_analysis.press.word import Block, Bullets, Document, Paragraph
from mobility_analysis.runs.highlights import Highlight, highlight
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_record import DEMONSTRATION

OWN_USE = "For the government's own use"
DRAFT = "DRAFT"
OWN_RECORDS = "Our own records, which are no part of the national data, say:"


@dataclass(frozen=True)
class Frame:
    """A place's data and settings, as documents need them.

    Attributes
    ----------
    is_released
        Every gate of the release holds, so that nothing is marked as a draft.
    """

    data: PlaceData
    settings: PlanSettings
    is_released: bool = False

    @property
    def government(self) -> str:
        """The government's name, or a blank."""
        return self.settings.government.name or "[name of our government]"

    @property
    def executive(self) -> str:
        """Who heads the government, or a blank."""
        return self.settings.government.executive or "[name and office of the executive]"

    @property
    def lead_office(self) -> str:
        """Which office runs the planning, or a blank."""
        return self.settings.government.lead_office or "[name of the office]"

    @property
    def built(self) -> str:
        """The day on which the run's estimates were built."""
        return self.data.record.built_at[:10]

    @property
    def strengths(self) -> list[Highlight]:
        """What page one of the report calls strengths."""
        return [highlight(self.data, each) for each in self.data.stands_out.strengths]

    @property
    def questions(self) -> list[Highlight]:
        """What page one of the report asks about."""
        return [highlight(self.data, each) for each in self.data.stands_out.questions]

    @property
    def gaps(self) -> list[Highlight]:
        """The gaps between groups on page one of the report."""
        return [highlight(self.data, each) for each in self.data.stands_out.gaps]

    def document(
        self,
        title: str,
        blocks: Sequence[Block],
        *,
        use: str = "",
        is_landscape: bool = False,
        is_form: bool = False,
    ) -> Document:
        """A Word file of this place, marked as a draft until the plan is released.

        Parameters
        ----------
        use
            Who may see it, where that is not everyone.
        is_form
            It is sent as it is and shows no data, so it is no draft of any run.
        """
        made_up = DEMONSTRATION if self.data.record.is_demonstration else ""
        mark = "" if is_form or self.is_released else DRAFT
        data = "" if is_form else f". Data of the run built {self.built}"
        return Document(
            title,
            "  \u00b7  ".join(filter(None, (mark, use, made_up))),
            f"{self.data.here.label}{data}",
            datetime.fromisoformat(self.built),
            tuple(blocks),
            is_landscape,
        )


def quoted(items: Sequence[Highlight]) -> list[Block]:
    """Findings as they are said, each with its small print below."""
    blocks: list[Block] = []
    for each in items:
        blocks += [
            Paragraph(each.sentence),
            Paragraph(f"{each.label}. {small_print(each)}", is_fine=True),
        ]
    return blocks


def said_of(frame: Frame, claims: Sequence[ClaimRow]) -> list[Block]:
    """The claims that were approved for a document; where none was, what page one of the report begins with."""
    if not claims:
        found = quoted(one_each(frame))
        own = Paragraph("What stands in small print is for you. Leave it out.", is_fine=True)
        return [*found, own] if found else []
    said = (row.judged for row in claims if row.judged is not None)
    return [Bullets(tuple(judged.words for judged in said))]


def national(claims: Sequence[ClaimRow]) -> list[ClaimRow]:
    """The claims that are of national data."""
    return [row for row in claims if row.judged is not None and not row.judged.claim.is_local]


def own_records(claims: Sequence[ClaimRow]) -> list[Block]:
    """The claims of the place's own numbers, told apart from national data; nothing where there is none."""
    judged = (row.judged for row in claims if row.judged is not None)
    words = tuple(each.words for each in judged if each.claim.is_local)
    return [Paragraph(OWN_RECORDS), Bullets(words)] if words else []


def small_print(each: Highlight) -> str:
    """What stands below a finding: how sure it is, and how many people it is about."""
    return " ".join(filter(None, (each.fine, each.how_many)))


def one_each(frame: Frame) -> list[Highlight]:
    """A strength first, then a question, then a gap: the first of each that there is."""
    return [each[0] for each in (frame.strengths, frame.questions, frame.gaps) if each]
