"""The ``mobility`` command. Heavy imports wait until a command needs them, so that help is instant."""

from __future__ import annotations

import sys

from mobility_analysis.core.plainly import mind_signals, say_and_leave, stopped
from mobility_analysis.framework.places import DEMONSTRATION_STATE

# Set before the slow imports: user errors have no traceback and end with their exit code.
sys.excepthook = say_and_leave

import os  # noqa: E402
import time  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING, Annotated, Any  # noqa: E402

import typer  # noqa: E402
from typer.core import TyperGroup  # noqa: E402

from mobility_analysis.cli_area import area_app  # noqa: E402
from mobility_analysis.cli_options import RunOption, not_blank  # noqa: E402
from mobility_analysis.cli_plan import plan_app  # noqa: E402
from mobility_analysis.cli_release import capsule, release, verify  # noqa: E402
from mobility_analysis.core.errors import MobilityError, ReportError, Stopped, UsageError  # noqa: E402
from mobility_analysis.core.masking import redact  # noqa: E402
from mobility_analysis.core.paths import RunPaths, project_root  # noqa: E402
from mobility_analysis.runs.estimates_folder import default_run  # noqa: E402
from mobility_analysis.workflow.place_requests import (  # noqa: E402
    leave_out_own,
    once_each,
    refuse_own_peers,
    split_places,
)

if TYPE_CHECKING:
    from mobility_analysis.core.settings import RunSettings
    from mobility_analysis.geography.universe import PlaceRef, Universe
    from mobility_analysis.workflow.fetching.inbox import Line
    from mobility_analysis.workflow.publishing.jobs import PlaceRequest


class _Commands(TyperGroup):
    """Typer ends silently at Ctrl-C; here it is an error that says what is kept."""

    def make_context(self, *given: Any, **more: Any) -> Any:
        try:
            return super().make_context(*given, **more)
        except KeyboardInterrupt as error:
            raise stopped(error) from None

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise stopped(error) from None


app = typer.Typer(
    cls=_Commands,
    name="mobility",
    help="Turn national public data into a county's findings report for the Boosting Upward "
    "Mobility framework.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(plan_app)
for handed_out in (release, capsule, verify):
    app.command()(handed_out)
app.add_typer(area_app)


DataOption = Annotated[
    str,
    typer.Option(
        "--data",
        callback=not_blank,
        help="Folder or URL of a mirror with files as <source>/<vintage>/<file>. Default: the agencies.",
    ),
]
CountyOption = Annotated[
    list[str],
    typer.Option(
        "--county",
        "-c",
        callback=not_blank,
        help='Code or name, such as 39153 or "Summit County, OH"; may be repeated.',
    ),
]
PeersOption = Annotated[
    list[str],
    typer.Option(
        "--peer",
        "-p",
        callback=not_blank,
        help="A place to compare with; may be repeated. Default: the three most like each place.",
    ),
]

StrictOption = Annotated[
    bool,
    typer.Option("--strict", help="Stop at a source that would otherwise be set aside."),
]

LensOption = Annotated[
    str,
    typer.Option(
        "--lens",
        callback=not_blank,
        help="How peers are found: balanced, near-by, people, economy or size. Default: as in params.yaml.",
    ),
]


def _choose_run(run: str, counties: list[str], data: str) -> str:
    if run:
        if run not in ("demo", "real"):
            raise UsageError(f"--run cannot be {run!r}.", "Use demo or real.")
        return run
    of_demo = [c.startswith(DEMONSTRATION_STATE) or c.upper().endswith(", DM") for c in counties]
    if counties and all(of_demo) and not data:
        return "demo"
    return "real" if counties or data else "demo"


WithOption = Annotated[
    list[str],
    typer.Option(
        "--with",
        callback=not_blank,
        help="Large downloads that are otherwise left out: pums, schools, chas-tracts, test-scores, earlier-acs; separated by commas.",
    ),
]


def _open(run: str) -> tuple[RunPaths, RunSettings]:
    """The run's folders, and its settings with the vintages last chosen."""
    from mobility_analysis.framework.chosen import run_settings
    from mobility_analysis.workflow.known_sources import check_sources
    from mobility_analysis.workflow.recovery import mend_run

    root = project_root()
    settings = run_settings(root, run)
    check_sources(root, run, settings)
    paths = RunPaths(root, run)
    for line in mend_run(paths):
        typer.echo(line)
    return paths, settings


def _origin(data: str) -> str | None:
    """The origin to pass on: a URL, or a folder that exists."""
    if not data:
        return None
    if data.startswith(("http://", "https://")):
        return data
    folder = Path(data).expanduser()
    if not folder.is_dir():
        raise UsageError(
            f"--data {redact(data)}: no such folder.", "Give the mirror's folder or base URL."
        )
    return str(folder.resolve())


def _origin_of_run(data: str, settings: RunSettings) -> str:
    """The origin given here replaces that of ``params.yaml``; the demonstration has none but its own."""
    if settings.is_demonstration:
        return settings.origin
    return _origin(data or os.environ.get("MOBILITY_DATA", "")) or settings.origin


def _options(values: Sequence[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _choose_vintages(
    paths: RunPaths, settings: RunSettings, origin: str, options: Sequence[str]
) -> RunSettings:
    """The settings with the vintages that the origin offers now."""
    from mobility_analysis.workflow.fetching.choice import choose_for

    return settings.taking(choose_for(paths, settings, origin, _options(options)).sources)


def _named_in(peer: Sequence[str]) -> str:
    return "--peer" if peer else "params.yaml"


def _find_all(
    universe: Universe, places: Sequence[str], peers: Sequence[str], named_in: str
) -> tuple[list[PlaceRef], list[PlaceRef]]:
    """The places asked for and their peers, each once; a place that is its own peer is refused."""
    from mobility_analysis.geography.place_names import find_places

    refs, said = once_each(find_places(universe, places, typer.echo))
    for line in said:
        typer.echo(line)
    others = list(dict.fromkeys(find_places(universe, peers, typer.echo)))
    refuse_own_peers(refs, others, named_in)
    return refs, others


@app.command()
def run(
    county: CountyOption = [],  # noqa: B006
    data: DataOption = "",
    peer: PeersOption = [],  # noqa: B006
    run: RunOption = "",
    strict: StrictOption = False,
    with_: WithOption = [],  # noqa: B006
) -> None:
    """Run the whole pipeline and make the report of each county; stages that are up to date are skipped.

    A source that cannot be fetched or read, or does not pass its gate, is set aside: the run goes on without it,
    names it at the end and in every report, and ends with exit code 20.
    """
    from mobility_analysis.runs.run_record import load_record
    from mobility_analysis.workflow.areas import add_up_areas
    from mobility_analysis.workflow.aside import (
        INCOMPLETE,
        all_set_aside,
        how_complete,
        print_aside,
    )
    from mobility_analysis.workflow.fetching.old_pins import print_old_pins
    from mobility_analysis.workflow.remarks import print_remarks
    from mobility_analysis.workflow.report import make_reports
    from mobility_analysis.workflow.whole_run import WholeRun

    began = time.monotonic()
    counties = split_places(county)
    name = _choose_run(run, counties, data)
    paths, settings = _open(name)
    places = counties or list(settings.places)
    peers = split_places(peer) or list(settings.peers)
    typer.echo(f"Run: {settings.title}")
    refuse_own_peers(places, peers, _named_in(peer))  # checks that need no data
    origin = _origin_of_run(data, settings)
    if not settings.is_demonstration:
        _look_into_inbox(paths)
    settings = _choose_vintages(paths, settings, origin, with_)
    whole = WholeRun(paths, settings, origin, typer.echo, strict)
    refs: list[PlaceRef] = []
    try:
        if counties or peers:  # names are checked before the long work begins
            refs, others = _find_all(whole.universe(), places, peers, _named_in(peer))
            places, peers = [ref.geoid for ref in refs], [ref.geoid for ref in others]
        whole.estimates()
        add_up_areas(paths, settings, refs, typer.echo)
        made = make_reports(
            paths,
            places,
            peers,
            peer_lens=settings.peer_lens,
            languages=settings.languages,
            address=settings.address,
            say=typer.echo,
        )
    except (UsageError, Stopped):
        raise
    except MobilityError:
        print_aside(whole.aside_so_far())
        typer.echo(
            f"Failed after {time.monotonic() - began:.0f} s; earlier reports stay as they were."
        )
        raise
    absent = all_set_aside(paths, settings.sources)
    print_aside(absent)
    print_remarks([each["what"] for each in load_record(paths.estimates).remarks])
    print_old_pins(settings.pins)
    new = sum(report.is_new for report in made)
    seconds = time.monotonic() - began
    done = (
        f"{len(whole.ran)} stages run, {new} of {len(made)} reports made"
        if whole.ran or new
        else "Nothing has changed: all is up to date"
    )
    typer.echo(f"{done} ({seconds:.0f} s). {how_complete(absent)}.")
    for report in made:
        typer.echo(f"Report: {report.path.relative_to(paths.root)}")
    if absent:
        raise typer.Exit(INCOMPLETE)


@app.command()
def report(
    county: CountyOption = [],  # noqa: B006
    peer: PeersOption = [],  # noqa: B006
    lens: LensOption = "",
    run: RunOption = "",
    everywhere: Annotated[
        bool, typer.Option("--all", help="Every county and city of the run.")
    ] = False,
    state: Annotated[
        list[str],
        typer.Option(
            callback=not_blank, help="Every place of a state, such as OH; may be repeated."
        ),
    ] = [],  # noqa: B006
    run_sheet: Annotated[
        Path | None, typer.Option(help="CSV file with the columns place, peers, options.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=0, help="Reports at a time; 0 stands for the number of cores.")
    ] = 0,
    scheduler: Annotated[
        str,
        typer.Option(
            callback=not_blank, help="Address of a Dask scheduler, such as tcp://10.0.0.5:8786."
        ),
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Make reports even if nothing changed.")
    ] = False,
) -> None:
    """Make reports from finished estimates, without running the pipeline.

    Reports that would not change are left as they are, so a batch that was interrupted can be continued. Briefs are
    written in English and in the languages that params.yaml names for the run.
    """
    if sum(map(bool, (county, everywhere or state, run_sheet is not None))) > 1:
        raise UsageError(
            "Places were asked for in more than one way.",
            "Use one of --county, --all or --state, --run-sheet.",
        )
    # Forked processes inherit these: parallel reports must not use all cores each.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from mobility_analysis.geography.place_names import find_places
    from mobility_analysis.reporting.make.site import write_site
    from mobility_analysis.workflow.areas import add_up_areas
    from mobility_analysis.workflow.publishing.batch import run_batch
    from mobility_analysis.workflow.publishing.run_sheet import places_of, read_run_sheet
    from mobility_analysis.workflow.report import jobs_of
    from mobility_analysis.workflow.residents import run_universe

    began = time.monotonic()
    counties = split_places(county)
    wanted = counties or [f", {code}" for code in state]
    name = _choose_run(run, wanted, "") if wanted or run else default_run(project_root())
    paths, settings = _open(name)
    universe = run_universe(paths)
    asked: list[PlaceRequest]
    if run_sheet is not None:
        asked = read_run_sheet(run_sheet, universe, typer.echo)
    elif everywhere or state:
        peers = find_places(universe, split_places(peer) or settings.peers, typer.echo)
        asked, said = leave_out_own(places_of(universe, state), peers)
        for line in said:
            typer.echo(line)
    else:
        named = split_places(peer) or settings.peers
        refs, peers = _find_all(universe, counties or settings.places, named, _named_in(peer))
        asked = [(ref, peers) for ref in refs]
    add_up_areas(paths, settings, [ref for ref, _ in asked], typer.echo)
    jobs = jobs_of(paths, asked, lens or settings.peer_lens, settings.languages, settings.address)
    try:
        made = run_batch(
            paths, jobs, say=typer.echo, force=force, workers=workers or None, scheduler=scheduler
        )
    except ReportError:
        if len(jobs) > 1 and any(paths.reports.glob("*/report.html")):
            write_site(
                paths
            )  # the site is written around the finished reports, too, if some failed
        raise
    if len(jobs) == 1:
        typer.echo(f"Report: {made[0].path.relative_to(paths.root)}")
        return
    index = write_site(paths)
    new = sum(item.is_new for item in made)
    seconds = time.monotonic() - began
    typer.echo(f"{new} of {len(made)} reports made in {seconds:.0f} s, the others were up to date.")
    typer.echo(f"Index: {index.relative_to(paths.root)}")


@app.command()
def site(run: RunOption = "") -> None:
    """Write the index, map and methods pages around the reports that a run has."""
    from mobility_analysis.reporting.make.site import write_site

    root = project_root()
    has_real = RunPaths(root, "real").reports.is_dir()
    paths, _ = _open(_choose_run(run or ("real" if has_real else "demo"), [], ""))
    typer.echo(f"Site: {write_site(paths).relative_to(root)}")


@app.command()
def peers(
    county: CountyOption,
    lens: LensOption = "",
    weight: Annotated[
        list[str],
        typer.Option("--weight", help="A factor's weight, such as income=2; may be repeated."),
    ] = [],  # noqa: B006
    number: Annotated[int, typer.Option("--number", "-n", min=1, help="How many.")] = 3,
    state_only: Annotated[
        bool, typer.Option("--state-only", help="Only places of the same state.")
    ] = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="Also write them to this file.")] = None,
    run: RunOption = "",
) -> None:
    """The places most like this one: the distance of each, what is alike, what differs."""
    from mobility_analysis.geography.place_names import find_places
    from mobility_analysis.insights.peers import fact_years
    from mobility_analysis.reporting.beside.peer_table import print_peers, write_peers
    from mobility_analysis.runs.run_data import RunData

    if csv is not None:
        _refuse_unwritable(csv)
    counties = split_places(county)
    weights = _weights(weight)
    paths, settings = _open(_choose_run(run, counties, ""))
    data = RunData(paths)
    found = []
    for ref in dict.fromkeys(find_places(data.universe, counties, typer.echo)):
        peers = data.find_peers(
            ref,
            lens or settings.peer_lens,
            weights=weights,
            how_many=number,
            within=ref.geoid[:2] if state_only else None,
        )
        is_by_lens = not (weights or state_only)
        print_peers(
            ref,
            lens or settings.peer_lens,
            weights,
            peers,
            years=fact_years(data.peer_factors, ref.geoid),
            why_none=data.why_no_peers(ref, lens or settings.peer_lens) if is_by_lens else "",
        )
        found.append((ref, peers))
    if csv is not None:
        write_peers(found, lens or settings.peer_lens, weights, csv)
        typer.echo(f"Written: {csv}")


@app.command()
def changes(
    county: CountyOption,
    before: Annotated[
        Path | None,
        typer.Option(
            "--before",
            help="Earlier estimates to compare with (a table or its folder); else those the last run replaced.",
        ),
    ] = None,
    run: RunOption = "",
) -> None:
    """What the last run changed for a place: revised, new and lost values, findings that say something else.

    With a plan, also which approved claims changed or fell, and where they are used.
    """
    from mobility_analysis.workflow.changes import tell_changes

    counties = split_places(county)
    paths, settings = _open(_choose_run(run, counties, ""))
    for place in counties:
        told = tell_changes(paths, place, before, settings.peer_lens)
        for line in told.lines:
            typer.echo(line)
        if told.page is not None:
            typer.echo(f"The same as a page: {told.page.relative_to(paths.root)}")


def _refuse_unwritable(path: Path) -> None:
    """Raise :class:`UsageError`, before the work begins, if a file cannot be written there."""
    folder = path.parent
    if path.is_dir():
        raise UsageError(f"--csv {path} is a folder.", "Name the file to write, such as peers.csv.")
    if not folder.is_dir():
        raise UsageError(f"--csv {path}: no folder {folder}.", "Make the folder first.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(
            f"--csv {path}: {folder} may not be written to.", "Name a file in a folder of yours."
        )


def _weights(given: list[str]) -> dict[str, float]:
    """``income=2`` as a weight by factor."""
    out = {}
    for text in given:
        name, _, number = text.partition("=")
        try:
            out[name.strip()] = float(number)
        except ValueError as error:
            raise UsageError(
                f"--weight {text!r} is not a factor and a number.", "Write it as income=2."
            ) from error
    return out


@app.command()
def fetch(
    source: Annotated[
        list[str], typer.Argument(help="Sources to fetch; default: all of the run.")
    ] = [],  # noqa: B006
    run: RunOption = "real",
    data: DataOption = "",
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Accept files that differ from their snapshot record.")
    ] = False,
    strict: StrictOption = False,
    with_: WithOption = [],  # noqa: B006
) -> None:
    """Fetch sources and check every file against its snapshot record; files already there are not fetched again."""
    from mobility_analysis.workflow.aside import INCOMPLETE, how_complete, not_fetched, print_aside
    from mobility_analysis.workflow.fetching.run_fetch import RunFetch
    from mobility_analysis.workflow.known_sources import check_asked

    paths, settings = _open(_choose_run(run, [], data))
    origin = _origin_of_run(data, settings)
    if not settings.is_demonstration:
        _look_into_inbox(paths)
    settings = _choose_vintages(paths, settings, origin, with_)
    wanted = list(dict.fromkeys(source)) or list(settings.sources)
    check_asked(paths.run, settings, wanted)
    fetcher = RunFetch(
        paths,
        settings,
        origin,
        typer.echo,
        lambda error: typer.echo(str(error), err=True),
        refresh=refresh,
        is_strict=strict,
    )
    fetcher.bring(wanted)
    absent = not_fetched(paths, {name: settings.sources[name] for name in wanted})
    print_aside(absent)
    typer.echo(f"{how_complete(absent)}: {len(wanted)} sources asked for.")
    if absent:
        raise typer.Exit(INCOMPLETE)
    if fetcher.not_refreshed:
        raise fetcher.not_refreshed[0]


def _look_into_inbox(paths: RunPaths, *, replace: bool = False) -> list[Line]:
    """Take in the files of the inbox, and print what was done with each."""
    from mobility_analysis.workflow.fetching.inbox import print_inbox, still_lacking, take_in

    lines = take_in(paths, replace_standing=replace)
    print_inbox(lines)
    for sentence in still_lacking(paths, lines):
        typer.echo(sentence)
    return lines


@app.command()
def inbox(
    run: RunOption = "real",
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Replace files that are there already by different ones from the inbox.",
        ),
    ] = False,
) -> None:
    """Recognise the files in data/inbox by their content and take them into the folders of their sources.

    docs/by-hand.md says which files only a person can get, and how.
    """
    from mobility_analysis.workflow.aside import INCOMPLETE
    from mobility_analysis.workflow.fetching.choice import choose_for
    from mobility_analysis.workflow.fetching.inbox import passed_over

    if run == "demo":
        raise UsageError(
            "The demonstration has no inbox: its files are made up.", "Leave --run out."
        )
    paths, settings = _open(_choose_run(run, [], ""))
    lines = _look_into_inbox(paths, replace=replace)
    for sentence in passed_over(lines, choose_for(paths, settings, _origin_of_run("", settings))):
        typer.echo(sentence)
    taken = sum(line.is_settled for line in lines)
    if not lines:
        typer.echo("The inbox, data/inbox, is empty. Next: docs/by-hand.md says what to put there.")
    elif taken == len(lines):
        typer.echo(f"All {taken} files are in place. Next: mobility run --run {run}")
    else:
        typer.echo(
            f"{taken} of {len(lines)} files are in place. Next: mend what is left in data/inbox, then "
            f"mobility run --run {run}"
        )
        raise typer.Exit(INCOMPLETE)


@app.command()
def sources(
    source: Annotated[
        list[str],
        typer.Argument(help="Sources to describe in full; default: a line for each source."),
    ] = [],  # noqa: B006
    run: RunOption = "real",
    data: DataOption = "",
    with_: WithOption = [],  # noqa: B006
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Ask the agencies whether the next edition is out (HEAD only)."
        ),
    ] = False,
    pins: Annotated[
        bool, typer.Option("--pins", help="Print the choice as pins for params.yaml.")
    ] = False,
) -> None:
    """The vintages a run would take of each source: from where, how large, how old, and what comes next.

    Nothing is fetched. The rule by which vintages are chosen is in docs/vintages.md.
    """
    from mobility_analysis.workflow.fetching.choice import choose_for
    from mobility_analysis.workflow.fetching.source_list import (
        print_next,
        print_offers,
        print_pins,
        print_sources,
    )
    from mobility_analysis.workflow.known_sources import check_names

    check_names(source)
    paths, settings = _open(_choose_run(run, [], data))
    choice = choose_for(paths, settings, _origin_of_run(data, settings), _options(with_))
    if pins:
        print_pins(choice)
    elif check:
        print_next(source)
    elif source:
        print_offers(choice, source)
    else:
        print_sources(choice)


@app.command()
def metrics() -> None:
    """The 26 metrics: which are built, and from what."""
    from mobility_analysis.framework.registry import registry
    from mobility_analysis.metrics import metric_modules

    modules = metric_modules()
    for pillar in registry().pillars:
        typer.echo(f"\n{pillar.label}")
        for metric in pillar.metrics:
            module = modules.get(metric.id)
            state = f"from {module.METRIC.needs}" if module else "not built yet"
            typer.echo(f"  {metric.id:30} {metric.label}  [{state}]")
    typer.echo(f"\n{len(modules)} of {len(registry().metrics)} built.")


@app.command()
def places(
    search: Annotated[str, typer.Argument(help="Part of a name.")] = "",
    state: Annotated[str, typer.Option(callback=not_blank, help="Postal code, such as OH.")] = "",
    run: RunOption = "",
) -> None:
    """The places that reports can be made for: code and name."""
    from mobility_analysis.workflow.residents import run_universe

    paths, _ = _open(run or default_run(project_root()))
    found = [
        ref
        for ref in run_universe(paths).places()
        if search.lower() in ref.name.lower() and (not state or ref.postal == state.upper())
    ]
    for ref in found:
        typer.echo(f"{ref.geoid}  {ref.label}")
    typer.echo(f"{len(found)} places.")


@app.command()
def doctor() -> None:
    """Check the installation: what is there, what is missing, and what to do about it."""
    from mobility_analysis.workflow.doctor import examine

    problems = 0
    for found in examine():
        typer.echo(f"{'ok ' if found.is_good else 'NO '} {found.what}: {found.remark}")
        problems += not found.is_good
    if problems:
        raise typer.Exit(1)


def main() -> None:
    """Entry point: what a user can mend prints without a traceback and carries its exit code."""
    mind_signals()
    try:
        app()
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        say_and_leave(type(error), error, error.__traceback__)
        sys.exit(1)


if __name__ == "__main__":
    main()
