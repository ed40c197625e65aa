"""What each part of a plan says from worksheets and data, beside the texts that people write into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mobility_analysis.framework.registry import registry
from mobility_analysis.planning.action_plan.chosen import NOT_HEARD, Chosen
from mobility_analysis.planning.action_plan.contents import GENERAL, TECHNICAL, Contents
from mobility_analysis.planning.action_plan.logic import KINDS, TITLES
from mobility_analysis.planning.action_plan.logic_drawing import logic_picture
from mobility_analysis.planning.action_plan.measures import (
    HIGHER,
    LOWER,
    PlannedMeasure,
    baseline_words,
    quality_words,
)
from mobility_analysis.planning.beside_chart import beside_chart
from mobility_analysis.planning.claims.sheets import source_of
from mobility_analysis.planning.coalition.answers import Person
from mobility_analysis.planning.readiness.answers import printed_day
from mobility_analysis.press.inline_svg import WIDTH as CHART_INCHES
from mobility_analysis.press.word import (
    Block,
    Bullets,
    Heading,
    Hole,
    Paragraph,
    Picture,
    Quotation,
    Table,
)
from mobility_analysis.runs.source_words import source_line

AT = {HIGHER: "at least", LOWER: "at most"}


# ------------------------------------------------------------------ how we got here


def _beginning(plan: Contents, edition: str) -> list[Block]:
    blocks: list[Block] = []
    if plan.coalition.meetings:
        rows = tuple((printed_day(each.on), each.about) for each in plan.coalition.meetings)
        blocks += [Heading("When we met", 3), Table(("Day", "What about"), rows, (1.3, 5.4))]
    blocks += _members(plan.coalition.people, edition)
    return blocks


def _members(people: Sequence[Person], edition: str) -> list[Block]:
    if not people:
        return []
    named = [each for each in people if each.is_public]
    unnamed = len(people) - len(named)
    items = [", ".join(filter(None, (each.name, each.organization))) for each in named]
    if unnamed:
        items.append(f"{unnamed} more who are not named here" if named else f"{unnamed} people")
    blocks: list[Block] = [Heading("Who makes up the coalition", 3), Bullets(tuple(items))]
    if edition == TECHNICAL:
        rings = dict.fromkeys(each.ring or "not said" for each in people)
        rows = tuple(
            (ring, str(sum((p.ring or "not said") == ring for p in people))) for ring in rings
        )
        blocks.append(Table(("Ring", "People"), rows, (4.0, 1.0)))
    return blocks


# ------------------------------------------------------------------ what we found


def _findings(plan: Contents, edition: str) -> list[Block]:
    if not plan.chosen:
        return [
            Hole(
                f"Findings. {plan.whose} marks claims for the plan in claims.xlsx, and somebody who stands for them "
                "approves them."
            )
        ]
    blocks: list[Block] = []
    sides = (
        ("What goes well", [each for each in plan.chosen if each.is_strength]),
        ("What we want to change", [each for each in plan.chosen if each.is_challenge]),
        (
            "What to know besides",
            [e for e in plan.chosen if not e.is_strength and not e.is_challenge],
        ),
    )
    for title, found in sides:
        if found:
            blocks.append(Heading(title, 3))
        for each in found:
            blocks += _finding(plan, each, edition)
    return blocks


def _finding(plan: Contents, each: Chosen, edition: str) -> list[Block]:
    blocks: list[Block] = [Paragraph(each.words, is_bold=True)]
    if edition == TECHNICAL and each.row.judged is not None:
        source = f"{each.row.key}. {source_of(plan.data, each.row.judged)}"
        approved = f" Approved by {each.row.by}, {each.row.on}." if each.row.by else ""
        blocks.append(Paragraph(f"{source}{approved}", is_fine=True))
    blocks += _chart(plan, each)
    if each.quotation:
        blocks.append(Quotation(each.quotation))
    elif each.residents.casefold() == NOT_HEARD:
        blocks.append(Paragraph("We have not yet heard what residents say to this."))
    elif each.is_challenge:
        blocks.append(Hole("What residents say to it, with their agreement that it is printed."))
    if each.systems:
        blocks.append(Paragraph(f"In our systems: {each.systems}"))
    elif each.is_challenge:
        blocks.append(Hole("What in our systems stands behind it."))
    if each.history:
        source = f" Source: {each.history_source}." if each.history_source else ""
        blocks.append(Paragraph(f"How it came about: {each.history}{source}"))
    return blocks


def _chart(plan: Contents, each: Chosen) -> list[Block]:
    """The number of a finding beside others; none where it is of neighborhoods, or of people's own records."""
    here = plan.data.here.geoid
    values = [v for v in (each.row.judged.values if each.row.judged else ()) if v.geoid == here]
    if len(values) != 1 or values[0].measure.id not in registry().measures:
        return []
    figure = beside_chart(plan.data, values[0], f"f-{each.row.key.replace('.', '-')}")
    return [Picture(figure.id, figure.svg, figure.alt, CHART_INCHES)]


# ------------------------------------------------------------------ how change happens


def _change(plan: Contents, edition: str) -> list[Block]:
    model = plan.model
    if not model.elements:
        return [
            Hole(
                f"Logic model. {plan.whose} writes it on the sheet \u201cLogic model\u201d of action-plan.xlsx."
            )
        ]
    known = model.by_key
    rows = []
    for kind in KINDS:
        for each in model.of(kind):
            says = each.says if edition == GENERAL else f"{each.says} ({each.key})"
            leads = "; ".join(known[key].says for key in each.leads_to if key in known)
            rows.append((TITLES[kind], says, each.whom, leads))
    header = ("What it is", "In our words", "For whom", "Leads to")
    blocks: list[Block] = [
        logic_picture(model, plan.data.here.label),
        Table(header, tuple(rows), (1.3, 2.4, 1.2, 1.8)),
    ]
    orphans = model.orphans
    if orphans:
        named = "; ".join(f"{known[key].says}: {what}" for key, what in orphans.items())
        blocks.append(Hole(f"Links of the logic model. {named}"))
    return blocks


# ------------------------------------------------------------------ measurement


def _measurement(plan: Contents, edition: str) -> list[Block]:
    if not plan.planned:
        return [
            Hole(
                f"Measures. {plan.whose} writes them on the sheet \u201cMeasures\u201d of action-plan.xlsx."
            )
        ]
    blocks: list[Block] = [_measure_table(plan, edition)]
    if edition == TECHNICAL:
        known = [(each.name, _source(plan, each)) for each in plan.planned]
        lines = tuple(f"{name}: {source}" for name, source in known if source)
        blocks += [Heading("Where each comes from", 3), Bullets(lines)] if lines else []
    measured = {key for each in plan.planned for key in each.elements}
    bare = [e.says for e in plan.model.elements if e.key not in measured and e.kind != "activity"]
    if bare:
        blocks.append(Hole(f"A measure for: {'; '.join(bare)}."))
    told = [(each, plan.shows[each.key]) for each in plan.planned if each.key in plan.shows]
    if told:
        blocks.append(Heading("Can the data show it?", 3))
        for each, shows in told:
            kept = (
                f" We keep the target all the same: {each.acknowledged}"
                if each.acknowledged
                else ""
            )
            if edition == TECHNICAL:
                words = f"{each.name}: {shows.verdict.value}. {shows.words}{kept}"
            else:
                words = f"{each.name}: {shows.verdict.value}.{kept}"
            blocks.append(Paragraph(words))
            if edition == TECHNICAL and shows.instead and not each.acknowledged:
                blocks.append(Bullets(shows.instead))
    return blocks


def _measure_table(plan: Contents, edition: str) -> Table:
    known = plan.model.by_key
    rows = []
    for each in plan.planned:
        of = "; ".join(known[key].says for key in each.elements if key in known)
        row = [of, each.name, baseline_words(each), _target(each)]
        if edition == TECHNICAL:
            row.append(quality_words(each))
        rows.append((*row, each.data_by))
    header = ["Of what", "What we look at", "Where we begin", "Where we want to be"]
    widths = [1.5, 1.7, 1.7, 1.2]
    if edition == TECHNICAL:
        header.append("How good the number is")
        widths = [1.3, 1.4, 1.4, 1.1, 1.2]
    return Table((*header, "Who looks"), tuple(rows), (*widths, 1.0))


def _target(each: PlannedMeasure) -> str:
    """The target and its day; a blank where what was written is no value, and the direction where there is none."""
    if each.trouble and each.target_text:
        return "[a target as a value]"
    if not each.target_words:
        return f"{each.wanted} than today" if each.wanted in AT else ""
    by = f"by {each.by_when_words}" if each.by_when_words else ""
    return " ".join(filter(None, (AT.get(each.wanted, ""), each.target_words, by)))


def _source(plan: Contents, each: PlannedMeasure) -> str:
    value = each.baseline
    if value is None:
        return each.own_source
    return "; ".join(source_line(plan.data, name, [value]) for name in value.sources)


# ------------------------------------------------------------------ sustainability


def _sustainability(plan: Contents, _: str) -> list[Block]:
    if not plan.stewards:
        return [
            Hole(
                f"Who keeps each action going. {plan.whose} writes it on the sheet \u201cSustainability\u201d."
            )
        ]
    rows = tuple((e.action, e.steward, e.means, e.until) for e in plan.stewards)
    header = ("Action", "Who looks after it", "With what means", "Secured until")
    blocks: list[Block] = [Table(header, rows, (2.5, 1.6, 1.6, 1.0))]
    bare = [each.action for each in plan.stewards if not (each.steward and each.means)]
    if bare:
        blocks.append(Hole(f"Steward or means of: {'; '.join(bare)}."))
    return blocks


INSIDE: dict[str, Callable[[Contents, str], list[Block]]] = {
    "beginning": _beginning,
    "findings": _findings,
    "change": _change,
    "measurement": _measurement,
    "sustainability": _sustainability,
}
