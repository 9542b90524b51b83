"""The one door to records: JSON files, folders of them, and project lists as workbooks."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xlgen import formula, layout, terms
from xlgen import template as templates
from xlgen.finding import Mistake, RosterError, UsageError, mistake
from xlgen.model import Record
from xlgen.roster import html_tables, project_list, records, sheets, xls
from xlgen.roster.records import shaped
from xlgen.strict import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlgen.roster.grid import Grid
    from xlgen.roster.project_list import Listing
    from xlgen.template import Template

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED = (
    *(SyntaxError, LookupError, ValueError, ArithmeticError, TypeError, AttributeError, AssertionError, RuntimeError),
    *(OSError, EOFError, MemoryError, zipfile.BadZipFile, zlib.error, struct.error),
)
"""What the libraries raise on a damaged file: they trust what they read, and stumble wherever it is wrong."""
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xlsb", ".csv"})


@dataclass(frozen=True, slots=True)
class Roster:
    """What a list holds: the records, each with its form, and the columns of a workbook that nothing was read from.

    Of those, `unsourced` hold amounts that could not be issued because the list does not say of which source.
    """

    records: tuple[tuple[Record, Template], ...]
    unused: tuple[str, ...] = ()
    unsourced: tuple[str, ...] = ()


def read_records(
    source: Path, folders: tuple[Path, ...] = (), form: str | None = None
) -> list[tuple[Record, Template]]:
    """Return the records of `read_roster` alone.

    Raises
    ------
    UsageError, RosterError
        As `read_roster`.

    """
    return list(read_roster(source, folders, form).records)


def read_roster(source: Path, folders: tuple[Path, ...] = (), form: str | None = None) -> Roster:
    """Return the records in a project list (.xlsx, .xls), a JSON file or a folder of JSON files.

    What a file is, is told from its content. `form` is the form's id where records name none; where both do, they
    must agree.

    Raises
    ------
    UsageError
        There is no such file or folder, or no record in it.
    RosterError
        Records have mistakes; all are named, each with file and path, or with sheet and cell.

    """
    if source.is_dir():
        return Roster(tuple(records.read(source, folders, form)))
    grids = _grids(source, _bytes(source))
    if grids is None:
        return Roster(tuple(records.read(source, folders, form)))
    template = _template(source, grids, folders, form)
    return _checked(source, project_list.read(grids, template), template)


def read_grids(source: Path) -> list[Grid]:
    """Return the sheets of a workbook.

    Raises
    ------
    UsageError, RosterError
        There is no such file, or it is no workbook.

    """
    grids = _grids(source, _bytes(source))
    if not grids:
        raise RosterError(str(source), mistake("roster-unreadable"))
    return grids


def _bytes(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as error:
        raise UsageError(str(source), mistake("file-unreadable", wanted=terms.ROSTER_FILE)) from error


def _grids(source: Path, raw: bytes) -> list[Grid] | None:
    """Return the sheets of a workbook, or None where the file is none and may hold JSON."""
    if raw.startswith(_ZIP):
        from xlgen.roster import xlsx  # noqa: PLC0415 - openpyxl loads much, and those who verify read no list

        reading = xlsx.grids
    elif raw.startswith(_OLE):
        reading = xls.grids
    elif html_tables.is_html(raw):
        reading = html_tables.grids
    elif source.suffix.lower() in _WORKBOOKS:
        raise RosterError(str(source), mistake("roster-unreadable"))
    else:
        return None
    try:
        return reading(raw)
    except _DAMAGED as error:
        raise RosterError(str(source), mistake("roster-unreadable")) from error


def _template(source: Path, grids: Sequence[Grid], folders: tuple[Path, ...], form: str | None) -> Template:
    named = sheets.named_forms(grids)
    if len(named) > 1:
        found = "、".join(f"{each}（{place}）" for each, place in named.items())
        raise RosterError(str(source), mistake("forms-several", found=found))
    for each, place in named.items():
        if form is not None and each != form:
            raise RosterError(str(source), mistake("form-differs", place, found=each, wanted=form))
    wanted = form or next(iter(named), None)
    if wanted is None:
        raise RosterError(str(source), mistake("form-missing", terms.FORM_COLUMN, wanted=terms.FORM_ID))
    forms = templates.library(folders)
    forms.refuse_faulty(wanted)
    if wanted not in forms:
        near = nearest(wanted, forms)
        raise RosterError(
            str(source), mistake("name-unknown", named.get(wanted, ""), word=wanted, wanted=terms.FORM_ID, near=near)
        )
    return forms[wanted]


def _checked(source: Path, listing: Listing, template: Template) -> Roster:
    """Return the records; where anything is wrong, all mistakes are gathered, those of the form's own rules too."""
    found: list[Record] = []
    mistakes = listing.mistakes
    for project in listing.projects.values():
        if not project.content["indicators"] and not template.scored:  # told of already
            continue
        record = shaped(project.content, template)
        if isinstance(record, Record):
            found.append(replace(record, places=project.places))
        else:
            places = {each.place for each in mistakes}
            placed = (each.at(project.place(each.place)) for each in record)
            mistakes.extend(each for each in placed if each.place not in places)
    if not found and not mistakes:
        raise UsageError(str(source), mistake("no-record", wanted=terms.PROJECT_ROW))
    places = {each.place for each in mistakes}
    for record in found:
        mistakes.extend(each for each in _against(template, record) if each.place not in places)
    if mistakes:
        raise RosterError(str(source), *sorted(mistakes, key=lambda each: _position(each.place, listing.sheets)))
    return Roster(tuple((record, template) for record in found), listing.unused, listing.unsourced)


def _position(place: str, names: Sequence[str]) -> tuple[int, int, int]:
    """Return where a mistake stands, to tell them in the order in which somebody would go through the file."""
    sheet, _, cell = place.rpartition(terms.SHEET_AND_CELL.format(sheet="", cell=""))
    at = re.fullmatch("([A-Z]{1,3})([0-9]+)", cell)
    if at is None or sheet not in names:
        return (names.index(place) if place in names else -1, -1, -1)
    return names.index(sheet), int(at[2]), formula.column_number(at[1])


def _against(template: Template, record: Record) -> Iterator[Mistake]:
    """Yield what the form's own rules say against a record, at the cells that it comes from."""
    try:
        layout.plan(template, record)
    except RosterError as error:
        yield from (each.at(record.place(each.place)) for each in error.mistakes)
