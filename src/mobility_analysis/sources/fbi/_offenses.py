"""Which class each offense of the incident-based system belongs to.

Violent and property crime are the FBI's index offenses; crimes against persons and against property are
the system's own, wider classes (NIBRS User Manual, appendix on crimes against persons, property and
society). Money laundering and everything against society are in none.
"""

from __future__ import annotations

import re

from mobility_analysis.core.errors import BadValues

CLASSES = ("violent", "property", "against_persons", "against_property")
RAPE = ("rape", "sodomy", "sexual assault with an object")
LARCENY = (
    "all other larceny",
    "pocket-picking",
    "purse-snatching",
    "shoplifting",
    "theft from building",
    "theft from coin-operated machine or device",
    "theft from motor vehicle",
    "theft of motor vehicle parts/accessories",
)
VIOLENT = (*RAPE, "murder/nonnegligent manslaughter", "robbery", "aggravated assault")
PROPERTY = (*LARCENY, "burglary/breaking and entering", "motor vehicle theft")
PERSONS = (
    *RAPE,
    "murder/nonnegligent manslaughter",
    "negligent manslaughter",
    "aggravated assault",
    "simple assault",
    "intimidation",
    "kidnapping/abduction",
    "fondling",
    "incest",
    "statutory rape",
    "human trafficking",
)
AGAINST_PROPERTY = (
    *PROPERTY,
    "robbery",
    "arson",
    "bribery",
    "counterfeiting/forgery",
    "destruction/damage/vandalism of property",
    "embezzlement",
    "extortion/blackmail",
    "credit card/atm fraud",
    "false pretenses/swindle/confidence game",
    "hacking/computer invasion",
    "identity theft",
    "impersonation",
    "welfare fraud",
    "wire fraud",
    "stolen property offenses",
)
# Known, and in no class: money laundering and offenses against society.
NONE = (
    "money laundering",
    "animal cruelty",
    "betting/wagering",
    "drug/narcotic violations",
    "drug equipment violations",
    "gambling",
    "operating/promoting/assisting gambling",
    "sports tampering",
    "pornography/obscene material",
    "prostitution",
    "assisting or promoting prostitution",
    "purchasing prostitution",
    "weapon law violations",
    "justifiable homicide",
    "explosives",
    "import violations",
    "export violations",
    "federal",
    "immigration",
    "fugitive",
    "treason",
    "espionage",
    "illegal entry",
    "false citizenship",
    "smuggling aliens",
    "re-entry",
    "failure to register",
    "flight",
    "violation of",
    "commerce violations",
)
# Some releases put the group in front: "sex offenses - rape".
_GROUP = re.compile(
    r"^(assault|sex|larceny/theft|fraud|homicide|gambling|prostitution|drug/narcotic) offenses - |"
    r"^weapon law violations - "
)


def classes_of(label: str, name: str) -> tuple[str, ...]:
    """Classes of an offense by its label.

    Raises
    ------
    BadValues
        The label is unknown; leaving it out would lower a rate unnoticed.
    """
    plain = _GROUP.sub("", label.strip().lower())
    lists = (VIOLENT, PROPERTY, PERSONS, AGAINST_PROPERTY)
    found = tuple(
        kind for kind, known in zip(CLASSES, lists, strict=True) if _is_one_of(plain, known)
    )
    if not found and plain and not plain.startswith(NONE):
        raise BadValues(
            f"{name}: unknown offense {label!r}.",
            "Give it a class in sources/fbi/_offenses.py, by the FBI's User Manual.",
        )
    return found


def _is_one_of(plain: str, known: tuple[str, ...]) -> bool:
    """Whether ``plain`` is a label of ``known``, a bracketed or dashed addition aside."""
    return any(plain == k or plain.startswith((f"{k} (", f"{k} - ")) for k in known)
