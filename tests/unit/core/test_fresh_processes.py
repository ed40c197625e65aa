"""Work in other processes: its outcome, its errors, and a process that is killed."""

from __future__ import annotations

import os
import signal

import pytest

from mobility_analysis.core.errors import BadValues, MobilityError
from mobility_analysis.core.processes import fresh_processes

_told: list[str] = []


def _tell(word: str) -> None:
    _told.append(word)


def _answer(number: int) -> tuple[list[str], int]:
    return _told, number * 2


def _refuse(_: int) -> None:
    raise BadValues("It is no number.", "Write one.")


def _die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_each_process_is_prepared_and_answers_keep_their_order():
    with fresh_processes(2, _tell, "ready") as pool:
        assert list(pool.map(_answer, range(5))) == [(["ready"], 2 * i) for i in range(5)]
    assert _told == []  # nothing of this process is shared with them


def test_an_error_there_is_the_same_error_here():
    with (
        pytest.raises(BadValues, match=r"It is no number\.\nNext: Write one\."),
        fresh_processes(1) as pool,
    ):
        list(pool.map(_refuse, [1]))


def test_a_killed_process_is_told_in_plain_words():
    with (
        pytest.raises(MobilityError, match=r"stopped from outside.*\nNext: Most often memory"),
        fresh_processes(1) as pool,
    ):
        list(pool.map(_die, [1]))
