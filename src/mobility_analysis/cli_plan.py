"""``mobility plan``: begin a place's plan, refresh its worksheets, look it through, build its documents.

Heavy imports wait until a command needs them, so that help is instant.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mobility_analysis.cli_options import RunOption, not_blank
from mobility_analysis.core.paths import project_root

if TYPE_CHECKING:
    from mobility_analysis.planning.desk import Desk
    from mobility_analysis.planning.keep import Built

plan_app = typer.Typer(
    name="plan",
    help="A place's own plan: its folder, worksheets with evidence beside each question, documents.",
    no_args_is_help=True,
)
PlaceOption = Annotated[
    str,
    typer.Option(
        "--county",
        "-c",
        callback=not_blank,
        help='Code or name of one place, such as 39153 or "Summit County, OH".',
    ),
]


@plan_app.command()
def start(county: PlaceOption, run: RunOption = "") -> None:
    """Begin a place's plan: its folder, its settings, its worksheets. What is there already stays."""
    from mobility_analysis.planning.find import begin

    _begun(begin(project_root(), county, run))


def _begun(desk: Desk) -> None:
    desk.complete()
    folder = desk.plan.path.relative_to(desk.root)
    typer.echo(f"Plan of {desk.here.label}: {folder}")
    typer.echo(f"Next: open {folder / 'readiness.xlsx'}; its first sheet says how to fill it in.")


@plan_app.command()
def refresh(county: PlaceOption) -> None:
    """Write the evidence in the worksheets anew; whatever people wrote stays, and the earlier file is kept."""
    from mobility_analysis.planning.find import open_desk

    for done in open_desk(project_root(), county).refresh():
        for line in done.lines:
            typer.echo(line)


@plan_app.command()
def check(
    county: PlaceOption,
    gate: Annotated[
        str,
        typer.Option(
            "--gate",
            callback=not_blank,
            help="Look at gates of the release instead, such as G3 or G3,G4 (docs/release.md).",
        ),
    ] = "",
    release: Annotated[
        bool, typer.Option("--release", help="Look at all gates of the release instead.")
    ] = False,
) -> None:
    """Say what is missing, what must be mended, what does not fit together. Nothing of yours is changed.

    With --gate or --release the command ends with exit code 10 where a gate that was asked for does not hold.
    """
    from mobility_analysis.planning.find import open_desk

    desk = open_desk(project_root(), county)
    if gate or release:
        _gates(desk, "" if release else gate)
        return
    found = desk.write_check()
    kind = ""
    for remark in found:
        if remark.kind != kind:
            kind = remark.kind
            typer.echo(f"{kind}:")
        typer.echo(f"  {remark.where}: {remark.what}")
    page = (desk.plan.out / "check.html").relative_to(desk.root)
    typer.echo(f"{len(found)} remarks. The same as a page: {page}")


def _gates(desk: Desk, names: str) -> None:
    from mobility_analysis.planning.release.gates import Gate, asked_for, refuse_incomplete

    wanted = asked_for(names) if names else list(Gate)
    found = [each for each in desk.gates() if each.gate in wanted]
    for each in found:
        typer.echo(f"{each.gate} {'holds' if each.holds else 'does not hold'}: {each.gate.asks}")
        for lack in each.lacks:
            typer.echo(f"  {lack.where}: {lack.what} ({lack.whose})")
    refuse_incomplete(found, "Mend what is listed above; docs/release.md says how.")


@plan_app.command()
def build(
    county: PlaceOption,
    new_drafts: Annotated[
        bool,
        typer.Option(
            "--new-drafts", help="Write a draft of today's evidence beside each one that is there."
        ),
    ] = False,
    release: Annotated[
        bool,
        typer.Option(
            "--release",
            help="Mark nothing as a draft. Refused, and nothing written, while a gate of the release does not hold.",
        ),
    ] = False,
) -> None:
    """Write the documents: summary, preparedness plan, case and page anew, drafts only where there are none."""
    from mobility_analysis.planning.find import open_desk

    desk = open_desk(project_root(), county)
    for each in desk.build(new_drafts=new_drafts, is_release=release):
        typer.echo(f"{each.path.relative_to(desk.root)}: {_became(each)}")


@plan_app.command()
def claim(
    county: PlaceOption,
    text: Annotated[
        str,
        typer.Argument(
            help='What you want to say, such as "share_debt_coll > 50%" or "share_employed/Female gap".'
        ),
    ],
) -> None:
    """Say whether the data bear a claim, in which words, and else why not. Nothing is written."""
    from mobility_analysis.insights.claim_text import parse_claim
    from mobility_analysis.planning.claims.sheets import source_of
    from mobility_analysis.planning.find import open_desk

    desk = open_desk(project_root(), county)
    judged = desk.opened.judge(parse_claim(text))
    typer.echo(f"{judged.claim.typed}: {judged.verdict}")
    for line in (judged.words, judged.why):
        if line:
            typer.echo(f"  {line}")
    if judged.holds:
        typer.echo(f"  {source_of(desk.opened.data, judged)}")
    if judged.instead:
        typer.echo("What may be said:")
    for each in judged.instead:
        typer.echo(f"  {each.typed}: {each.words}")


@plan_app.command()
def adopt(
    county: PlaceOption,
    on: Annotated[
        datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day of adoption.")
    ],
) -> None:
    """Freeze the baselines of the plan's measures and its approved claims, to tell progress from."""
    from mobility_analysis.planning.find import open_desk

    desk = open_desk(project_root(), county)
    made = desk.progress.adopt(on.date())
    typer.echo(
        f"Adopted on {made.on}: {len(made.measures)} measures with numbers of the run built {made.built}, "
        f"{len(made.claims)} approved claims."
    )
    without = [each.key for each in made.measures if not each.is_own and each.value is None]
    if without:
        typer.echo(f"Without a number to begin from: {', '.join(without)}.")


@plan_app.command()
def progress(county: PlaceOption) -> None:
    """Say what became of each adopted measure: tested where a test is possible, and as reported where not."""
    from mobility_analysis.planning.find import open_desk
    from mobility_analysis.planning.progress.rows import summary

    desk = open_desk(project_root(), county)
    built = desk.write_progress()
    rows = desk.progress.rows()
    typer.echo(summary(rows))
    for row in rows:
        typer.echo(f"  {row.adopted.name}: {row.outcome}. {row.progress.words}")
    for each in built:
        typer.echo(f"{each.path.relative_to(desk.root)}: {_became(each)}")


def _became(each: Built) -> str:
    if each.is_new:
        return "written; it is yours from now on" if each.is_theirs else "written"
    return "yours, left as it is" if each.is_theirs else "up to date"


class OfficialsStep(StrEnum):
    """What to do with the lists of elected officials."""

    FORM = "form"
    MERGE = "merge"
    TALLY = "tally"


@plan_app.command()
def officials(
    county: PlaceOption,
    step: Annotated[
        OfficialsStep,
        typer.Argument(
            help="form: write the form and the message. merge: list whom to ask or remind, for mail merge. "
            "tally: count the answers and write the counts that may be published.",
            show_default=False,
        ),
    ],
) -> None:
    """Who are our elected officials? Lists are in private/officials/; counts by group leave it, names never do.

    `mobility plan start` writes the lists with their headings: roster.csv, replies.csv, public_sources.csv.
    docs/officials.md says what to write into each column.
    """
    from mobility_analysis.planning.find import open_desk

    desk = open_desk(project_root(), county)
    office = desk.office
    match step:
        case OfficialsStep.FORM:
            for each in office.form():
                typer.echo(f"{each.path.relative_to(desk.root)}: {_became(each)}")
        case OfficialsStep.MERGE:
            path, rows = office.merge()
            typer.echo(f"{path.relative_to(desk.root)}: {rows} to ask or to remind")
        case OfficialsStep.TALLY:
            for line in office.tally().lines:
                typer.echo(line)
            typer.echo(
                f"Written: {(desk.plan.path / 'local/officials.csv').relative_to(desk.root)}"
            )


@plan_app.command()
def demo() -> None:
    """Make a filled plan of the demonstration county, to look at. An earlier one keeps its answers in history/."""
    from mobility_analysis.planning.demonstration.action_plan import (
        demonstration_measures,
        demonstration_model,
        write_demonstration_texts,
    )
    from mobility_analysis.planning.demonstration.answers import (
        COUNTY,
        demonstration_answers,
        demonstration_claims,
    )
    from mobility_analysis.planning.demonstration.coalition import demonstration_coalition
    from mobility_analysis.planning.demonstration.local import fill_local
    from mobility_analysis.planning.demonstration.release import demonstration_release
    from mobility_analysis.planning.find import begin
    from mobility_analysis.planning.officials.demonstration import write_demonstration_officials

    desk = begin(project_root(), COUNTY, "demo")
    fill_local(desk.plan.local)
    desk.readiness.book.answer(demonstration_answers())
    desk.claims.book.answer(demonstration_claims())
    desk.coalition.book.answer(demonstration_coalition())
    desk.claims.approve()
    desk.action_plan.book.answer(demonstration_model())
    desk.action_plan.book.answer(demonstration_measures())
    write_demonstration_texts(desk.plan)
    desk.action_plan.book.answer(demonstration_release())
    write_demonstration_officials(desk.plan, desk.office.today)
    desk.office.form()
    desk.office.tally()
    desk.refresh()
    desk.build()
    _begun(desk)
