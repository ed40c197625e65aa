"""Tables as keys of what was worked out from them."""

from __future__ import annotations

from typing import Any


class Same:
    """A table that equals only itself, whatever is in it, so that :func:`functools.lru_cache` takes it.

    It must not be changed in place, as none that reports share may be.

    Attributes
    ----------
    table
        The table. It is kept as long as the key is, so no other can come to have its identity.
    """

    __slots__ = ("table",)

    def __init__(self, table: Any) -> None:
        self.table = table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.table is self.table

    def __hash__(self) -> int:
        return id(self.table)
