"""Where the report of a place lies, also after its agency renamed the place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mobility_analysis.core.paths import RunPaths, folder_name
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.reporting.make.report_card import ReportCard, read_card


def report_folder(paths: RunPaths, place: PlaceRef) -> Path:
    """``reports/<run>/<geoid>-<slug>``."""
    return paths.reports / folder_name(place.geoid, place.label)


def take_over_renamed(target: Path) -> list[Path]:
    """Folders that hold the report of ``target``'s place under names it had before.

    If ``target`` does not exist yet, the newest of them becomes it. Copies of a report's folder that people made
    are not among them: their names do not fit the report inside.
    """
    geoid = target.name.partition("-")[0]
    pages = [page for page in target.parent.glob(f"{geoid}-*/report.html") if is_own_name(page)]
    pages.sort(key=lambda page: page.stat().st_mtime)
    others = [page.parent for page in pages if page.parent != target]
    if others and not target.exists():
        others.pop().rename(target)
    return others


def is_own_name(page: Path) -> bool:
    """Whether the folder of a report is called what its page says the report is about."""
    card = read_card(page)
    return card is not None and page.parent.name == folder_name(card.geoid, card.name)


def one_each(pages: Iterable[Path]) -> dict[Path, ReportCard | None]:
    """The pages of a run with what they are about: of each place the newest, copies that people made left out.

    A page that does not say which place it is about stays in, without a card.
    """
    newest: dict[str, tuple[float, Path, ReportCard]] = {}
    found: dict[Path, ReportCard | None] = {}
    for page in pages:
        card = read_card(page)
        if card is None:
            found[page] = None
        elif page.parent.name == folder_name(card.geoid, card.name):
            time = page.stat().st_mtime
            if card.geoid not in newest or newest[card.geoid][0] < time:
                newest[card.geoid] = (time, page, card)
    return found | {page: card for _, page, card in newest.values()}
