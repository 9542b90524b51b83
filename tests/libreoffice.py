"""LibreOffice as a second opinion: many workbooks through one start, in a profile of their own."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SOFFICE = shutil.which("soffice")
_SECONDS = 300
# Commas, double quotes, UTF-8, from line 1; no text is quoted for being one; the ninth part: each cell as it is shown.
_CSV_AS_SHOWN = ":Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false"
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

_LIBRARY = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Module1"/></library:library>
"""
_MODULE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{basic}
</script:module>
"""
_EDIT = """
Sub {name}
  Dim args(0) As New com.sun.star.beans.PropertyValue
  args(0).Name = "Hidden": args(0).Value = True
  doc = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, args())
  For index = 0 To doc.Sheets.Count - 1
    doc.Sheets.getByIndex(index).unprotect("")
  Next index
  {edit}
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName": saved(0).Value = "Calc MS Excel 2007 XML"
  doc.storeToURL("{target}", saved())
  doc.close(True)
End Sub
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


def save_as(paths: Sequence[Path], into: Path, suffix: str) -> list[Path]:
    """Open the workbooks in one start of LibreOffice and save each in another format, `xls` or `ods`, in `into`.

    Raises
    ------
    RuntimeError
        soffice is missing or left a file out.

    """
    return _convert(paths, into, suffix, hard=False)


def as_shown(paths: Sequence[Path], into: Path) -> list[list[list[str]]]:
    """Return for each workbook the rows of its first sheet as LibreOffice shows them, read in one start of it.

    The files made on the way lie in `into`; no two workbooks may have the same stem.

    Raises
    ------
    RuntimeError
        soffice is missing or left a file out.

    """
    made = _convert(paths, into, "csv", hard=False, options=_CSV_AS_SHOWN)
    return [list(csv.reader(path.read_text("utf-8").splitlines())) for path in made]


def edit(path: Path, into: Path, edits: Mapping[str, str]) -> dict[str, Path]:
    """Open a workbook in LibreOffice once for each edit, lift the protection, run the edit, save it as .xlsx in `into`.

    An edit is Basic, with `doc` the workbook. All are made in one start.

    Raises
    ------
    RuntimeError
        soffice is missing or left a file out.

    """
    made = {name: into / f"{index}.xlsx" for index, name in enumerate(edits)}
    subs = [
        _EDIT.format(name=f"Edit{index}", source=path.as_uri(), edit=edit, target=made[name].as_uri())
        for index, (name, edit) in enumerate(edits.items())
    ]
    calls = "\n".join(f"Edit{index}" for index in range(len(edits)))
    basic = "\n".join([*subs, f"Sub All\nOn Error Resume Next\n{calls}\nEnd Sub"])
    if _SOFFICE is None:
        message = "soffice is not installed"
        raise RuntimeError(message)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        start = [_SOFFICE, f"-env:UserInstallation={Path(name).as_uri()}", "--headless", "--norestore"]
        subprocess.run([*start, "--terminate_after_init"], capture_output=True, timeout=_SECONDS, check=False)
        library = Path(name) / "user" / "basic" / "Standard"
        (library / "script.xlb").write_text(_LIBRARY, "utf-8")
        (library / "Module1.xba").write_text(_MODULE.format(basic=escape(basic, quote=False)), "utf-8")
        macro = [*start, "macro:///Standard.Module1.All"]
        subprocess.run(macro, capture_output=True, timeout=_SECONDS, check=False)
    missing = [name for name, each in made.items() if not each.is_file()]
    if missing:
        message = f"LibreOffice left out {missing}"
        raise RuntimeError(message)
    return made


def _convert(paths: Sequence[Path], into: Path, suffix: str, *, hard: bool, options: str = "") -> list[Path]:
    if _SOFFICE is None:
        message = "soffice is not installed"
        raise RuntimeError(message)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        profile = Path(name)
        if hard:
            (profile / "user").mkdir()
            (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
        start = [_SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        command = [*start, "--convert-to", suffix + options, "--outdir", str(into), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    made = [into / f"{path.stem}.{suffix}" for path in paths]
    missing = [path.name for path in made if not path.is_file()]
    if missing:
        message = f"LibreOffice left out {missing}: {done.stderr or done.stdout}"
        raise RuntimeError(message)
    return made
