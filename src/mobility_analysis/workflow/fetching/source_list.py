"""The list of a run's sources: what it takes, from where, how old it is, and what comes next."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from mobility_analysis.core.head import Head, ask_head
from mobility_analysis.core.web import host_of
from mobility_analysis.framework.source import IF_THERE, ONLY_PINNED, Source
from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.aside import console
from mobility_analysis.workflow.fetching.choice import Choice
from mobility_analysis.workflow.fetching.offers import Offer, Way, download_megabytes

AT_ONCE = 8  # hosts asked at the same time, each for one file after another


@dataclass(frozen=True)
class Line:
    """One source in the list; all of it words."""

    source: str
    taken: str
    way: str
    size: str
    newest: str
    coming: str


def source_lines(choice: Choice, today: date) -> list[Line]:
    """A line for each source there is, in order of its id."""
    return [_line(module.SOURCE, choice, today) for module in source_modules().values()]


def _line(source: Source, choice: Choice, today: date) -> Line:
    taken = choice.taken.get(source.id, [])
    names = [offer.vintage.id for offer in taken]
    names += [f"{name} (pinned; not offered)" for name in choice.not_offered.get(source.id, [])]
    passed = [each.offer for each in choice.passed if each.offer.source.id == source.id]
    return Line(
        source=source.id,
        taken=shortened(names) or _instead(passed),
        way=", ".join(dict.fromkeys(str(offer.way) for offer in taken)),
        size=_size(taken),
        newest=max((offer.vintage.period for offer in taken), default="", key=_last_year),
        coming=_coming(source, taken, today),
    )


def _last_year(period: str) -> str:
    return period[-4:]


def shortened(names: Sequence[str]) -> str:
    """The newest vintage, and the number of the others."""
    return ", ".join(names) if len(names) < 4 else f"{names[-1]} and {len(names) - 1} others"


def _instead(passed: Sequence[Offer]) -> str:
    """How a source can be had of which the run takes nothing."""
    of_agency = {each.vintage.option for each in passed if each.way == Way.AGENCY}
    options = sorted(of_agency - {"", ONLY_PINNED, IF_THERE})
    if options:
        return f"nothing; --with {', '.join(options)}"
    return "nothing; by hand" if any(each.way == Way.BY_HAND for each in passed) else "nothing"


def megabytes_of(offers: Iterable[Offer]) -> float:
    """Megabytes over the network; a file that two vintages share counts once."""
    files = [file for each in offers if each.way == Way.AGENCY for file in each.vintage.files]
    return download_megabytes(files)


def _size(taken: Sequence[Offer]) -> str:
    over_network = [offer for offer in taken if offer.way == Way.AGENCY]
    if not over_network:
        return ""
    known = megabytes_of(over_network)
    return f"{known:,.0f} MB" if known else "not known"


# ------------------------------------------------------------------ what comes next


def due(source: Source) -> tuple[int, date] | None:
    """(year of the next edition, first day of the month in which it should come)."""
    newest = source.newest()
    if source.rhythm is None or newest is None:
        return None
    year = newest.year + source.rhythm.every
    return year, source.rhythm.out(year)


def _coming(source: Source, taken: Sequence[Offer], today: date) -> str:
    newest = source.newest()
    has = max((offer.vintage.year for offer in taken if not offer.vintage.covers), default=0)
    parts = []
    if newest is not None and taken and newest.year > has:
        parts.append(f"{newest.period} is out")
    expected = due(source)
    if expected is None:
        parts.append("" if source.cadence == "yearly" else source.cadence.partition(";")[0])
    else:
        year, day = expected
        when = f"{month_name[day.month]} {day.year}"
        parts.append(f"{year} {'was expected in' if day < today else 'due'} {when}")
    return "; ".join(filter(None, parts))


def ask_for_next(sources: Iterable[Source]) -> Iterator[tuple[Source, Head | None]]:
    """Whether the edition after the newest known one is out, by a HEAD request each.

    None where the source has no address to ask.
    """
    wanted = list(sources)
    by_host: dict[str, list[Source]] = {}
    for source in wanted:
        url = _address(source)
        if url:
            by_host.setdefault(host_of(url), []).append(source)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [each for of_host in pool.map(_ask_all, by_host.values()) for each in of_host]
    heads = {source.id: head for source, head in answers}
    yield from ((source, heads.get(source.id)) for source in wanted)


def _address(source: Source) -> str | None:
    return source.upcoming.files[0].addresses[0] if source.upcoming else None


def _ask_all(sources: Sequence[Source]) -> list[tuple[Source, Head]]:
    """Sources of one host, one after another."""
    return [(source, ask_head(url)) for source in sources if (url := _address(source))]


def next_told(source: Source, head: Head | None) -> str:
    """The agency's answer in words."""
    if source.upcoming is None or head is None:
        return f"no address to ask; look at {source.landing_page}"
    edition = source.upcoming.period
    if head.is_there is None:
        return f"{edition}: cannot be told ({head.remark})"
    if not head.is_there:
        return f"{edition} is not out"
    size = f", {head.megabytes:,.0f} MB" if head.megabytes else ""
    return f"{edition} is out{size}: declare it in the source's module"


# ------------------------------------------------------------------ printed


def print_sources(choice: Choice) -> None:
    """Print what a run takes of each source, and what comes next."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "Source", "Takes", "From", "Newest", "Download", "Next edition",
        box=SIMPLE_HEAD, padding=(0, 1, 0, 0),
    )  # fmt: skip
    lines = source_lines(choice, date.today())
    for line in lines:
        cells = (
            line.source,
            line.taken or "nothing",
            line.way,
            line.newest,
            line.size,
            line.coming,
        )
        table.add_row(*map(Text, cells))
    console().print(table)
    taken = [offer for offers in choice.taken.values() for offer in offers]
    by_hand = sum(offer.way == Way.BY_HAND for offer in taken)
    used = sum(bool(offers) for offers in choice.taken.values())
    megabytes = megabytes_of(taken)
    print(
        f"{len(taken)} vintages of {used} of {len(lines)} sources"
        + (f"; about {megabytes:,.0f} MB to download" if megabytes else "")
        + (f"; {by_hand} only by hand (docs/by-hand.md)" if by_hand else "")
        + "."
    )
    print("`mobility sources <source>` tells why a vintage is taken or passed over.")


def print_offers(choice: Choice, asked: Sequence[str]) -> None:
    """Everything about some sources: each vintage that could be had, and why it is taken or not."""
    for source_id in asked:
        source = source_modules()[source_id].SOURCE
        print(f"{source_id}: {source.agency}, {source.title}")
        print(f"  {source.landing_page}")
        for offer in choice.taken.get(source_id, []):
            print(f"  takes {offer.vintage.id}  ({offer.vintage.period}; {offer.way})")
        for name in choice.not_offered.get(source_id, []):
            print(f"  takes {name}  (pinned in params.yaml; not offered here)")
        for passed in choice.passed:
            if passed.offer.source.id == source_id:
                print(f"  not   {passed.offer.vintage.id}  ({passed.why})")
        if coming := _coming(source, choice.taken.get(source_id, []), date.today()):
            print(f"  next: {coming}")


def print_next(asked: Sequence[str]) -> None:
    """Ask the agencies which next editions are out, and print the answers."""
    modules = source_modules()
    wanted = [modules[each].SOURCE for each in asked or modules]
    told = [(source, head) for source, head in ask_for_next(wanted)]
    for source, head in told:
        if asked or head is not None:
            print(f"{source.id:36} {next_told(source, head)}")
    silent = [source.id for source, head in told if head is None]
    if silent and not asked:
        print(f"Without an address to ask: {', '.join(silent)}.")


def print_pins(choice: Choice) -> None:
    """The choice as it is written in ``params.yaml``, so that a later run takes the same vintages."""
    print("    pins:")
    for source_id, vintages in choice.sources.items():
        listed = f"[{', '.join(vintages)}]" if vintages else "none"
        print(f"      {source_id}: {listed}")
