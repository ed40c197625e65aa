"""Where files come from: the agency, or a mirror that is a folder or a base URL.

A mirror holds ``<origin>/<source_id>/<vintage>/<file>``, where a file may be packed (``<file>.gz`` or a
``.zip`` of the same stem). Every origin puts a complete file into a folder; it does not
check the content against a record.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit, urlunsplit

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.disk import disk_errors
from mobility_analysis.core.download import Patience, Show, download, show_nothing
from mobility_analysis.core.errors import (
    FetchError,
    KeyNeeded,
    ManualExport,
    MissingInput,
    NotData,
    NotFound,
    Refused,
    SourceDrift,
    TooLarge,
    TooSlow,
    Unreachable,
    Unsafe,
)
from mobility_analysis.core.io import find_raw, write_text
from mobility_analysis.core.masking import redact, shown
from mobility_analysis.core.packed import GENERAL_LIMIT, archive_errors, bounded, is_clutter
from mobility_analysis.core.settings import AGENCY
from mobility_analysis.core.web import host_of
from mobility_analysis.framework.source import RemoteFile, Source, Vintage


@dataclass(frozen=True)
class Wanted:
    """A file of a vintage that an origin is asked for.

    ``most`` is how many bytes it may have, unpacked, and ``most_sent`` how many an agency's server
    may send for it.
    """

    source: Source
    vintage: Vintage
    file: RemoteFile
    most: int = GENERAL_LIMIT
    most_sent: int = GENERAL_LIMIT

    @property
    def folder(self) -> str:
        """The vintage's folder within an origin, ``<source_id>/<vintage>``."""
        return f"{self.source.id}/{self.vintage.id}"


class Origin(Protocol):
    """``is_partial``: a vintage may be incomplete there. ``name`` is shown to people and compared."""

    is_partial: bool

    @property
    def name(self) -> str:
        """The origin's name, for messages and records."""

    def bring(self, wanted: Wanted, folder: Path) -> Path:
        """The path in ``folder`` of the file, or of a packed copy; raises :class:`FetchError`."""
        ...


def origin_of(origin: str, patience: Patience | None = None, show: Show = show_nothing) -> Origin:
    """The origin of that name, folder or address.

    Raises
    ------
    MissingInput
        No such folder.
    """
    if origin == AGENCY:
        return Agency(patience, show)
    if is_url(origin):
        return MirrorUrl(patience, show, origin)
    folder = Path(origin).expanduser()
    if not folder.is_dir():
        raise MissingInput(
            f"{redact(origin)}: no such folder.", "Give the mirror's folder or base URL."
        )
    return MirrorFolder(folder)


def is_url(origin: str) -> bool:
    """Whether ``origin`` is an address on the web and not a folder."""
    return origin.lower().startswith(("http://", "https://"))


@dataclass
class MirrorFolder:
    """A folder with copies of the agencies' files."""

    folder: Path
    is_partial: bool = True

    @property
    def name(self) -> str:
        """The folder's path, for messages and records."""
        return str(self.folder)

    def bring(self, wanted: Wanted, folder: Path) -> Path:
        """Copy the file, packed or not, into ``folder`` and return its path.

        Raises
        ------
        NotFound
            The mirror does not have the file.
        TooLarge
            The file is larger than it can be.
        """
        name = wanted.file.name
        try:
            found = find_raw(self.folder / wanted.folder, name)
        except MissingInput as error:
            raise NotFound(error.what, "Check the mirror's folders and file names.") from None
        real = self._within(found)
        if real.stat().st_size > wanted.most:
            raise TooLarge(
                f"{found} has more than {wanted.most:,} bytes, more than the file can have.",
                "It is not the agency's file. If the agency's has grown that much, accept it with "
                "`mobility fetch --refresh`.",
            )
        with disk_errors(name), atomic_path(folder / found.name) as temporary:
            shutil.copyfile(real, temporary)
        return folder / found.name

    def _within(self, found: Path) -> Path:
        """Where the file really is; the mirror's folder itself may be a link."""
        real = found.resolve()
        if not real.is_relative_to(self.folder.resolve()):
            raise Unsafe(
                f"{found} is a link out of the mirror, to {real}.",
                "Put the file itself into the mirror's folder.",
            )
        return real


@dataclass
class _Web:
    """Asks servers; one that does not answer, or refuses the key, is not asked for its other files."""

    patience: Patience | None
    show: Show
    given_up: dict[str, FetchError] = field(default_factory=dict, init=False)

    def get(
        self, url: str, target: Path, key_env: str | None = None, most: int = GENERAL_LIMIT
    ) -> Path:
        host = host_of(url)
        if host in self.given_up:
            raise self._again(url, self.given_up[host])
        try:
            return download(
                url, target, key_env=key_env, most=most, patience=self.patience, show=self.show
            )
        except (Unreachable, KeyNeeded) as error:
            self.given_up[host] = error
            raise

    def _again(self, url: str, error: FetchError) -> FetchError:
        """The error of the server's first file, with this file's name."""
        if isinstance(error, KeyNeeded):  # the message is about the key, not about a file
            return error
        return type(error)(
            f"{shown(url)}: not asked for, because {host_of(url)} did not give the file before it.",
            error.next_step,
        )


@dataclass
class MirrorUrl(_Web):
    """A web server with copies of the agencies' files."""

    base: str
    is_partial: bool = True

    @property
    def name(self) -> str:
        """The server's address without secrets, for messages and records."""
        return shown(self.base)

    def bring(self, wanted: Wanted, folder: Path) -> Path:
        """Download the file, or a packed copy of it.

        Some servers answer 403 for a file that they do not have, so the packed copy is asked for then, too; but
        if both are refused, the file counts as refused and not as absent.
        """
        file = wanted.file
        packed = (f"{file.name}.gz", Path(file.name).with_suffix(".zip").name)
        refusal: Refused | None = None
        for name in dict.fromkeys((file.name, *packed)):
            try:
                return self.get(
                    self._address(f"{wanted.folder}/{name}"), folder / name, most=wanted.most
                )
            except NotFound:
                continue
            except Refused as error:
                refusal = refusal or error
        raise refusal or NotFound(
            f"{shown(self._address(wanted.folder))} has no file {file.name} "
            f"(nor {' nor '.join(packed)}).",
            "Check the mirror's address and file names.",
        )

    def _address(self, path: str) -> str:
        """Below the base, before its query, where some stores want a token."""
        parts = urlsplit(self.base)
        return urlunsplit(
            parts._replace(path=f"{parts.path.rstrip('/')}/{quote(path)}", fragment="")
        )


@dataclass
class Agency(_Web):
    """``gave``: the address that a file came from, where it was not its first one."""

    is_partial: bool = False
    gave: dict[str, str] = field(default_factory=dict, init=False)

    @property
    def name(self) -> str:
        """The word for the agencies in records."""
        return AGENCY

    def bring(self, wanted: Wanted, folder: Path) -> Path:
        """Download the file from the first of its addresses that gives it, and return its path.

        Raises
        ------
        ManualExport
            The file has no address: a person must export it.
        FetchError
            No address gave the file; the error names each of them.
        """
        file = wanted.file
        if not file.addresses:
            raise ManualExport(
                f"to be exported by hand. {file.steps}".strip(),
                "Drop the files into data/inbox under any name, zipped or not, and run the same command again: "
                "it recognises, checks and records them (docs/by-hand.md). Files saved under their names in "
                f"data/raw/real/{wanted.folder}/ are taken too.",
            )
        failures: list[FetchError] = []
        for url in file.addresses:
            try:
                path = self._from(url, wanted, folder)
                if failures:
                    self.gave[f"{wanted.folder}/{file.name}"] = url
                return path
            except FetchError as error:
                if not _may_stand_elsewhere(error):
                    raise
                failures.append(error)
        raise _every_failure(failures, file)

    def _from(self, url: str, wanted: Wanted, folder: Path) -> Path:
        """The file as that one address has it."""
        file = wanted.file
        if file.is_paged:
            return self._all_pages(file, url, folder)
        if file.is_signed:
            archive = self._signed(file, url, folder)
            return extract_member(archive, file.member or "", folder / file.name, wanted.most)
        is_in_zip = url == file.url or urlsplit(url).path.lower().endswith(".zip")
        if file.member is not None and is_in_zip:
            archive = self._archive(file, url, folder, wanted.most_sent)
            return extract_member(archive, file.member, folder / file.name, wanted.most)
        target = folder / _name_served(file.name, url)
        return self.get(url, target, file.key_env, min(wanted.most, wanted.most_sent))

    def _archive(self, file: RemoteFile, url: str, folder: Path, most: int) -> Path:
        """The zip that holds the file; often one archive holds all files of a vintage."""
        name = Path(urlsplit(url).path).name or "archive.zip"
        # Two addresses may have different archives of the same name.
        is_other = url != file.url
        target = folder / "archives" / (f"{file.mirrors.index(url)}-{name}" if is_other else name)
        return target if target.is_file() else self.get(url, target, file.key_env, most)

    def _signed(self, file: RemoteFile, url: str, folder: Path) -> Path:
        """The archive at the address that the answer at ``url`` names.

        It is asked for anew each time, because the address is good for minutes only.
        """
        answer = folder / "pages" / f"{file.name}.address"
        addresses = list(_page(self.get(url, answer, file.key_env), url).values())
        if not addresses:
            raise NotFound(f"{shown(url)} names no address.", "The file may not be published yet.")
        address = str(addresses[0])
        is_weaker = urlsplit(address).scheme not in ("https", urlsplit(url).scheme)
        if len(addresses) > 1 or is_weaker or not urlsplit(address).hostname:
            raise SourceDrift(
                f"{shown(url)} does not name one address of a file, but {shown(address)[:80]!r}.",
                "Open the address in a browser; correct it in the source's module.",
            )
        archive = folder / "archives" / (Path(urlsplit(address).path).name or "archive.zip")
        return archive if archive.is_file() else self.get(address, archive)

    def _all_pages(self, file: RemoteFile, first: str, folder: Path) -> Path:
        """A paged JSON answer (``next`` names the following page) as one list of pages."""
        pages: list[dict[str, Any]] = []
        url: str | None = first
        while url:
            # An address inside an answer is followed only if it is on the same server.
            if not _is_same_server(first, url):
                raise SourceDrift(
                    f"page {len(pages)} of {shown(first)} leads to another server, {shown(url)}.",
                    "Open the address in a browser; correct it in the source's module.",
                )
            page = self.get(url, folder / "pages" / f"{file.name}.{len(pages)}", file.key_env)
            pages.append(_page(page, url))
            url = pages[-1].get("next")
        with disk_errors(file.name):
            write_text(folder / file.name, json.dumps(pages))
        shutil.rmtree(folder / "pages")
        return folder / file.name


def _may_stand_elsewhere(error: FetchError) -> bool:
    """Whether another address of the file is worth asking.

    It is when this one lacks the file, refuses it, answers with a web page, fails or is silent.
    """
    return type(error) in (NotFound, Refused, Unreachable, TooSlow, NotData, FetchError)


def _every_failure(failures: list[FetchError], file: RemoteFile) -> FetchError:
    """One error for a file that no address gave.

    It was "not found" only if every address says so: one that is silent may still have it.
    """
    graver = [error for error in failures if not isinstance(error, NotFound)]
    kind = type((graver or failures)[0])
    steps = list(dict.fromkeys(error.next_step for error in (graver or failures)))
    if file.steps:
        steps.append(f"By hand: {file.steps}")
    if len(failures) == 1:
        return kind(failures[0].what, "\n      ".join(steps))
    told = "; ".join(error.what.rstrip(".") for error in failures)
    return kind(f"none of {len(failures)} addresses gave it: {told}.", "\n      ".join(steps))


def _is_same_server(first: str, url: str) -> bool:
    """The same host, and not an open connection after an encrypted one."""
    is_weaker = urlsplit(first).scheme == "https" != urlsplit(url).scheme
    return urlsplit(url).hostname == urlsplit(first).hostname and not is_weaker


def _page(path: Path, url: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        content = None
    finally:
        path.unlink()
    if not isinstance(content, dict):
        raise FetchError(f"{shown(url)} is not a page of JSON.", "Fetch it again later.")
    return content


def _name_served(name: str, url: str) -> str:
    """``name``, or the name of the zip in which the agency serves the one file."""
    is_packed = urlsplit(url).path.endswith(".zip") and not name.endswith(".zip")
    return Path(name).with_suffix(".zip").name if is_packed else name


def extract_member(archive: Path, member: str, target: Path, most: int = GENERAL_LIMIT) -> Path:
    """Put ``member`` of the zip at ``target``; agencies move files between folders of an archive.

    Raises
    ------
    NotFound
        No member of that path, nor exactly one of that file name.
    TruncatedFile, SourceDrift
        The archive is cut short or damaged; locked, or packed by an unknown method.
    TooLarge
        The member has more than ``most`` bytes.
    """
    with (
        archive_errors(archive.name),
        zipfile.ZipFile(archive) as packed,
        packed.open(_member(packed, archive.name, member)) as source,
        disk_errors(target.name),
        atomic_path(target) as temporary,
        temporary.open("wb") as out,
    ):
        for piece in bounded(source, f"{member} in {archive.name}", most):
            out.write(piece)
    return target


def _member(packed: zipfile.ZipFile, archive: str, member: str) -> str:
    names = [name for name in packed.namelist() if not is_clutter(name)]
    if member in names:
        return member
    last = member.rpartition("/")[2].lower()
    alike = [name for name in names if name.rpartition("/")[2].lower() == last]
    if len(alike) == 1:
        return alike[0]
    raise NotFound(
        f"{archive} holds no {member}; it holds {', '.join(names[:8])}"
        f"{'…' if len(names) > 8 else ''}.",
        "If the agency renamed the file, correct `member` in the source's module.",
    )
