"""The action plan: its worksheets, its texts, its two editions."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.core.errors import UsageError
from mobility_analysis.framework.registry import registry
from mobility_analysis.planning.action_plan.contents import EDITIONS, GENERAL, TECHNICAL
from mobility_analysis.planning.action_plan.editions import back, opening, part_blocks, whole
from mobility_analysis.planning.action_plan.logic import (
    ACTIVITY,
    INPUT,
    KINDS,
    LONG,
    OUTPUT,
    SHORT,
    Element,
    Model,
    keys_in,
)
from mobility_analysis.planning.action_plan.logic_drawing import logic_picture
from mobility_analysis.planning.action_plan.measures import baseline_words
from mobility_analysis.planning.action_plan.parts import (
    OPTIONAL,
    REQUIRED,
    markdown_blocks,
    plan_parts,
)
from mobility_analysis.planning.action_plan.targets import read_target
from mobility_analysis.planning.demonstration.action_plan import (
    demonstration_measures,
    demonstration_model,
)
from mobility_analysis.planning.demonstration.answers import demonstration_claims
from mobility_analysis.planning.desk import Desk
from mobility_analysis.press.block_pages import blocks_content, blocks_html
from mobility_analysis.press.word import Bullets, Heading, Hole, Paragraph, Quotation, Table
from mobility_analysis.press.word_reading import Kind

SHARE = registry().measures["share_debt_coll"]
DOLLARS = registry().measures["pctl_income_50"]
RATIO = registry().measures["ratio_affordable_available_50_ami"]


def _element(key: str, kind: str, *leads: str, whom: str = "everyone") -> Element:
    return Element(key, kind, f"words of {key}", whom, leads)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    desk.claims.book.answer(demonstration_claims())
    desk.claims.approve()
    desk.action_plan.book.answer(demonstration_model())
    desk.action_plan.book.answer(demonstration_measures())
    return desk


def _said(desk: Desk, sheet: str) -> list[str]:
    return [each.what for each in desk.action_plan.remarks() if sheet in each.where]


# ------------------------------------------------------------------ logic model


def test_a_chain_from_input_to_outcome_has_no_orphan() -> None:
    model = Model(
        (
            _element("input.1", INPUT, "activity.1"),
            _element("activity.1", ACTIVITY, "output.1"),
            _element("output.1", OUTPUT, "short.1"),
            _element("short.1", SHORT, "long.1"),
            _element("long.1", LONG),
        )
    )
    assert model.orphans == {}


@pytest.mark.parametrize(
    ("elements", "orphan", "says"),
    [
        (
            [_element("activity.1", ACTIVITY, "short.1"), _element("short.1", SHORT)],
            "activity.1",
            "no output",
        ),
        (
            [_element("activity.1", ACTIVITY, "output.1"), _element("output.1", OUTPUT)],
            "activity.1",
            "no outcome",
        ),
        ([_element("activity.1", ACTIVITY)], "activity.1", "no output and no outcome"),
        ([_element("input.1", INPUT)], "input.1", "leads to nothing"),
        ([_element("long.1", LONG)], "long.1", "Nothing leads to it"),
    ],
)
def test_what_leads_nowhere_is_named(elements: list[Element], orphan: str, says: str) -> None:
    assert says in Model(tuple(elements)).orphans[orphan]


@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.lists(st.integers(0, 11), max_size=4)),
        min_size=1,
        max_size=12,
    )
)
def test_any_model_is_walked_and_drawn(shape: list[tuple[str, list[int]]]) -> None:
    """Rings and links to nothing end the walk, too; each element stands in the drawing once."""
    elements = tuple(
        _element(f"k{number}", kind, *(f"k{each}" for each in leads))
        for number, (kind, leads) in enumerate(shape)
    )
    model = Model(elements)
    assert set(model.orphans) <= set(model.by_key)
    for each in elements:
        assert len(model.reaches(each)) <= len(elements)
    drawn = logic_picture(model, "Alder County")
    assert drawn.svg.count(">For: everyone<") == len(elements)


def test_keys_may_stand_with_commas_breaks_and_words() -> None:
    assert keys_in("activity.1, output.2; short.1\nlong.1: less debt, activity.1") == (
        "activity.1",
        "output.2",
        "short.1",
        "long.1",
    )


# ------------------------------------------------------------------ targets


@pytest.mark.parametrize(
    ("cell", "measure", "target"),
    [
        (0.2, SHARE, 0.2),  # what Excel makes of 20%
        (20, SHARE, 0.2),
        ("20%", SHARE, 0.2),
        ("20 percent", SHARE, 0.2),
        ("1 in 5", SHARE, 0.2),
        ("-5 points", SHARE, 0.25),
        ("\u22125 percentage points", SHARE, 0.25),
        ("plus 2.5 points", SHARE, 0.325),
        ("$52,000", DOLLARS, 52_000),
        (52_000, DOLLARS, 52_000),
        ("60", RATIO, 0.6),
    ],
)
def test_a_target_is_a_value_or_points(cell: object, measure: object, target: float) -> None:
    assert read_target(cell, measure, 0.3) == pytest.approx(target)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell", ["by 5%", "cut by 5 percent", "-5%", "+5%", "half as many as now", "130%", "soon"]
)
def test_what_can_mean_two_things_is_no_target(cell: str) -> None:
    with pytest.raises(UsageError):
        read_target(cell, SHARE, 0.3)


def test_points_need_a_value_to_start_from() -> None:
    with pytest.raises(UsageError, match="starts from a value"):
        read_target("+5 points", SHARE, None)


# ------------------------------------------------------------------ worksheets


def test_beside_a_measure_stands_where_the_place_is_today(filled: Desk) -> None:
    found = {each.key: each for each in filled.action_plan.measures}
    debt = found["measure.2"]
    assert debt.baseline is not None and debt.baseline.value is not None
    cells = filled.action_plan.book.read()
    assert cells is not None
    shown = cells.cells_of("Measures")["measure.2"]
    assert str(shown["baseline"]).startswith(debt.baseline.spoken)
    assert debt.target == pytest.approx(0.2) and debt.by_when == date(2029, 12, 31)
    assert cells.cells_of("Tracking")["measure.2"]["measure"] == "Debt in collections"


def test_a_ratio_is_said_for_as_many_in_baseline_and_target(filled: Desk) -> None:
    filled.action_plan.book.answer(
        {
            "Measures": {
                "measure.2": {"indicator": "ratio_affordable_available_50_ami", "target": "99"}
            }
        }
    )
    found = {each.key: each for each in filled.action_plan.measures}["measure.2"]
    assert found.target == pytest.approx(0.99)
    assert found.target_words == "99 for every 100"
    assert " for every 100 (" in baseline_words(found)


def test_a_plan_that_was_not_begun_is_not_asked_for(desk: Desk) -> None:
    assert list(desk.action_plan.remarks()) == []


def test_what_is_missing_and_wrong_is_told_where_it_stands(filled: Desk) -> None:
    assert "by 5%" in " ".join(_said(filled, "Measures, measure.5"))
    assert _said(filled, "Logic model, activity.3") == ["It leads to no output and no outcome."]
    assert any("input.1, input.2" in what for what in _said(filled, "Measures"))
    assert any("Nobody looks after: activity.3" in what for what in _said(filled, "Sustainability"))
    filled.action_plan.book.answer({"Logic model": {"output.1": {"leads": "shrt.1"}}})
    assert any("The nearest is short.1" in what for what in _said(filled, "output.1"))


def test_a_target_that_cannot_be_shown_wants_a_word(filled: Desk) -> None:
    filled.action_plan.book.answer({"Measures": {"measure.2": {"seen": ""}}})
    assert any("Can it show the target?" in what for what in _said(filled, "measure.2"))
    filled.action_plan.book.answer({"Measures": {"measure.2": {"seen": "Partners ask for it."}}})
    assert not any("Can it show" in what for what in _said(filled, "measure.2"))


def test_a_target_on_the_wrong_side_is_told(filled: Desk) -> None:
    filled.action_plan.book.answer({"Measures": {"measure.2": {"target": "90%"}}})
    assert any("Lower is wanted" in what for what in _said(filled, "measure.2"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("share_dbt_coll", "nearest"),
        ("share_debt_coll > 50%", "is a claim, not a measure"),
        ("share_debt_coll/Martians", "no number of 'Martians'"),
    ],
)
def test_a_measure_that_is_none_is_told(filled: Desk, typed: str, says: str) -> None:
    filled.action_plan.book.answer({"Measures": {"measure.2": {"indicator": typed}}})
    assert any(says in what for what in _said(filled, "measure.2"))


# ------------------------------------------------------------------ texts


def test_there_are_as_many_parts_as_the_guide_asks_for() -> None:
    optional = [part for part in plan_parts() if part.optional]
    assert (len(plan_parts()) - len(optional), len(optional)) == (REQUIRED, OPTIONAL)


def test_texts_are_begun_once_and_then_peoples(filled: Desk) -> None:
    assert all(each.is_new for each in filled.action_plan.begin_texts())
    assert not any(text.is_begun for text in filled.action_plan.texts.values())
    path = filled.plan.parts / "how-we-got-here.docx"
    _write(path, "Why we began", "We began since [name] asked. [[claim.1]]")
    assert not any(each.is_new for each in filled.action_plan.begin_texts())
    text = filled.action_plan.texts["beginning"]
    assert [block.text for block in text.section("why")] == [
        "We began since [name] asked. [[claim.1]]"
    ]
    said = _said(filled, "how-we-got-here.docx")
    assert any("1 blanks are left, the first: [name]" in what for what in said)
    assert any("Who took part" in what for what in said)
    words = next(
        row.judged.words for row in filled.claims.read() if row.key == "claim.1" and row.judged
    )
    assert any(words in text for text in _texts(filled, "beginning"))


def _write(path: Path, heading: str, text: str) -> None:
    found = docx.Document(str(path))
    at = next(n for n, each in enumerate(found.paragraphs) if each.text == heading)
    found.paragraphs[at + 1].text = text
    found.save(str(path))


def _texts(desk: Desk, part: str, edition: str = TECHNICAL) -> list[str]:
    found = part_blocks(desk.action_plan.contents, part, edition)
    return [getattr(block, "text", "") for block in found]


@pytest.mark.parametrize(
    ("name", "standing"),
    [("claim.6", "refused"), ("claim.99", "no claim is called"), ("debt", "no claim")],
)
def test_a_claim_that_is_not_approved_stands_as_a_blank(
    filled: Desk, name: str, standing: str
) -> None:
    filled.plan.parts.mkdir()
    text = f"# What we found\n\n## What it adds up to\n\nIt is so: [[{name}]].\n"
    (filled.plan.parts / "findings.md").write_text(text, encoding="utf-8")
    assert any(standing in text for text in _texts(filled, "findings"))
    assert any("has no approved words" in what for what in _said(filled, "findings.md"))


def test_two_files_of_one_part_are_an_error_that_names_them(filled: Desk) -> None:
    filled.action_plan.begin_texts()
    (filled.plan.parts / "findings.md").write_text("Ours", encoding="utf-8")
    assert "findings.docx and findings.md" in " ".join(_said(filled, "findings"))
    assert any("cannot be used" in text for text in _texts(filled, "findings"))


@pytest.mark.parametrize("content", [b"", b"PK torn", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_word_file_that_cannot_be_read_is_told_and_left(filled: Desk, content: bytes) -> None:
    filled.action_plan.begin_texts()
    path = filled.plan.parts / "sustainability.docx"
    path.write_bytes(content)
    assert _said(filled, "sustainability.docx")
    assert any(isinstance(block, Hole) for block in whole(filled.action_plan.contents, GENERAL))
    assert path.read_bytes() == content


def test_markdown_is_read_as_blocks() -> None:
    found = markdown_blocks(
        "## One\n\nA *word* and [a link](https://example.org).\n\n- first\n- second\n\n> said\n"
    )
    assert [(each.kind, each.text) for each in found] == [
        (Kind.HEADING, "One"),
        (Kind.PARAGRAPH, "A word and a link (https://example.org)."),
        (Kind.LIST_ITEM, "first"),
        (Kind.LIST_ITEM, "second"),
        (Kind.QUOTATION, "said"),
    ]


# ------------------------------------------------------------------ editions


def test_strengths_come_first_and_holes_stand_as_holes(filled: Desk) -> None:
    blocks = part_blocks(filled.action_plan.contents, "findings", GENERAL)
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert headings.index("What goes well") < headings.index("What we want to change")
    holes = [block.text for block in blocks if isinstance(block, Hole)]
    assert any("systems" in text for text in holes)
    assert [block.text for block in blocks if isinstance(block, Quotation)]


def test_residents_are_quoted_only_with_their_agreement(filled: Desk) -> None:
    filled.action_plan.book.answer({"Findings": {"claim.2": {"consent": ""}}})
    for edition in EDITIONS:
        said = blocks_html(whole(filled.action_plan.contents, edition))
        assert "last bus" not in said
    assert any("who agreed" in what for what in _said(filled, "claim.2"))


def test_the_general_edition_has_no_codes(filled: Desk) -> None:
    plan = filled.action_plan.contents
    general, technical = (blocks_html(whole(plan, edition)) for edition in (GENERAL, TECHNICAL))
    for code in ("measure.1", "activity.1", "claim.2", "share_"):
        assert code not in general
    assert "activity.1" in technical and len(technical) > len(general)


def test_people_of_the_coalition_are_named_only_where_they_said_so(filled: Desk) -> None:
    filled.coalition.book.answer(
        {
            "People": {
                "person.1": {"name": "Canary Person", "organization": "Canary House"},
                "person.2": {"name": "Rosa Example", "public": "yes"},
            }
        }
    )
    for edition in EDITIONS:
        said = blocks_html(whole(filled.action_plan.contents, edition))
        assert "Canary" not in said and "Rosa Example" in said
        assert "1 more who are not named here" in said


def test_every_block_goes_to_page_print_and_word(filled: Desk) -> None:
    plan = filled.action_plan.contents
    made = dict(filled.action_plan.outputs(_making(filled)))
    assert set(made) == {f"map-{edition}.{end}" for edition in EDITIONS for end in ("docx", "pdf")}
    for edition in EDITIONS:
        blocks = whole(plan, edition)
        page = blocks_html(blocks)
        assert page.count('class="hole"') == sum(isinstance(block, Hole) for block in blocks)
        assert [each["kind"] for each in blocks_content(blocks)]
        found = docx.Document(io.BytesIO(made[f"map-{edition}.docx"]))
        assert any("Mobility Action Plan of" in each.text for each in found.paragraphs)
        assert made[f"map-{edition}.pdf"].startswith(b"%PDF")


def _making(desk: Desk):  # type: ignore[no-untyped-def]
    from mobility_analysis.planning.chapters.chapter import Making

    return Making(desk.frame, desk.claims.read())


def test_an_edition_is_the_same_every_time(filled: Desk) -> None:
    first, second = (dict(filled.action_plan.outputs(_making(filled))) for _ in range(2))
    assert first == second


def test_the_plan_begins_with_its_terms_and_ends_with_its_sources(filled: Desk) -> None:
    definition = {"term": "East side", "definition": "East of the river.", "agreed": "All"}
    filled.action_plan.book.answer({"Terms": {"term.equity": definition}})
    filled.action_plan.book.answer({"Logic model": {"activity.1": {"says": "Buses for equity"}}})
    plan = filled.action_plan.contents
    headings = [block.text for block in whole(plan, GENERAL) if isinstance(block, Heading)]
    assert plan.terms == [("East side", "East of the river.")]
    assert headings[1] == "Words that we use"
    assert headings[-1] == "Where the numbers come from"
    assert opening(plan, GENERAL) and back(plan, GENERAL)


def test_texts_of_people_are_escaped() -> None:
    evil = "<script>alert(1)</script>"
    blocks = [
        Heading(evil),
        Paragraph(evil),
        Bullets((evil, (evil, (evil,)))),
        Quotation(evil, evil),
        Hole(evil),
        Table((evil,), ((evil,),), (1.0,)),
    ]
    assert "<script" not in blocks_html(blocks)
