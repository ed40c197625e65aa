"""Which sectors, groups, predictors and assets partners cover, and which cells are empty. Nothing is counted into a score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mobility_analysis.planning.coalition.answers import CoalitionAnswers, Partner
from mobility_analysis.planning.coalition.registry import coalition_registry

ANYBODY = "For any group"


@dataclass(frozen=True)
class Row:
    """One line of a matrix.

    Attributes
    ----------
    cells
        The partners of each column.
    is_of_concern
        Whether people called it so; only then an empty cell is a gap.
    """

    says: str
    cells: tuple[tuple[Partner, ...], ...]
    is_of_concern: bool


@dataclass(frozen=True)
class Matrix:
    """Rows of one kind (``of``) that are covered, by columns."""

    of: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def gaps(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each row of concern with the columns in which nobody is who takes part."""
        found = (
            (
                row.says,
                tuple(
                    column
                    for column, cell in zip(self.columns, row.cells, strict=True)
                    if not any(takes_part(each) for each in cell)
                ),
            )
            for row in self.rows
            if row.is_of_concern
        )
        return [(says, columns) for says, columns in found if columns]


def takes_part(partner: Partner) -> bool:
    """Whether a partner is one to plan with: who is kept informed fills no gap."""
    return partner.relation != coalition_registry().relation("informed")


def sectors_by_group(answers: CoalitionAnswers) -> Matrix:
    """Groups by the sectors of those who serve them: groups of concern first, then others that somebody serves."""
    sectors = tuple(each.says for each in coalition_registry().sectors)
    concern = [each.says for each in answers.groups_of_concern]
    served = {group for each in answers.partners for group in each.groups}
    others = [each.says for each in answers.groups if each.says in served - set(concern)]
    return Matrix(
        "Group",
        sectors,
        tuple(
            Row(
                group,
                tuple(
                    tuple(
                        each
                        for each in answers.partners
                        if group in each.groups and each.sector == sector
                    )
                    for sector in sectors
                ),
                group in concern,
            )
            for group in (*concern, *others)
        ),
    )


def groups_by_predictor(answers: CoalitionAnswers) -> Matrix:
    """Predictors by the groups of concern whom partners serve, and by anybody: those of high concern first."""
    concern = [each.says for each in answers.predictors_of_concern]
    groups = tuple(each.says for each in answers.groups_of_concern)
    rest = [each.says for each in answers.predictors if each.says not in concern]
    return Matrix(
        "Predictor",
        (ANYBODY, *groups),
        tuple(
            Row(predictor, _by_group(answers.partners, predictor, groups), predictor in concern)
            for predictor in (*concern, *rest)
        ),
    )


def _by_group(
    partners: Iterable[Partner], predictor: str, groups: Sequence[str]
) -> tuple[tuple[Partner, ...], ...]:
    works = tuple(each for each in partners if predictor in each.predictors)
    return (works, *(tuple(each for each in works if group in each.groups) for group in groups))


def partners_by_asset(answers: CoalitionAnswers) -> Matrix:
    """Assets by the partners who bring them: those that people said they need first."""
    needed = [each.says for each in answers.assets_needed]
    rest = [each.says for each in answers.assets if each.says not in needed]
    return Matrix(
        "Asset",
        ("Partners who bring it",),
        tuple(
            Row(
                asset,
                (tuple(each for each in answers.partners if asset in each.assets),),
                asset in needed,
            )
            for asset in (*needed, *rest)
        ),
    )
