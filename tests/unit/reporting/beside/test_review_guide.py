"""The review guide says what the findings say, strengths first, and quotes nothing weak."""

from __future__ import annotations

import re

import pytest

from mobility_analysis.framework.registry import Direction, registry
from mobility_analysis.insights.findings import Kind, Verdict
from mobility_analysis.press.markdown_text import as_text
from mobility_analysis.reporting.beside.review_guide import (
    Evidence,
    Part,
    Space,
    group_evidence,
    review_parts,
)
from mobility_analysis.reporting.beside.review_notebook import ID, _id, _name
from mobility_analysis.runs.place_data import PlaceData


@pytest.fixture(scope="module")
def parts(alder: PlaceData) -> list[Part]:
    return review_parts(alder)


def _text(parts: list[Part]) -> str:
    return "\n\n".join(part.text for part in parts if isinstance(part, Evidence))


def test_the_three_questions_in_order(parts: list[Part]) -> None:
    headings = re.findall(r"^## (.*)$", _text(parts), flags=re.M)
    assert headings == [
        "1. What stands out?",
        "2. Where do outcomes differ by race or another group, and which differences concern you?",
        "3. How do we compare with our peers?",
    ]
    assert {"stands-out", "groups", "peers", "peers.99003", "peers.99005"} <= {
        part.key for part in parts if isinstance(part, Space)
    }


def test_keys_and_cell_ids_are_each_used_once(parts: list[Part]) -> None:
    for kind in (Evidence, Space):
        keys = [part.key for part in parts if isinstance(part, kind)]
        assert len(keys) == len(set(keys))
    ids = {_id(_name(part)) for part in parts}
    assert len(ids) == len(parts)
    assert all(ID.fullmatch(name) for name in ids)
    # The longest keys there can be.
    longest = [Space(f"stands-out.question.{m.id}", "") for m in registry().metrics]
    longest += [Space(f"groups.{measure}", "") for measure in registry().measures]
    assert len({_id(_name(part)) for part in longest}) == len(longest)


def test_all_that_stands_out_is_said_in_the_findings_own_words(
    alder: PlaceData, parts: list[Part]
) -> None:
    text = _text(parts)
    first = text[: text.index("## 2.")]
    found = [f for f in alder.findings if f.kind is Kind.VERSUS_NATION]
    told = [f for f in found if f.verdict in (Verdict.BETTER, Verdict.WORSE)]
    assert len(told) > 4
    for finding in told:
        assert as_text(finding.sentence) in first
        assert all(f"`{key}`" in first for key in finding.estimate_keys)
    better = [first.index(as_text(f.sentence)) for f in told if f.verdict is Verdict.BETTER]
    worse = [first.index(as_text(f.sentence)) for f in told if f.verdict is Verdict.WORSE]
    assert max(better) < min(worse)


def test_peers_are_compared_by_the_findings(alder: PlaceData, parts: list[Part]) -> None:
    section = next(p for p in parts if isinstance(p, Evidence) and p.key == "peers.99003").text
    for finding in alder.findings:
        if finding.versus == "99003" and finding.verdict in (Verdict.BETTER, Verdict.WORSE):
            assert as_text(finding.sentence) in section
    assert section.index("Better here") < section.index("Worse here")


def test_the_weaker_of_two_grades_is_named(alder: PlaceData, parts: list[Part]) -> None:
    # Cedar County's surveyed values are graded 2, Alder County's 1.
    section = next(p for p in parts if isinstance(p, Evidence) and p.key == "peers.99005").text
    line = next(line for line in section.splitlines() if "of people ages 25 to 54" in line)
    assert "data: use with care" in line


def test_groups_stand_in_order_with_grades_and_no_weak_number(
    alder: PlaceData, parts: list[Part]
) -> None:
    (employed,) = (
        e for e in group_evidence(alder) if e.everyone.measure.id == "share_employed"
    )  # fmt: skip
    assert [scheme for scheme, _ in employed.panels] == [
        "residents:race_ethnicity",
        "residents:gender",
    ]
    text = next(
        p.text for p in parts if isinstance(p, Evidence) and p.key == "groups.share_employed"
    )
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows[2] == (
        "| American Indian or Alaska Native, Non-Hispanic | no value | "
        "The agency withholds this value to protect the few people behind it. |"
    )
    assert "| Black, Non-Hispanic | 70%  (66\u201374) | Strong |" in rows
    pacific = next(row for row in rows if "Pacific" in row)
    assert "| not shown | Do not act on this |" in pacific
    assert "`share_employed|county|99001|2019-2023|`" in text


def test_who_lives_here_is_no_outcome(alder: PlaceData) -> None:
    directions = {each.everyone.measure.direction for each in group_evidence(alder)}
    assert Direction.NONE not in directions


def test_dollars_do_not_become_formulas(parts: list[Part]) -> None:
    assert "\\$" in _text(parts)
    assert not re.search(r"(?<!\\)\$", _text(parts))


def test_a_place_without_usable_values_or_peers_is_told_so(ironwood: PlaceData) -> None:
    text = _text(review_parts(ironwood))
    assert text.count("None can be shown beside the Demonstration nation") == 2
    assert "No measure has usable values of two or more groups" in text
    assert "No peers were given" in text
    assert "percent, against" not in text
    assert all(part.text for part in review_parts(ironwood) if isinstance(part, Evidence))


def test_a_demonstration_says_so(parts: list[Part]) -> None:
    assert "> **Demonstration data: not a real place**" in _text(parts)
