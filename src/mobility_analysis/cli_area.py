"""``mobility area``: areas of one's own, added up from counties or census tracts.

Heavy imports wait until a command needs them, so that help is instant.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mobility_analysis.cli_options import RunOption, not_blank
from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.runs.estimates_folder import default_run
from mobility_analysis.workflow.place_requests import split_places

if TYPE_CHECKING:
    from mobility_analysis.core.settings import RunSettings

area_app = typer.Typer(
    name="area",
    help="Areas of your own (a region, a council district, a few tracts): their numbers are added up, and they get a "
    "report like a county's.",
    no_args_is_help=True,
)
NameArgument = Annotated[str, typer.Argument(help='What people call it, such as "East side".')]


def _open(run: str) -> tuple[RunPaths, RunSettings]:
    from mobility_analysis.framework.chosen import run_settings

    root = project_root()
    name = run or default_run(root)
    if name not in ("demo", "real"):
        raise UsageError(f"--run cannot be {name!r}.", "Use demo or real.")
    return RunPaths(root, name), run_settings(root, name)


@area_app.command()
def add(
    name: NameArgument,
    counties: Annotated[
        list[str],
        typer.Option(
            "--counties",
            callback=not_blank,
            help='Whole counties, by code or name: 39153,39133 or "Summit County, OH; Portage County, OH"; may be '
            "repeated.",
        ),
    ] = [],  # noqa: B006
    tracts: Annotated[
        list[str],
        typer.Option(
            "--tracts",
            callback=not_blank,
            help="Census tracts by their eleven digits, separated by commas; may be repeated.",
        ),
    ] = [],  # noqa: B006
    geojson: Annotated[
        Path | None,
        typer.Option(
            "--geojson",
            help="A GeoJSON file with one polygon in longitude and latitude. Of a tract that it cuts the part of the "
            "land inside is taken for the part of the people.",
        ),
    ] = None,
    census: Annotated[
        int, typer.Option("--census", help="The census whose tracts --tracts are: 2020 or 2010.")
    ] = 2020,
    run: RunOption = "",
) -> None:
    """Add an area: check what it is made of, write areas/<name>.yaml, add its numbers up.

    Then `mobility report -c "<name>"` makes its report. Nothing of the national run is made anew.
    """
    from mobility_analysis.workflow.area_checks import Wanted
    from mobility_analysis.workflow.areas import add_area

    paths, settings = _open(run)
    codes = [code for each in tracts for code in each.replace(";", ",").replace(",", " ").split()]
    wanted = Wanted(name, split_places(counties), codes, geojson, census)
    area = add_area(paths, settings, wanted, typer.echo)
    typer.echo(f"Next: mobility report -c {area.code} --run {paths.run}")


@area_app.command("list")
def list_(run: RunOption = "") -> None:
    """The areas there are: code, name, what each is made of, and whether its numbers are up to date with the run."""
    from mobility_analysis.geography.areas import list_areas
    from mobility_analysis.runs.area_folder import is_up_to_date

    paths, _ = _open(run)
    areas = list_areas(paths.root)
    if not areas:
        typer.echo('No area was added yet: mobility area add "East side" --counties 39153,39133')
    for area in areas:
        parts = area.made_of.counted(len(area.parts)) if area.parts else "a boundary"
        state = (
            "up to date" if is_up_to_date(paths, area) else "to be added up: mobility area refresh"
        )
        typer.echo(f"{area.code}  {area.ref.label}: {parts}; run {paths.run}: {state}")


@area_app.command()
def refresh(run: RunOption = "") -> None:
    """Add up anew every area whose definition or run has changed since. `mobility report` does it where needed."""
    from mobility_analysis.workflow.areas import refresh_areas

    paths, settings = _open(run)
    if not refresh_areas(paths, settings, None, typer.echo):
        typer.echo("Every area is up to date.")


@area_app.command()
def remove(name: NameArgument) -> None:
    """Remove an area and its numbers. Its reports and its plan stay where they are."""
    from mobility_analysis.workflow.areas import remove_area, the_area

    root = project_root()
    area = the_area(root, name)
    remove_area(root, area)
    typer.echo(f"Removed: {area.ref.label} ({area.code}).")
