"""Report: one folder per place, made only where something it depends on has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.place_names import find_places
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS, find_lens
from mobility_analysis.insights.peer_words import NO_PEERS
from mobility_analysis.insights.peers import find_peers
from mobility_analysis.press.translation import find_languages
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.workflow.place_requests import leave_out_own
from mobility_analysis.workflow.publishing.jobs import Job, MadeReport, PlaceRequest
from mobility_analysis.workflow.residents import run_universe


def make_reports(
    paths: RunPaths,
    places: Sequence[str],
    peers: Sequence[str] = (),
    *,
    peer_lens: str = DEFAULT_LENS,
    languages: Sequence[str] = (),
    address: str = "",
    say: Callable[[str], None] = print,
    force: bool = False,
) -> list[MadeReport]:
    """Make the report of each place (code or name); one that is up to date is left as it is.

    Without ``peers`` each place is compared with the three most like it under ``peer_lens``. ``languages`` are those
    besides English that briefs are written in, ``address`` is where reports can be read (:mod:`core.address`).

    Raises
    ------
    UsageError, UnknownPlace
        Before anything is made, if the lens, a language, a place or a peer is unknown or ambiguous, or a place
        would be its own only peer.
    ReportError
        After all others were made, naming the places whose report failed.
    """
    from mobility_analysis.workflow.publishing.batch import run_batch

    universe = run_universe(paths)
    named = find_places(universe, peers, say)
    asked, said = leave_out_own(find_places(universe, places, say), named)
    for line in said:
        say(line)
    return run_batch(
        paths, jobs_of(paths, asked, peer_lens, languages, address), say=say, force=force
    )


def jobs_of(
    paths: RunPaths,
    asked: Sequence[PlaceRequest],
    lens: str = DEFAULT_LENS,
    languages: Sequence[str] = (),
    address: str = "",
) -> list[Job]:
    """A job for each place: beside the peers named for it, itself left out, or those ``lens`` finds.

    Raises
    ------
    UsageError
        There is no such lens, no catalogue of one of ``languages``, or peers were named for an area of one's own.
    """
    lens = find_lens(lens).id
    codes = tuple(language.code for language in find_languages(languages))
    is_finding = any(not named for _, named in asked)
    factors = read_parquet(EstimatesFolder(paths.estimates).peer_factors) if is_finding else None
    jobs = []
    for place, named in asked:
        if place.level is Level.AREA:
            if named:
                raise UsageError(f"{place.label}: {NO_PEERS}", "Leave the peers out for it.")
            jobs.append(Job(place, (), lens, codes, address))
            continue
        if named or factors is None:
            others = dict.fromkeys(peer.geoid for peer in named if peer != place)
            jobs.append(Job(place, tuple(others), languages=codes, address=address))
            continue
        found = find_peers(factors, place.geoid, lens)
        jobs.append(Job(place, tuple(peer.geoid for peer in found), lens, codes, address))
    return jobs
