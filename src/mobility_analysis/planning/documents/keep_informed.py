"""The list of those who hear of the work without being asked to join. For the team alone."""

from __future__ import annotations

from mobility_analysis.planning.coalition.answers import CoalitionAnswers
from mobility_analysis.planning.coalition.coverage import takes_part
from mobility_analysis.planning.coalition.sheet_names import INFORMED
from mobility_analysis.planning.documents.coverage import TEAM_USE
from mobility_analysis.planning.documents.frame import Frame
from mobility_analysis.press.word import Block, Document, Heading, Paragraph, Table

_HEADER = ("Organization", "Sector", "What it works on", "Who tells them", "Told last on")
_WIDTHS = (2.4, 1.7, 2.4, 1.6, 1.3)


def keep_informed(frame: Frame, answers: CoalitionAnswers) -> Document:
    """Partners whom people want to keep informed, by their relation or by what was said of them in Part 4."""
    rows = []
    for each in answers.partners:
        benefit = answers.benefit_of(each.name)
        if takes_part(each) and (benefit is None or benefit.critical != INFORMED):
            continue
        works_on = "; ".join((*each.predictors, *each.groups))
        rows.append((each.name, each.sector, works_on, each.asked_by or "[name]", "[day]"))
    blocks: list[Block] = [
        Heading("Whom we keep informed", 1),
        Paragraph(
            "They are not asked to join for now, and may still have to carry out a part of the plan. Tell them at each "
            "turning point what was found and decided."
        ),
        Table(_HEADER, tuple(rows), _WIDTHS)
        if rows
        else Paragraph("Nobody is to be kept informed so far (coalition.xlsx, sheet Partners)."),
    ]
    return frame.document("Whom we keep informed", blocks, use=TEAM_USE, is_landscape=True)
