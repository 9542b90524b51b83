"""Paths of this machine, and addresses of what lies elsewhere, read through fsspec as if they were paths."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, cast

from xlgen.finding import UsageError, mistake

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
"""Two letters at least before the colon: one is a drive."""


def place(given: Path | str) -> Path:
    """Return the path that is meant; of an address something that does all that a path does.

    Raises
    ------
    UsageError
        It is an address of a kind that is not installed.

    """
    if isinstance(given, Path) or not _ADDRESS.match(given):
        return Path(given)
    try:
        from upath import UPath  # noqa: PLC0415 - an extra

        return cast("Path", UPath(given))
    except ImportError as error:
        raise UsageError(given, mistake("address-not-installed")) from error
    except ValueError as error:  # nobody knows such addresses
        raise UsageError(given, mistake("address-unreadable", reason=type(error).__name__)) from error


def exists(path: Path) -> bool:
    """Return whether a path or an address leads anywhere.

    Raises
    ------
    UsageError
        An address cannot be reached; what stands behind it raises what it likes.

    """
    try:
        return path.exists()
    except ImportError as error:  # fsspec is there, what reads this kind is not: it names it in the error before
        package = getattr(error.__cause__, "name", None) or getattr(error, "name", None) or "fsspec"
        raise UsageError(str(path), mistake("address-driver", package=package)) from error
    except Exception as error:
        raise UsageError(str(path), mistake("address-unreadable", reason=type(error).__name__)) from error
