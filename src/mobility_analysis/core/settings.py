"""What a run may vary: ``params.yaml``, validated on load, unknown keys refused."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mobility_analysis.core.address import check_address
from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.io import read_yaml
from mobility_analysis.core.near_names import choose_from

# The origins of a run that are no folder and no address.
AGENCY: Final = "agency"
DEMONSTRATION: Final = "demonstration"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


NONE = "none"


def _listed(given: object) -> object:
    """One vintage may be written without brackets."""
    return (given,) if isinstance(given, str) and given != NONE else given


Address = Annotated[str, AfterValidator(check_address)]
Pin = Annotated[tuple[str, ...] | Literal["none"], BeforeValidator(_listed)]


class RunSettings(_Strict):
    """One run: where its sources come from, and which vintages are pinned.

    ``origin`` is ``agency``, ``demonstration``, or a folder or base URL laid out as
    ``<origin>/<source_id>/<vintage>/<file>``. Without ``peers``, each place's are found under the lens
    ``peer_lens`` (:mod:`insights.peers`). ``languages`` are those besides English that briefs and posters are written in
    (:mod:`press.translation`). ``address`` is where a place's report can be read, with ``{geoid}`` or ``{folder}`` in
    the place of its code or its folder's name; empty where reports have none.

    ``pins`` name the vintages of a source, or ``none``. For a source without a pin, vintages are chosen from
    what the origin offers (:mod:`workflow.fetching.choice`); where ``unpinned`` is ``none`` it is left out.
    ``plans`` name the places whose plan the stage ``plan`` refreshes and builds (:mod:`planning`).
    ``options`` name large downloads that a run takes besides, such as ``pums``.

    ``sources`` are the vintages of a run once they are chosen; ``params.yaml`` cannot hold them.
    """

    title: str
    origin: str
    seed: int = 20260101
    levels: tuple[Literal["nation", "state", "county", "place"], ...]
    places: tuple[str, ...] = Field(min_length=1)
    peers: tuple[str, ...] = ()
    peer_lens: str = "balanced"
    languages: tuple[str, ...] = ()
    address: Address = ""
    plans: tuple[str, ...] = ()
    pins: dict[str, Pin] = {}
    unpinned: Literal["chosen", "none"] = "chosen"
    options: tuple[str, ...] = ()
    sources: dict[str, tuple[str, ...]] = {}

    @property
    def is_demonstration(self) -> bool:
        """The run uses the made-up state and no real file."""
        return self.origin == DEMONSTRATION

    def taking(self, sources: Mapping[str, Sequence[str]]) -> RunSettings:
        """The settings with the vintages that were chosen."""
        chosen = {source: tuple(vintages) for source, vintages in sources.items()}
        return self.model_copy(update={"sources": chosen})


class Settings(_Strict):
    """The content of ``params.yaml``, checked on load."""

    runs: dict[Literal["demo", "real"], RunSettings]

    def run(self, name: str) -> RunSettings:
        """Return the settings of the run called ``name``.

        Raises
        ------
        SettingsError
            There is no such run.
        """
        for known, settings in self.runs.items():
            if known == name:
                return settings
        raise SettingsError(
            f"params.yaml has no run called {name!r}.", choose_from(name, self.runs)
        )


def load_settings(root: Path) -> Settings:
    """Read and check ``params.yaml`` in ``root``.

    Raises
    ------
    SettingsError
        Naming every unknown or wrong key, with the nearest known one.
    """
    path = root / "params.yaml"
    content = read_yaml(path, dict)
    _refuse_lists(path, content)
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        if "runs" not in content:
            raise SettingsError(
                f"{path} has no runs (its keys: {', '.join(map(str, list(content)[:6])) or 'none'}); it looks "
                "like another project's.",
                "Change into this project's folder, or set MOBILITY_ROOT to it; if this is the folder, restore "
                "the file from git.",
            ) from error
        problems = "; ".join(_problem(dict(item)) for item in error.errors())
        raise SettingsError(
            f"{path}: {problems}.", "Mend the keys named; the file's comments list what may vary."
        ) from error


def _refuse_lists(path: Path, content: dict[str, Any]) -> None:
    """Refuse the former key ``sources``: it held one run's choice, which is not valid for another."""
    runs = content.get("runs")
    for name, run in runs.items() if isinstance(runs, dict) else ():
        if isinstance(run, dict) and "sources" in run:
            raise SettingsError(
                f"{path}, run {name}: vintages are no longer listed under sources; they are chosen from what "
                "the origin offers.",
                "Delete the list; name under `pins:` only what must not be chosen (docs/vintages.md).",
            )


def _problem(item: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in item["loc"])
    if item["type"] != "extra_forbidden":
        return f"{where}: {item['msg'].removeprefix('Value error, ')}"
    key = str(item["loc"][-1])
    known = [*RunSettings.model_fields, *Settings.model_fields]
    near = difflib.get_close_matches(key, known, 1)
    return f"unknown key {where}" + (f" (did you mean {near[0]}?)" if near else "")
