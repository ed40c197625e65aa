"""What a source module declares: where a product lives and how it may be used.

A module under ``sources/<agency>/<product>.py`` holds

* ``SOURCE``: a :class:`Source`;
* ``read(raw, vintage)``: the agency's bytes as text tables with the agency's own column names;
* ``tidy(tables, vintage)``: those tables as one frame per *kind*, with our names and units, codes as
  text, sentinels turned into reasons.

The gate (Great Expectations) stands between ``read`` and ``tidy``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mobility_analysis.core.errors import SettingsError

US_GOV_WORK = "Public domain (work of the United States government)"
# The option of vintages that a run takes only where params.yaml pins them.
ONLY_PINNED = "only pinned"
# The option of vintages that a run takes where they are at hand, but never asks anyone to fetch or export.
IF_THERE = "if there"


class PassingOn(StrEnum):
    """Whether values that rest on a source may be passed on in a data release (:mod:`dataset`)."""

    FREE = "free"
    WITH_CONDITIONS = "with_conditions"
    UNKNOWN = "unknown"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True)
class RemoteFile:
    """One file of a vintage.

    Attributes
    ----------
    name
        File name in the raw folder, unpacked (a mirror may hold ``name.gz``).
    url
        Official address; ``None`` when the agency offers only a manual export.
    member
        Path inside the zip at ``url`` that becomes ``name``.
    mirrors
        Other addresses of the same file, asked in this order where the one before does not give it;
        archives last. One that ends in ``.zip`` holds the file, or the ``member``.
    steps
        What a person does to get the file, when ``url`` is ``None`` or no address gives it.
    key_env
        Environment variable with the agency's API key, sent as ``key=`` and never logged.
    is_paged
        The answer is JSON in pages, each naming the ``next``; stored as one list of pages.
    is_signed
        The answer is JSON with one address in it, good for minutes, that gives the file (or the archive).
    is_optional
        A copy of the vintage without this file is used as it is; what rests on it is left out.
    megabytes
        About how much is downloaded (the whole archive, where the file is in one), if known; 10^6 bytes.
    """

    name: str
    url: str | None = None
    member: str | None = None
    steps: str = ""
    key_env: str | None = None
    is_paged: bool = False
    is_signed: bool = False
    is_optional: bool = False
    mirrors: tuple[str, ...] = ()
    megabytes: float | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of the file in the order in which they are asked."""
        return tuple(filter(None, (self.url, *self.mirrors)))


@dataclass(frozen=True)
class Vintage:
    """One release of a product.

    Attributes
    ----------
    id
        Folder name, as in ``<origin>/<source_id>/<vintage>/``.
    year
        Label year of the values inside (the last year of a period).
    period
        Years the values cover, such as ``2018-2022``.
    geo_vintage
        Year whose county list the file uses (see ``geography.universe``).
    layout
        Which header shape the parser meets.
    covers
        Where the file covers only a part of the nation: first digits of the codes of the places in it, of
        states (``25``) or counties (``21111``).
    kinds
        Kinds of table in it, where it does not hold all that its source provides; ``kind:part`` where one
        vintage has a part of a table and another the rest.
    option
        The name after ``--with`` without which a run does not take it from the agencies: it is large.
    slot
        What it is an edition of, if not of its period: of all editions in one slot only the newest is needed.
    beside
        A kind of table that must be taken in the same slot, too: values of groups need those of everyone.
    """

    id: str
    year: int
    period: str
    geo_vintage: int
    files: tuple[RemoteFile, ...]
    layout: str = ""
    covers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    option: str = ""
    slot: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Rhythm:
    """When an agency publishes: the edition of year Y in ``month`` of Y + ``years_after``.

    Attributes
    ----------
    every
        Years between two editions.
    cited
        The agency's page of its calendar, where one is known; ``docs/addresses.md`` tells how sure the months are.
    """

    month: int
    years_after: int
    every: int = 1
    cited: str = ""

    def out(self, year: int) -> date:
        """First day of the month in which the edition of ``year`` should come."""
        return date(year + self.years_after, self.month, 1)


@dataclass(frozen=True)
class ByHand:
    """What a person should know who gets a product's files by hand (docs/by-hand.md).

    Attributes
    ----------
    minutes
        About how long one edition takes.
    terms
        What must be agreed to, registered for or paid; what may not be passed on.
    without
        What a run does without it.
    """

    minutes: int
    terms: str
    without: str


@dataclass(frozen=True)
class Source:
    """One agency product. One record answers every question about provenance.

    Attributes
    ----------
    renderings
        Layouts of one edition, best first; those not named come last, the later declared before the earlier.
    rhythm
        When editions come; none where they come irregularly or no more.
    ended
        Why no further edition comes, in a sentence; empty where one may.
    is_lasting
        Its editions are of no years of their own (outlines, lists of places): one serves values of many years.
    upcoming
        The edition after the newest declared one, at the address it should have.
    passing_on
        Whether what rests on it may be passed on; a source that does not say so is held back.
    passing_on_of
        The same of single vintages, by id, where their terms are others.
    """

    id: str
    agency: str
    title: str
    landing_page: str
    citation: str
    licence: str
    each_row_is: str
    provides: tuple[str, ...]
    vintages: Mapping[str, Vintage]
    cadence: str = "yearly"
    warnings: tuple[str, ...] = field(default=())
    renderings: tuple[str, ...] = ()
    rhythm: Rhythm | None = None
    ended: str = ""
    is_lasting: bool = False
    upcoming: Vintage | None = None
    by_hand: ByHand | None = None
    passing_on: PassingOn = PassingOn.UNKNOWN
    passing_on_of: Mapping[str, PassingOn] = field(default_factory=dict)

    def passing_on_for(self, vintage_id: str) -> PassingOn:
        """Whether what rests on a vintage may be passed on."""
        return self.passing_on_of.get(vintage_id, self.passing_on)

    def kinds_of(self, vintage: Vintage) -> frozenset[str]:
        """Kinds of tidy table in one of its vintages, without naming parts of them."""
        return frozenset(kind.partition(":")[0] for kind in vintage.kinds or self.provides)

    def newest(self, kinds: Collection[str] = ()) -> Vintage | None:
        """The newest edition of the nation that this record knows; of any of ``kinds``, where these are given."""
        national = [
            vintage
            for vintage in self.vintages.values()
            if not vintage.covers
            and vintage.option != ONLY_PINNED
            and (not kinds or self.kinds_of(vintage) & set(kinds))
        ]
        return max(national, key=lambda vintage: vintage.year, default=None)

    def vintage(self, vintage_id: str) -> Vintage:
        """The vintage of that id, or :class:`SettingsError` listing the ones there are."""
        try:
            return self.vintages[vintage_id]
        except KeyError:
            known = ", ".join(list(self.vintages)[:40])
            raise SettingsError(
                f"Source {self.id} has no vintage {vintage_id!r}.",
                f"Use one of: {known}; or declare the new release in the source's module.",
            ) from None


def archived(url: str, year: int) -> str:
    """The copy of ``url`` that the Internet Archive took nearest to ``year``, as it was served (``id_``)."""
    return f"https://web.archive.org/web/{year}id_/{url}"


def by_id(*vintages: Vintage) -> dict[str, Vintage]:
    """Return ``vintages`` by their ids, in the order given."""
    return {vintage.id: vintage for vintage in vintages}
