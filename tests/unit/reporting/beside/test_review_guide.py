"""The review guide says what the findings say, has all of page one, and quotes nothing weak."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from PIL import Image
from tests.word_answers import texts

from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Direction
from mobility_analysis.insights.findings import Certainty, Kind, Verdict
from mobility_analysis.reporting.beside.review_files import write_review_guide
from mobility_analysis.reporting.beside.review_guide import (
    MOST_GAPS,
    Guide,
    Item,
    group_evidence,
    marks,
    review_guide,
)
from mobility_analysis.reporting.page.page_one import page_one_content
from mobility_analysis.runs.place_data import PlaceData


@pytest.fixture(scope="module")
def guide(alder: PlaceData) -> Guide:
    return review_guide(alder)


def _file(data: PlaceData, folder: Path) -> bytes:
    write_review_guide(review_guide(data), data.record, folder, folder / "none")
    return (folder / "review_guide.docx").read_bytes()


def _words(item: Item) -> str:
    return "\n".join((item.title, *item.lines, item.fine, item.ask))


def _text(guide: Guide) -> str:
    return "\n".join(map(_words, guide.items))


def test_the_three_questions_in_order(guide: Guide) -> None:
    assert [section.heading for section in guide.sections] == [
        "1. What stands out?",
        "2. Where do outcomes differ by race or another group, and which differences concern you?",
        "3. How do we compare with our peers?",
    ]
    keys = [item.key for item in guide.items]
    assert len(keys) == len(set(keys))
    assert {"stands-out", "groups", "peers", "peers.99003", "peers.99005"} <= set(keys)


def test_marks_are_explained_of_what_is_drawn(alder: PlaceData) -> None:
    assert (
        "small circles are peers, and the band holds the middle half of all counties."
        in (review_guide(alder).lines[1])
    )
    alone = review_guide(replace(alder, peers=(), peer_lens=""))
    assert "circles" not in alone.lines[1] and "the band holds" in alone.lines[1]
    area = replace(alder, here=replace(alder.here, level=Level.AREA), peers=(), peer_lens="")
    assert marks(area) == (
        "the solid mark is Alder County (hollow: use with care) with its interval, and the diamond is what it is compared with"
    )


def test_every_item_of_page_one_is_in_it(alder: PlaceData, tmp_path: Path) -> None:
    one = page_one_content(alder)
    said = texts(_file(alder, tmp_path))
    highlights = [*one.strengths, *one.questions, *one.gaps]
    assert len(one.strengths) and len(one.questions) and len(one.gaps)
    for each in highlights:
        assert any(text.startswith(each.sentence) for text in said)
        assert any(text.endswith(f". {each.label}") for text in said)
    chosen = alder.stands_out
    for choice in (*chosen.strengths, *chosen.questions, *chosen.trends, *chosen.gaps):
        assert any(text.startswith(choice.finding.sentence) for text in said)
    for choice in chosen.questions:
        assert choice.question in said


def test_every_item_has_a_drawing_that_says_what_it_shows(alder: PlaceData, guide: Guide) -> None:
    chosen = alder.stands_out
    shown = [item for item in guide.sections[0].rows if isinstance(item, Item) and item.drawing]
    assert len(shown) == len((*chosen.strengths, *chosen.questions, *chosen.trends, *chosen.gaps))
    for item in guide.items:
        if item.drawing is not None:
            image = Image.open(io.BytesIO(item.drawing.png))
            ratio = item.drawing.width / item.drawing.height
            assert image.width / image.height == pytest.approx(ratio, rel=0.05)
            assert len(set(image.convert("RGB").get_flattened_data())) > 1
    strength = next(item for item in shown if item.key.startswith("stands-out.strength"))
    assert strength.drawing is not None
    assert strength.drawing.alt.startswith("Alder County, DM: Ahead of ")
    gap = next(item for item in shown if item.key.startswith("stands-out.gap"))
    assert gap.drawing is not None
    assert chosen.gaps[0].finding.group in gap.drawing.alt


def test_ids_stand_in_the_appendix_alone(guide: Guide, alder: PlaceData, tmp_path: Path) -> None:
    said = texts(_file(alder, tmp_path))
    place = said.index("Appendix: the estimates behind each number")
    assert "|" not in "".join(said[:place])
    for number, item in enumerate(guide.items, 1):
        for key in item.ids:
            assert key in said[-1]
            assert f"{number}. {item.ids[0]}" in said[-1]
    for choice in (*alder.stands_out.strengths, *alder.stands_out.gaps):
        assert all(key in said[-1] for key in choice.finding.estimate_keys)


def test_the_others_that_stand_out_are_named_once(alder: PlaceData, guide: Guide) -> None:
    last = next(item for item in guide.items if item.key == "stands-out")
    shown = {choice.finding.measure for choice in alder.stands_out.questions}
    worse = [
        finding
        for finding in alder.findings
        if finding.kind is Kind.VERSUS_NATION
        and finding.verdict is Verdict.WORSE
        and finding.measure not in shown
    ]
    assert bool(worse) == any(line.startswith("Also worse than in") for line in last.lines)
    for line in last.lines:
        names = line.partition(": ")[2].rstrip(".").split("; ")
        assert len(names) == len(set(names))


def test_measures_with_sure_gaps_have_a_row_each(alder: PlaceData, guide: Guide) -> None:
    sure = {
        finding.measure
        for finding in alder.findings
        if finding.kind is Kind.GROUP_GAP and finding.certainty is Certainty.ROBUST
    }
    found = {each.everyone.measure.id for each in group_evidence(alder)}
    rows = [item for item in guide.items if item.key.startswith("groups.")]
    assert 0 < len(rows) <= MOST_GAPS
    assert {item.key.removeprefix("groups.") for item in rows} <= sure & found
    rest = next(item for item in guide.items if item.key == "groups")
    assert any(line.startswith("Also with numbers by group: ") for line in rest.lines)


def test_groups_stand_in_one_order_with_their_numbers(guide: Guide) -> None:
    row = next(item for item in guide.items if item.key == "groups.share_employed")
    assert row.drawing is not None
    alt = row.drawing.alt
    assert alt.startswith("Share of people ages")
    assert alt.index("Everyone") < alt.index("Black, Non-Hispanic 70%") < alt.index("White")
    # Too weak to be quoted here.
    assert "Pacific" not in alt + _words(row)


def test_who_lives_here_is_no_outcome(alder: PlaceData) -> None:
    directions = {each.everyone.measure.direction for each in group_evidence(alder)}
    assert Direction.NONE not in directions


def test_peers_are_compared_by_the_findings(alder: PlaceData, guide: Guide) -> None:
    row = next(item for item in guide.items if item.key == "peers.99003")
    verdicts = {f.verdict for f in alder.findings if f.versus == "99003"}
    for verdict in (Verdict.BETTER, Verdict.WORSE):
        assert (verdict in verdicts) == (f"{verdict.words} here: " in row.fine)
    assert row.drawing is not None
    number = sum(f.verdict is Verdict.BETTER and f.versus == "99003" for f in alder.findings)
    assert f"Better {number}" in row.drawing.alt


def test_the_weaker_of_two_grades_is_named(alder: PlaceData, guide: Guide) -> None:
    for choice in alder.stands_out.strengths:
        key = f"stands-out.strength.{choice.metric.id}"
        item = next(item for item in guide.items if item.key == key)
        assert "data: " in item.fine


def test_a_place_without_usable_values_or_peers_is_told_so(
    ironwood: PlaceData, tmp_path: Path
) -> None:
    guide = review_guide(ironwood)
    text = _text(guide)
    assert "No strengths and no questions to ask stand out beside the Demonstration nation" in text
    assert "No measure has usable values of two or more groups" in text
    assert guide.sections[2].line == "No peers were named."
    assert not any(item.drawing for item in guide.items)
    assert "In the drawings" not in text
    said = texts(_file(ironwood, tmp_path))
    assert not any(text.startswith("Appendix") for text in said)
    assert "percent, against" not in "".join(said)


def test_a_demonstration_says_so(alder: PlaceData, tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(_file(alder, tmp_path)))
    head = document.sections[0].header.paragraphs[0].text
    assert head.startswith("Demonstration data: not a real place")
