"""LibreOffice as a second opinion: many workbooks through one start, in a profile of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

_SOFFICE = shutil.which("soffice")
_SECONDS = 300
# 0 is "always": without it LibreOffice shows the values stored in the file and computes nothing.
_ALWAYS_RECALCULATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

requires_libreoffice = pytest.mark.skipif(
    _SOFFICE is None and os.environ.get("XLGEN_REQUIRE_LIBREOFFICE") != "1",
    reason="soffice is not installed (XLGEN_REQUIRE_LIBREOFFICE=1 makes this a failure)",
)
"""Marks a test that needs soffice. With XLGEN_REQUIRE_LIBREOFFICE=1 it fails instead of being skipped."""


def recalculate(paths: Sequence[Path], into: Path, *, hard: bool = True) -> list[Path]:
    """Open the workbooks in one start of LibreOffice, save each as .xlsx in `into`, return those paths.

    `hard` recalculates every formula on opening; LibreOffice's default, without, is to show stored values.

    Raises
    ------
    ValueError
        Two files have the same stem, or one lies in `into`.
    RuntimeError
        soffice is missing or left a file out.

    """
    if len({path.stem for path in paths}) < len(paths) or any(path.parent == into for path in paths):
        message = "the workbooks would overwrite each other"
        raise ValueError(message)
    return _convert(paths, into, "xlsx", hard=hard)


def to_pdf(path: Path, into: Path) -> Path:
    """Print the workbook as LibreOffice shows it, with stored values, to a PDF in `into`.

    Raises
    ------
    RuntimeError
        soffice is missing or made no PDF.

    """
    return _convert([path], into, "pdf", hard=False)[0]


def convert(paths: Sequence[Path], into: Path, suffix: str) -> list[Path]:
    """Save the workbooks in another format (`xls`) in `into`, formulas recalculated, and return those paths.

    Raises
    ------
    RuntimeError
        soffice is missing or left a file out.

    """
    return _convert(paths, into, suffix, hard=True)


def _convert(paths: Sequence[Path], into: Path, suffix: str, *, hard: bool) -> list[Path]:
    if _SOFFICE is None:
        message = "soffice is not installed"
        raise RuntimeError(message)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        profile = Path(name)
        if hard:
            (profile / "user").mkdir()
            (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
        options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", suffix]
        command = [_SOFFICE, *options, "--outdir", str(into), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    made = [into / f"{path.stem}.{suffix}" for path in paths]
    missing = [path.name for path in made if not path.is_file()]
    if missing:
        message = f"LibreOffice left out {missing}: {done.stderr or done.stdout}"
        raise RuntimeError(message)
    return made
