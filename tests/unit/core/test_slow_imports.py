"""Skipping the grammar of web addresses costs jsonschema the check of such addresses, and no other."""

from __future__ import annotations

import subprocess
import sys

CODE = """
from mobility_analysis.core.slow_imports import skip_iri_grammar
{skip}
from jsonschema import FormatChecker
print(*sorted(FormatChecker.checkers))
"""


def _checks(skip: str) -> set[str]:
    command = [sys.executable, "-c", CODE.format(skip=skip)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(found.stdout.split())


def test_only_the_check_of_web_addresses_is_lost() -> None:
    assert _checks("") - _checks("skip_iri_grammar()") == {"iri", "iri-reference"}
