"""Reading and writing tables and the agencies' files; what is written appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice, pairwise
from pathlib import Path
from typing import IO, Any

import pandas as pd
import yaml

from mobility_analysis.core.answers import HEAD, reject_web_page
from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.delimited import plain_table, whole_numbers
from mobility_analysis.core.errors import (
    BadValues,
    DamagedTable,
    MissingInput,
    MobilityError,
    NotData,
    SettingsError,
    SourceDrift,
)
from mobility_analysis.core.packed import AGAIN, GENERAL_LIMIT, archive_errors, bounded, pieces

# An unpacked file up to this size is kept in memory, a larger one in a temporary file.
SPOOL = 1 << 30
# A file too long for memory is parsed in pieces of this size.
PIECES = 8
# Few enough that one group is read in a hundredth of a second, many enough that most measures need two or three.
ROWS_IN_A_GROUP = 1 << 16
# The stage that writes each folder of data/.
STAGES = {"interim": "parse", "estimates": "estimate", "findings": "report", "quality": "check"}


class _Once:
    """A reader of YAML that refuses a key that stands twice: the library takes the last one and says nothing."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if not isinstance(key, yaml.ScalarNode):
                continue
            if (key.tag, key.value) in seen:
                problem = f"{key.value!r} stands here a second time"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add((key.tag, key.value))
        return super().construct_mapping(node, deep)  # type: ignore[misc]


class _Reader(_Once, yaml.SafeLoader):
    """The library's own reader."""


class _FastReader(_Once, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same rules in C, ten times as fast; a build of the library may lack it."""


def write_text(target: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with Unix line ends; the file appears whole or not at all."""
    with atomic_path(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_parquet(frame: pd.DataFrame, target: Path) -> None:
    """Write ``frame`` as Parquet (zstd, no index); the file appears whole or not at all."""
    with atomic_path(target) as temporary:
        frame.to_parquet(temporary, index=False, compression="zstd")


def write_searched_parquet(frame: pd.DataFrame, target: Path) -> None:
    """The same for a large table of which single measures are read.

    In groups of rows, of which a reader opens those that can hold what it asks for; and without dictionaries of numbers,
    which differ from row to row and take more room so.
    """
    import pyarrow as pa

    schema = pa.Schema.from_pandas(frame, preserve_index=False)
    repeated = [
        f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name
        for field in schema
        if not pa.types.is_floating(field.type)
    ]
    with atomic_path(target) as temporary:
        frame.to_parquet(
            temporary,
            index=False,
            compression="zstd",
            row_group_size=ROWS_IN_A_GROUP,
            use_dictionary=repeated,
        )


def write_feather(frame: pd.DataFrame, target: Path) -> None:
    """Write a table of text that one later stage reads once: in half of the time that Parquet takes."""
    with atomic_path(target) as temporary:
        frame.to_feather(temporary, compression="zstd")


def write_csv(frame: pd.DataFrame, target: Path) -> None:
    """UTF-8, Unix line ends, empty cell for missing."""
    with atomic_path(target) as temporary:
        frame.to_csv(temporary, index=False, lineterminator="\n")


def read_parquet(path: Path, columns: list[str] | None = None, **kwargs: Any) -> pd.DataFrame:
    """Read a table that an earlier stage wrote.

    Raises
    ------
    MissingInput
        There is no such file yet.
    DamagedTable
        The file is damaged.
    """
    if not path.is_file():
        raise MissingInput(
            f"{path} is not there yet.", "Run the pipeline first: `make report` or `mobility run`."
        )
    with _damage_told(path):
        return pd.read_parquet(path, columns=columns, **kwargs)


def read_feather(path: Path) -> pd.DataFrame:
    """Read what :func:`write_feather` wrote.

    Raises
    ------
    DamagedTable
        The file is damaged.
    """
    with _damage_told(path):
        return pd.read_feather(path)


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # of a damaged file the library raises errors of any kind
        if isinstance(error, OSError) and error.errno:  # the disk fails, not the table
            raise
        raise _damaged_table(path, error) from error


def _damaged_table(path: Path, error: Exception) -> DamagedTable:
    said = (str(error).splitlines() or [type(error).__name__])[0]
    what = f"{path} cannot be read ({said[:200]})."
    for folder, run in pairwise(path.parts):
        if folder in STAGES:
            return DamagedTable(
                what,
                f"Delete it and run the {STAGES[folder]} stage again, which writes it: "
                f"`mobility run --run {run}`.",
            )
    return DamagedTable(what, "Restore it, or run again what writes it.")


def read_yaml(path: Path, kind: type | None = None) -> Any:
    """The content of a YAML file.

    Parameters
    ----------
    kind
        What the file must hold: ``dict`` or ``list``. ``None`` accepts anything.

    Raises
    ------
    MissingInput
        It is not there.
    SettingsError
        It is not UTF-8 text, breaks YAML's rules, or holds something else; the line is named.
    """
    if not path.is_file():
        raise MissingInput(f"{path} is not there.", "Restore it from git.")
    content = path.read_bytes()
    try:
        # Not the stream itself: YAML would take UTF-16 too.
        found = _parsed(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"{path}, line {line}: not UTF-8 text.",
            "Save the file as UTF-8, or restore it from git.",
        ) from error
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise SettingsError(
            f"{path}{_yaml_trouble(error, content)}.",
            "Mend that line, or restore the file from git.",
        ) from error
    if kind is not None and not isinstance(found, kind):
        words: dict[type, str] = {
            type(None): "is empty",
            dict: "holds names with values",
            list: "holds a list",
        }
        wanted = "a list" if kind is list else "names with values"
        raise SettingsError(
            f"{path} {words.get(type(found), 'holds one value')}; it must hold {wanted}.",
            "Restore it from git, or mend it.",
        )
    return found


def _parsed(text: str) -> Any:
    """The content of a YAML text; the slower reader is asked where the fast one fails, since it says better why."""
    try:
        return yaml.load(text, Loader=_FastReader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return yaml.load(text, Loader=_Reader)


def _yaml_trouble(error: Exception, content: bytes) -> str:
    """``, line 7: what is wrong there``."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        # The line where a quotation or list begins helps more than the end of the file.
        start = getattr(error, "context_mark", None)
        begun = f" (begun in line {start.line + 1})" if start and start.line != mark.line else ""
        problem = getattr(error, "problem", None) or "broken YAML"
        return f", line {mark.line + 1}: {problem}{begun}"
    if isinstance(error, yaml.reader.ReaderError):
        text = content.decode("utf-8-sig")
        line = text.count("\n", 0, error.position) + 1
        return f", line {line}: a character that no text holds (code {error.character})"
    if isinstance(error, RecursionError):
        return ": nested too deeply"
    return f": {error}"


# ------------------------------------------------------------------ agency files


def find_raw(folder: Path, name: str) -> Path:
    """The raw file ``name``, or a packed copy of it (``name.gz``, or a ``.zip`` of the same stem)."""
    for candidate in (folder / name, folder / f"{name}.gz", (folder / name).with_suffix(".zip")):
        if candidate.is_file():
            return candidate
    raise MissingInput(
        f"{folder} has no file {name} (nor {name}.gz, nor a .zip of that name).",
        "Fetch the source again: `mobility fetch`, or check the mirror's folder.",
    )


@contextmanager
def open_raw(path: Path, *, unpack: bool = True, most: int = GENERAL_LIMIT) -> Iterator[IO[bytes]]:
    """Open an agency file for reading bytes; ``.gz`` and one-file ``.zip`` are unpacked on the way.

    ``unpack=False`` gives the bytes as they are, for archives that are the data (shapefiles).

    Raises
    ------
    NotData
        The file is empty.
    TruncatedFile
        It ends early or is damaged.
    TooLarge
        It unpacks to more than ``most`` bytes.
    SourceDrift
        It is locked, packed by an unknown method, or a zip of more than one file.
    """
    _reject_empty(path)
    # Where the archive itself is the data the caller opens it; its errors are reported the same way.
    with archive_errors(path.name):
        if not _is_packed(path, unpack):
            with path.open("rb") as stream:
                yield stream
            return
        with tempfile.SpooledTemporaryFile(SPOOL) as content:
            for piece in pieces(path, most):
                content.write(piece)
            content.seek(0)
            yield content


def _reject_empty(path: Path) -> None:
    if path.stat().st_size == 0:
        raise NotData(f"{path.name} is empty.", AGAIN)


def _is_packed(path: Path, unpack: bool) -> bool:
    return unpack and path.suffix in (".gz", ".zip")


def raw_pieces(path: Path, name: str | None = None, most: int = GENERAL_LIMIT) -> Iterator[bytes]:
    """The content of ``name`` in pieces, unpacked where ``path`` is a packed copy.

    Raises
    ------
    NotData, TruncatedFile, TooLarge, SourceDrift
        As :func:`open_raw`.
    """
    _reject_empty(path)
    if _is_packed(path, path.name != name):
        yield from pieces(path, most)
        return
    with path.open("rb") as stream:
        yield from bounded(stream, path.name, most)


def content_sha256(
    path: Path, name: str | None = None, most: int = GENERAL_LIMIT
) -> tuple[str, int]:
    """(sha256, bytes) of the content of ``name``; raises as :func:`raw_pieces`."""
    digest, size = hashlib.sha256(), 0
    for piece in raw_pieces(path, name, most):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def read_json(path: Path, expected: str) -> Any:
    """The content of a JSON file, packed or not; ``expected`` says what it should be.

    Raises
    ------
    NotData
        A web page or an error message.
    SourceDrift
        It is no JSON, or nested deeper than any data is.
    """
    with open_raw(path) as stream:
        content = stream.read()
    reject_web_page(content[:HEAD], path.name)
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SourceDrift(
            f"{path.name} is not {expected} ({error}).",
            "Fetch it again: a partial answer is cut off in the middle.",
        ) from error


@contextmanager
def reader_errors(name: str, kind: str) -> Iterator[None]:
    """Turn whatever a library raises over a damaged binary file into one of our errors.

    Raises
    ------
    SourceDrift
        The file cannot be read as ``kind``.
    """
    try:
        yield
    except MobilityError:
        raise
    except BaseException as error:
        # A reader written in Rust may panic, which Python does not count as an Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise SourceDrift(
            f"{name} cannot be read as {kind} ({str(error)[:200] or type(error).__name__}).",
            "Fetch it again with `mobility fetch --refresh`.",
        ) from error


def read_delimited(
    path: Path,
    *,
    encoding: str = "utf-8-sig",
    sep: str = ",",
    columns: list[str] | None = None,
    skiprows: int | list[int] = 0,
    **options: Any,
) -> pd.DataFrame:
    """Read an agency's delimited text as **text**, keeping codes and leading zeros.

    Parameters
    ----------
    columns
        Columns that must be there; others are left out. ``None`` keeps all.

    Raises
    ------
    NotData, TruncatedFile
        Empty file, web page, broken archive.
    SourceDrift
        Wrong encoding, or a column is gone; the message names every missing one.
    """
    with open_raw(path) as stream:
        reject_web_page(stream.read(HEAD), path.name)
        stream.seek(0)
        try:
            if not skiprows and not options:
                frame = plain_table(stream.read(), encoding, sep, columns)
                if frame is not None:
                    return frame
                stream.seek(0)
            frame = pd.read_csv(
                stream,
                encoding=encoding,
                sep=sep,
                dtype=str,
                keep_default_na=False,
                skiprows=skiprows,
                **options,
            )
        except UnicodeError as error:
            raise SourceDrift(
                f"{path.name} is not {encoding} text ({error}).",
                "The file was probably saved again by a spreadsheet: fetch the agency's own.",
            ) from error
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise SourceDrift(
                f"{path.name} cannot be read as a table ({error}).",
                "Compare it with the agency's page; fetch it again if it was cut.",
            ) from error
    if columns is not None:
        require_columns(frame, columns, path.name)
        frame = frame[columns]
    return frame


def read_filtered(
    path: Path,
    columns: list[str],
    keep: Callable[[pd.DataFrame], pd.Series],
    *,
    encoding: str = "latin-1",
    sep: str = ",",
) -> pd.DataFrame:
    """The named columns of the rows that ``keep`` selects, of a file too long for memory.

    Otherwise as :func:`read_in_pieces`.
    """
    found = read_in_pieces(path, columns, encoding=encoding, sep=sep)
    return pd.concat([piece[keep(piece)] for piece in found], ignore_index=True)


def read_in_pieces(
    path: Path, columns: list[str], *, encoding: str = "utf-8-sig", sep: str = ","
) -> Iterator[pd.DataFrame]:
    """The named columns as text, some megabytes of the file at a time, unpacked on the way.

    A row should be a line: a line break within a value may be refused. Raises as :func:`read_delimited`.
    """
    # pandas' own reader of streams is not used: after an error its threads may go on running.
    for block in _blocks_of_lines(path):
        with reader_errors(path.name, "a delimited table"):
            text = block if encoding == "utf-8" else block.decode(encoding).encode()
            piece = _parse_block(text, columns, sep, path.name)
        yield piece


def _parse_block(text: bytes, columns: list[str], sep: str, name: str) -> pd.DataFrame:
    import pyarrow as pa
    from pyarrow import csv

    parse = csv.ParseOptions(delimiter=sep)
    head = csv.read_csv(pa.BufferReader(text[: text.find(b"\n") + 1]), parse_options=parse)
    require_columns(pd.DataFrame(columns=head.column_names), columns, name)
    table = csv.read_csv(
        pa.BufferReader(text),
        read_options=csv.ReadOptions(use_threads=False, block_size=len(text)),
        parse_options=parse,
        convert_options=csv.ConvertOptions(
            include_columns=columns, column_types=dict.fromkeys(columns, pa.string())
        ),
    )
    return table.to_pandas()


def _blocks_of_lines(path: Path) -> Iterator[bytes]:
    """Whole lines, some megabytes at a time, each time below the first line of the file.

    A web page is refused.
    """
    found = raw_pieces(path)
    head = rest = b""
    while block := b"".join(islice(found, PIECES)):
        if not head:
            reject_web_page(block[:HEAD], path.name)
            head = block[: block.find(b"\n") + 1]
            block = block[len(head) :]
        block = rest + block
        end = block.rfind(b"\n") + 1
        rest = block[end:]
        yield head + block[:end]
    yield head + rest


def require_columns(frame: pd.DataFrame, columns: list[str], name: str) -> None:
    """Raise :class:`SourceDrift` naming every column of ``columns`` that ``frame`` lacks."""
    gone = [column for column in columns if column not in frame.columns]
    if gone:
        raise SourceDrift(
            f"{name}: column{'s' if len(gone) > 1 else ''} {', '.join(gone)} "
            f"{'are' if len(gone) > 1 else 'is'} gone ({len(frame.columns)} columns found: "
            f"{', '.join(map(str, list(frame.columns)[:8]))}…).",
            "Compare the file with the agency's data dictionary; if a column was renamed, "
            "add the year to the source's column table.",
        )


def require_unique(frame: pd.DataFrame, key: list[str], name: str) -> None:
    """Raise :class:`BadValues` with sample rows if ``key`` does not identify a row."""
    twice = frame[frame.duplicated(key, keep=False)]
    if len(twice):
        sample = twice[key].drop_duplicates().head(3).to_dict("records")
        raise BadValues(
            f"{name}: {len(twice)} rows share a key ({', '.join(key)}), for example {sample}.",
            "A file may be repeated or stacked: check the raw folder and the source's notes.",
        )


def require_codes(codes: pd.Series, width: int, name: str) -> None:
    """Raise :class:`BadValues` if codes are not ``width`` digits: lost zeros are never guessed."""
    bad = codes[~codes.astype(str).str.fullmatch(rf"[0-9]{{{width}}}")]
    if len(bad):
        raise BadValues(
            f"{name}: {len(bad)} codes are not {width} digits, for example "
            f"{', '.join(map(repr, bad.head(3)))}. Leading zeros were lost.",
            "Fetch the agency's own file; a spreadsheet has turned the codes into numbers.",
        )


def to_number(text: pd.Series, name: str, missing: tuple[str, ...] = ("",)) -> pd.Series:
    """Numbers from agency text; ``missing`` codes become NaN, anything else raises BadValues."""
    cleaned = text.str.strip().str.replace(",", "", regex=False)
    known_missing = cleaned.isin(missing)
    present = cleaned.mask(known_missing)
    if (whole := whole_numbers(present)) is not None:
        return whole
    numbers = pd.to_numeric(present, errors="coerce")
    odd = cleaned[numbers.isna() & ~known_missing & cleaned.notna()]
    if len(odd):
        raise BadValues(
            f"{name}: {len(odd)} cells are neither numbers nor known codes, for example "
            f"{', '.join(map(repr, odd.unique()[:3]))}.",
            "If the agency added a code, give it a reason in the source's module.",
        )
    return numbers
