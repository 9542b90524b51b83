"""What was read of pieces of files, by the pieces themselves: most of a form is as in the file read before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

K = TypeVar("K", bound="Hashable")
V = TypeVar("V")

MOST: Final = 1_000_000
"""Characters of pieces that are kept at least, twice as many at most."""


class Known(Generic[K, V]):
    """What pieces of files mean; those long unasked for are forgotten. For one thread only.

    A piece must mean the same wherever it stands: whatever else it depends on is part of its key.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held = 0
        self._young: dict[K, tuple[V, int]] = {}
        self._old: dict[K, tuple[V, int]] = {}

    def get(self, key: K) -> V | None:
        """Return what a piece means, None where it was not seen of late."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is None:
                return None
            self.keep(key, *found)
        return found[0]

    def keep(self, key: K, meaning: V, size: int) -> None:
        """Remember a piece of so many characters; one that is very large is not worth it."""
        if size > self._most // 4:
            return
        if self._held + size > self._most:
            self._old, self._young, self._held = self._young, {}, 0
        self._young[key] = meaning, size
        self._held += size
