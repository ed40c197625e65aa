"""What may be said of a place: every claim that needs no number of one's own and holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mobility_analysis.insights.claim_forms import judge_alone
from mobility_analysis.insights.claim_local import local_claims
from mobility_analysis.insights.claims import Claim, Form, Ground, Judged


def facts(ground: Ground) -> list[Judged]:
    """The place's values, how they compare, its gaps between groups and its changes, where they may be said.

    Returns
    -------
    In the order of the framework; of each measure everyone's value first, then its groups.
    """
    return _holding(_possible(ground), ground)


def local_facts(ground: Ground) -> list[Judged]:
    """The place's own numbers, where they may be said, in the order of its file."""
    return _holding(dict.fromkeys(local_claims(ground)), ground)


def _holding(claims: Iterable[Claim], ground: Ground) -> list[Judged]:
    judged = (judge_alone(claim, ground) for claim in claims)
    return [each for each in judged if each.holds]


def _possible(ground: Ground) -> Iterator[Claim]:
    # Nothing is said of what cannot be used; to word why not would take a third of the time.
    for measure, value in ground.latest.items():
        if value.usable:
            yield Claim(Form.VALUE, measure)
            for beside in ground.names:
                yield Claim(Form.COMPARED, measure, beside=beside)
            yield Claim(Form.CHANGE, measure)
        for group, of_group in ground.group_values(measure).items():
            if of_group.usable:
                yield Claim(Form.VALUE, measure, group)
                yield Claim(Form.GAP, measure, group)
