"""One hierarchy of errors that a data lead can act on.

Every :class:`MobilityError` says what happened and where, then what to do next. The command line
prints it without a traceback and exits with its ``exit_code``, and a notebook shows the two sentences and
no more. ``docs/errors.md`` shows each one.
"""

from __future__ import annotations


class MobilityError(Exception):
    """Base of every error a user can cause or mend.

    Parameters
    ----------
    what
        What happened and where, in one sentence.
    next_step
        What the reader should do now.
    """

    exit_code = 1

    def __init__(self, what: str, next_step: str = "") -> None:
        self.what = what
        self.next_step = next_step
        super().__init__(what)

    def __str__(self) -> str:
        lines = [f"{type(self).__name__}: {self.what}"]
        if self.next_step:
            lines.append(f"Next: {self.next_step}")
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback: IPython asks an error for this. A script shows its traceback."""
        return str(self).splitlines()

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.what, self.next_step))


class UsageError(MobilityError):
    """The command was called with something it cannot take."""

    exit_code = 2


class SettingsError(MobilityError):
    """``params.yaml`` or the registry holds an unknown key or a value of the wrong kind."""

    exit_code = 3


class UnknownPlace(UsageError):
    """No place, or more than one, answers to the name or code given."""


class MissingInput(MobilityError):
    """A file or table that a step needs is not there yet."""

    exit_code = 4


class DamagedTable(MissingInput):
    """A table that an earlier stage wrote can no longer be read."""


class NoPlaces(MissingInput):
    """No source that lists the places could be had: the one thing that no run can do without."""


class FetchError(MobilityError):
    """A download did not arrive whole."""

    exit_code = 5


class NotFound(FetchError):
    """The server, folder or archive has no such file."""


class Refused(FetchError):
    """The server refuses to give us the file."""


class Unreachable(FetchError):
    """The server does not answer, so its other files are not asked for."""


class TooSlow(Unreachable):
    """The server sends so slowly that the download is given up."""


class TooLarge(FetchError):
    """More bytes arrived, or were unpacked, than the file can have."""


class Unsafe(FetchError):
    """A redirect or a link leads where a file of this origin may not come from."""


class DiskTrouble(FetchError):
    """The disk is full or may not be written to: nothing more can be fetched."""


class TruncatedFile(FetchError):
    """Fewer bytes arrived than were promised, or an archive ends early."""


class NotData(FetchError):
    """A web page (or nothing) arrived where data was expected."""


class HashMismatch(FetchError):
    """The bytes are not those the snapshot record pins."""


class KeyNeeded(FetchError):
    """The agency wants an API key and none is set."""


class ManualExport(FetchError):
    """The agency offers this file only through a form; the steps are in the message."""


class MirrorsCopy(ManualExport):
    """A mirror's copy of such a file is there, which a run from the agencies does not take for an export."""


class SourceDrift(MobilityError):
    """A source file does not have the layout its parser was written for."""

    exit_code = 6


class BadValues(SourceDrift):
    """A source file has the right columns and impossible contents."""


class GateFailed(MobilityError):
    """Expectations failed; nothing was published."""

    exit_code = 7


class SealBroken(GateFailed):
    """Files were changed, added or removed since they passed the gate."""


class AnotherForm(MissingInput):
    """Outputs of another version of this package, which this one does not read."""


class EstimateError(MobilityError):
    """The estimates break their own contract."""

    exit_code = 8


class ReportError(MobilityError):
    """A report could not be made."""

    exit_code = 9


class PlanError(MobilityError):
    """A file of a plan lacks what a command asks, or cannot be read or replaced; it stays as it was."""

    exit_code = 11


class PlanIncomplete(MobilityError):
    """A gate of a plan's release does not hold, so nothing was released."""

    exit_code = 10


class OutOfMemory(MobilityError):
    """The computer ran out of memory."""

    exit_code = 12


class Stopped(MobilityError):
    """A person stopped the command with Ctrl-C."""

    exit_code = 130


class Terminated(Stopped):
    """The system, or somebody, asked the command to end."""

    exit_code = 143
