"""What the drafts of a plan may say of the data: findings and claims, with ids by which a later run knows them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from mobility_analysis.core.errors import UsageError
from mobility_analysis.insights.claim_text import parse_claim
from mobility_analysis.insights.claims import Claim, Judged
from mobility_analysis.insights.findings import Finding, Verdict
from mobility_analysis.insights.nearest import Nearest, by_matter
from mobility_analysis.insights.sayings import Saying
from mobility_analysis.planning.claims.own_numbers import OwnNumber
from mobility_analysis.planning.claims.rows import ClaimRow
from mobility_analysis.planning.documents.frame import Frame, small_print
from mobility_analysis.planning.drafts.what_became import Known
from mobility_analysis.runs.highlights import Highlight
from mobility_analysis.runs.place_data import PlaceData

FINDING = "finding "


def sayings_of(frame: Frame, claims: Sequence[ClaimRow]) -> list[Saying]:
    """The claims that hold, and what page one of the report says, each followed by its small print."""
    judged = (row.judged for row in claims)
    shown = (*frame.strengths, *frame.questions, *frame.gaps)
    return [
        *(_of_claim(each) for each in judged if each is not None and each.holds),
        *(saying for each in shown for saying in _with_small_print(each)),
    ]


def _of_claim(judged: Judged) -> Saying:
    return Saying(judged.claim.typed, judged.words)


def _with_small_print(each: Highlight) -> Sequence[Saying]:
    id = _id_of(each.choice.finding)
    fine = f"{each.label}. {small_print(each)}"
    return Saying(id, each.sentence), Saying(f"small print of {id}", fine, is_small_print=True)


def _id_of(finding: Finding) -> str:
    """What a finding compares: the same in every run."""
    parts = (finding.kind.value, finding.measure, finding.group, finding.versus)
    return FINDING + " | ".join(filter(None, parts))


def known_today(
    data: PlaceData,
    facts: Callable[[], Sequence[Judged]],
    judge: Callable[[Claim], Judged],
    own: Sequence[OwnNumber],
) -> Known:
    """What drafts are held against: all that may be said today, and what a saying of then reads now."""

    @cache
    def findings() -> dict[str, str]:
        tell = (each for each in data.findings if each.verdict is not Verdict.CANNOT_TELL)
        return {_id_of(each): each.sentence for each in tell}

    def today(id: str) -> str:
        if id.startswith(FINDING):
            return findings().get(id, "")
        try:
            return judge(parse_claim(id)).words
        except UsageError:
            return ""

    @cache
    def among_facts() -> Nearest:
        return Nearest(by_matter((each.claim.measure, _of_claim(each)) for each in facts()))

    return Known(lambda sentence: among_facts().to(sentence), today, own)
