"""What of a place's own counts may be published: the key ``publish`` of ``plan.yaml``."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.io import read_yaml

# A count of one or two may tell a neighbor who is meant. Many agencies ask for 10 or 11.
LEAST_MASK = 3


class Publish(BaseModel):
    """Rules for what is printed for everyone.

    Attributes
    ----------
    smallest_count
        A count of people below it, other than 0, is in no public row.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    smallest_count: int = Field(default=LEAST_MASK, ge=LEAST_MASK)


def read_publish(settings: Path) -> Publish:
    """The key ``publish`` of a plan's settings, alone: a report does not depend on anything else in there.

    Raises
    ------
    SettingsError
        The file cannot be read, or ``publish`` holds something it cannot.
    """
    try:
        content = read_yaml(settings, dict)
    except OSError as error:
        raise SettingsError(
            f"{settings.parent.name}/{settings.name} cannot be opened ({error.strerror}).",
            "Look whether you may read it.",
        ) from error
    try:
        return Publish.model_validate(content.get("publish") or {})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(("publish", *map(str, first["loc"])))
        raise SettingsError(
            f"{settings.parent.name}/{settings.name}, {where}: {first['msg']}.",
            "Mend the key named; docs/planning.md lists what may stand there.",
        ) from error
