"""Which gaps between groups are gaps between people, and on which side a group is."""

from __future__ import annotations

from mobility_analysis.framework.registry import Direction, Unit, registry
from mobility_analysis.framework.subgroups import BY_LABEL, SubgroupType
from mobility_analysis.insights.findings import Finding, Verdict

# Kinds of jobs are not groups of people.
NOT_OF_PEOPLE = (SubgroupType.INDUSTRY,)
# Homes to own are affordable for those who would buy them today, homes to rent for those who rent: the two
# ratios are about two markets. An owner who bought long ago lacks nothing where the first is low.
OF_MARKETS = SubgroupType.TENURE, Unit.RATIO


def is_of_people(finding: Finding) -> bool:
    """Whether a gap is one between groups of people, and not between kinds of jobs or two markets."""
    return BY_LABEL[finding.group].type not in NOT_OF_PEOPLE and is_of_one_market(finding)


def is_of_one_market(finding: Finding) -> bool:
    """Whether the two numbers of a gap are about the same thing."""
    kind, unit = BY_LABEL[finding.group].type, registry().measures[finding.measure].unit
    return (kind, unit) != OF_MARKETS


def is_less_favorable(finding: Finding) -> bool:
    """Whether a group is on the side of a measure that is not wished for."""
    direction = registry().measures[finding.measure].direction
    if direction is Direction.NONE:
        return False
    return (finding.verdict is Verdict.HIGHER) == (direction is Direction.LOWER)
