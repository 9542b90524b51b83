"""Lays down the folder of an office that works by double-clicking, and finds what lies in it."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, Final

from xlgen import files, ledger, template, terms
from xlgen.finding import UsageError, mistake
from xlgen.verbs import new_roster

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROGRAM: Final = "program"
"""Where an installation of the office's own lies, in the folder itself; the scripts look there first."""
_NOT_FOUND: Final = f"{PROGRAM}/not-found.txt"

# Nothing but ASCII: cmd reads a script in the code page of the console, whatever it was written in. pushd, because cd
# does not go to a share. Every line that people read comes from the program, or from a file that an editor opens.
_BATCH: Final = r"""@echo off
setlocal
pushd "%~dp0"
set "PYTHON={program}\Scripts\python.exe"
if not exist "%PYTHON%" set "PYTHON={elsewhere}"
if not exist "%PYTHON%" (
    start "" notepad.exe "{program}\not-found.txt"
    exit /b 2
)
"%PYTHON%" -m xlgen office {command} . %*
popd
pause
"""
_SHELL: Final = """#!/bin/sh
cd "$(dirname "$0")" || exit 2
python={program}/bin/python
[ -x "$python" ] || python={elsewhere}
if [ -x "$python" ]; then
    "$python" -m xlgen office {command} . "$@"
else
    cat {program}/not-found.txt
    (exit 2)
fi
code=$?
if [ -t 0 ]; then
    printf '\\n{close}'
    read -r _
fi
exit $code
"""


def lay_down(folder: Path, python: Path, form: str | None = None) -> None:
    """Make the folders, the scripts that run xlgen by `python`, and the manual; with `form`, an empty project list.

    What the office put there stays; scripts and manual are written anew.

    Raises
    ------
    UsageError
        There is no such form, or the folder cannot be written.

    """
    empty = folder / terms.OFFICE_LISTS / f"{terms.ROSTER_TITLE}.xlsx"
    if form is not None and not empty.exists():
        new_roster.begin(form, empty)
    for name in terms.OFFICE_FOLDERS:
        try:
            (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(str(folder / name), mistake("not-writable")) from error
    for name, content in _scripts(python).items():
        files.save(folder / name, content)
        if name.endswith(".sh"):
            (folder / name).chmod(0o755)
    files.save(folder / _NOT_FOUND, _for_editors(terms.OFFICE_NO_PROGRAM))
    for path in sorted((template.shipped("samples") / terms.MANUAL).glob("*.html")):
        files.save(folder / path.name, path.read_bytes())


def _scripts(python: Path) -> dict[str, bytes]:
    """Return the scripts: name → content."""
    found: dict[str, bytes] = {}
    for name, verb in terms.OFFICE_SCRIPTS.items():
        batch = _BATCH.format(program=PROGRAM, elsewhere=for_batch(str(python), os.environ), command=verb)
        shell = _SHELL.format(
            program=PROGRAM, elsewhere=shlex.quote(str(python)), command=verb, close=terms.OFFICE_CLOSE
        )
        found[f"{name}.bat"] = batch.replace("\n", "\r\n").encode("ascii")
        found[f"{name}.sh"] = shell.encode()
    return found


def for_batch(path: str, environment: Mapping[str, str]) -> str:
    """Return a path as a batch file may hold it: in ASCII, or empty where that cannot be.

    A user's own folder often bears the user's name, so it is written as its variable.
    """
    written = path.replace("%", "%%")
    home = environment.get("USERPROFILE", "")
    if home and written.startswith(home):
        written = f"%USERPROFILE%{written.removeprefix(home)}"
    return written if written.isascii() else ""


def _for_editors(text: str) -> bytes:
    """Return a text as the editors of old and new Windows read it."""
    return ("\ufeff" + text).replace("\n", "\r\n").encode()


def within(folder: Path, name: str) -> Path:
    """Return one of the folders of an office's folder.

    Raises
    ------
    UsageError
        The folder was not made by `lay_down`.

    """
    if not (folder / name).is_dir():
        raise UsageError(str(folder), mistake("office-folder-missing", word=name))
    return folder / name


def roster_in(folder: Path) -> Path:
    """Return the one project list, or the folder where JSON records lie.

    Raises
    ------
    UsageError
        There is none, or there are several.

    """
    place = within(folder, terms.OFFICE_LISTS)
    kept = [path for path in sorted(place.iterdir()) if not path.name.startswith(("~$", "."))]
    lists = [path for path in kept if path.suffix.lower() in {".xlsx", ".xls"}]
    records = [path for path in kept if path.suffix.lower() == ".json"]
    if len(lists) + bool(records) > 1:
        names = "、".join(path.name for path in (*lists, *records[:1]))
        raise UsageError(str(place), mistake("office-lists-several", found=names))
    if not lists and not records:
        raise UsageError(str(place), mistake("office-list-missing", wanted=terms.ROSTER_FILE))
    return lists[0] if lists else place


def templates_in(folder: Path) -> list[Path]:
    """Return the folder of the office's own forms, where it has any."""
    place = folder / terms.OFFICE_FORMS
    return [place] if any(place.glob("*.toml")) else []


def ledger_in(folder: Path) -> Path:
    """Return the ledger of what was issued.

    Raises
    ------
    UsageError
        Nothing was issued yet.

    """
    path = within(folder, terms.OFFICE_ISSUED) / ledger.FILE_NAME
    if not path.is_file():
        raise UsageError(str(path.parent), mistake("office-not-issued"))
    return path
