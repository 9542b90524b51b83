"""What stands around the cells of a sheet of an .xlsx file: merges, hidden rows, validations, formats, drawings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lxml import etree

from xlgen.formula import column_number
from xlgen.reader.package import MAIN, Refused
from xlgen.reader.stored import LAST_COLUMN, LAST_ROW, Block, ConditionalFormat, Effect, Hidden, Validation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlgen.reader.package import Package
    from xlgen.reader.rows import Line
    from xlgen.reader.styles import Looks

MAX_BLOCKS: Final = 20_000
_LONGEST_REFERENCE: Final = len("$XFD$1048576:$XFD$1048576")
LEAST_HEIGHT: Final = 1.5
"""Points; nothing can be read in a row that is lower."""
LEAST_WIDTH: Final = 0.3
"""Characters; nothing can be read in a column that is narrower."""

_DRAWN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
# What Excel 2010 and later write of rules that speak of other sheets.
_LATER: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_LATER_TEXT: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_OPERANDS: Final = ("formula1", "formula2")
_CORNER: Final = re.compile(r"\$?([A-Z]{0,3})\$?([0-9]{0,7})")


@dataclass(frozen=True, slots=True)
class Around:
    """What a sheet says beside its rows.

    `hidden` names no rows; they are `low` unless their height is said.
    """

    hidden: Hidden
    low: bool
    protected: bool
    password: bool
    filtered: Block | None
    merges: tuple[Block, ...]
    validations: tuple[Validation, ...]
    conditional_formats: tuple[ConditionalFormat, ...]


def around(sheet: etree._Element, looks: Looks) -> Around:
    """Return what stands around the rows of a sheet.

    Raises
    ------
    Refused
        There is more of a kind than any form has.
    ValueError
        A number is none.

    """
    protected, password = _protection(sheet)
    filtered = sheet.find(f"{MAIN}autoFilter")
    hidden, low = _hidden(sheet)
    return Around(
        hidden=hidden,
        low=low,
        protected=protected,
        password=password,
        filtered=None if filtered is None else block(filtered.get("ref", "")),
        merges=_merges(sheet),
        validations=(*_plain_validations(sheet), *_later_validations(sheet)),
        conditional_formats=(*_plain_formats(sheet, looks), *_later_formats(sheet, looks)),
    )


def is_on(element: etree._Element, key: str) -> bool:
    """Return whether an attribute says yes."""
    return _is_yes(element.get(key))


def _is_yes(said: str | None) -> bool:
    return said is not None and said.lower() in {"1", "true", "on"}


def blocks(reference: str) -> tuple[Block, ...]:
    """Return the blocks of a list such as `A1:B3 C5 D:E`; what is no block is left out.

    Raises
    ------
    Refused
        There are more than any form has.

    """
    if reference.count(" ") > MAX_BLOCKS:
        raise Refused("X103")
    return tuple(each for each in map(block, reference.split()) if each is not None)


def block(reference: str) -> Block | None:
    """Return the block of `A1:B3`, `A1`, `A:B` or `1:3`; None where it is none."""
    return _block(reference) if len(reference) <= _LONGEST_REFERENCE else None


@lru_cache(maxsize=65_536)
def _block(reference: str) -> Block | None:
    first, _, last = reference.partition(":")
    start, end = _CORNER.fullmatch(first), _CORNER.fullmatch(last or first)
    if not start or not end or not (start[0] and end[0]):
        return None
    top, left = int(start[2] or 1) - 1, column_number(start[1]) if start[1] else 0
    bottom = int(end[2]) - 1 if end[2] else LAST_ROW
    right = column_number(end[1]) if end[1] else LAST_COLUMN
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def _merges(sheet: etree._Element) -> tuple[Block, ...]:
    merged = sheet.findall(f"{MAIN}mergeCells/{MAIN}mergeCell")
    if len(merged) > MAX_BLOCKS:
        raise Refused("X103")
    found = (block(each.get("ref", "")) for each in merged)
    return tuple(each for each in found if each is not None)


def _protection(sheet: etree._Element) -> tuple[bool, bool]:
    """Return whether a sheet is protected, and whether by a password."""
    found = sheet.find(f"{MAIN}sheetProtection")
    if found is None or not is_on(found, "sheet"):
        return False, False
    return True, bool(found.get("password") or found.get("hashValue"))


def _hidden(sheet: etree._Element) -> tuple[Hidden, bool]:
    """Return what is not seen of a sheet, single rows aside, and whether a row is where nothing says how high it is."""
    usual = sheet.find(f"{MAIN}sheetFormatPr")
    if usual is None:
        usual = etree.Element(f"{MAIN}sheetFormatPr")
    low = float(usual.get("defaultRowHeight", 15)) < LEAST_HEIGHT
    columns: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for column in sheet.iterfind(f"{MAIN}cols/{MAIN}col"):
        unseen = is_on(column, "hidden") or float(column.get("width", 8)) < LEAST_WIDTH
        columns[unseen].append((int(column.get("min", 1)) - 1, int(column.get("max", 1)) - 1))
    hidden = Hidden(
        columns=tuple(columns[True]),
        other_rows=low or is_on(usual, "zeroHeight"),
        other_columns=float(usual.get("defaultColWidth", usual.get("baseColWidth", 8))) < LEAST_WIDTH,
        sized_columns=tuple(columns[False]),
    )
    return hidden, low


def hidden(around: Around, lines: Iterable[Line]) -> Hidden:
    """Return what is not seen of a sheet, its rows among it.

    Raises
    ------
    ValueError
        A number is none.

    """
    other_rows = around.hidden.other_rows
    rows: dict[bool, set[int]] = {True: set(), False: set()}
    for line in lines:
        unseen = _is_yes(line.hidden) or (around.low if line.height is None else float(line.height) < LEAST_HEIGHT)
        if unseen or other_rows:
            rows[unseen].add(int(line.number or 0) - 1)
    if not (rows[True] or rows[False]):
        return around.hidden
    return replace(around.hidden, rows=frozenset(rows[True]), shown_rows=frozenset(rows[False]))


def _plain_validations(sheet: etree._Element) -> Iterator[Validation]:
    for each in sheet.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"):
        formulas = [each.findtext(f"{MAIN}{key}") for key in _OPERANDS]
        yield _validation(each, each.get("sqref", ""), formulas)


def _later_validations(sheet: etree._Element) -> Iterator[Validation]:
    for each in _later(sheet, "dataValidation"):
        formulas = [each.findtext(f"{_LATER}{key}/{_LATER_TEXT}f") for key in _OPERANDS]
        yield _validation(each, each.findtext(f"{_LATER_TEXT}sqref") or "", formulas)


def _validation(element: etree._Element, reference: str, formulas: Sequence[str | None]) -> Validation:
    return Validation(
        blocks=blocks(reference),
        kind=element.get("type", "none"),
        operator=element.get("operator", "between"),
        formula1=formulas[0],
        formula2=formulas[1],
        refuses=is_on(element, "showErrorMessage") and element.get("errorStyle", "stop") == "stop",
        allows_blank=is_on(element, "allowBlank"),
    )


def _later(sheet: etree._Element, name: str) -> Iterator[etree._Element]:
    for extension in sheet.iterfind(f"{MAIN}extLst"):
        yield from extension.iter(f"{_LATER}{name}")


def _plain_formats(sheet: etree._Element, looks: Looks) -> Iterator[ConditionalFormat]:
    for group in sheet.iterfind(f"{MAIN}conditionalFormatting"):
        where = blocks(group.get("sqref", ""))
        for rule in group.iterfind(f"{MAIN}cfRule"):
            formulas = tuple(each.text or "" for each in rule.iterfind(f"{MAIN}formula"))
            number = rule.get("dxfId")
            effect = looks.effect(int(number)) if number is not None else Effect()
            yield _format(rule, where, formulas, effect)


def _later_formats(sheet: etree._Element, looks: Looks) -> Iterator[ConditionalFormat]:
    for group in _later(sheet, "conditionalFormatting"):
        where = blocks(group.findtext(f"{_LATER_TEXT}sqref") or "")
        for rule in group.iterfind(f"{_LATER}cfRule"):
            formulas = tuple(each.text or "" for each in rule.iterfind(f"{_LATER_TEXT}f"))
            look = rule.find(f"{_LATER}dxf")
            yield _format(rule, where, formulas, Effect() if look is None else looks.read_effect(look))


def _format(
    rule: etree._Element, where: tuple[Block, ...], formulas: tuple[str, ...], effect: Effect
) -> ConditionalFormat:
    return ConditionalFormat(
        blocks=where,
        kind=rule.get("type", ""),
        operator=rule.get("operator", ""),
        formulas=formulas,
        effect=effect,
        priority=int(rule.get("priority", 0)),
    )


def drawn(package: Package, part: str) -> dict[str, frozenset[tuple[int, int]]]:
    """Return where pictures, other drawings and comments of a sheet begin: `pictures`, `drawings`, `comments`."""
    found: dict[str, set[tuple[int, int]]] = {"pictures": set(), "drawings": set(), "comments": set()}
    for link in package.relations(part):
        if link.external or link.target not in package:
            continue
        if link.kind == "drawing":
            for is_picture, position in _anchors(package.xml(link.target)):
                found["pictures" if is_picture else "drawings"].add(position)
        elif link.kind == "comments":
            places = (block(each.get("ref", "")) for each in package.xml(link.target).iter(f"{MAIN}comment"))
            found["comments"].update(each[:2] for each in places if each)
    return {key: frozenset(each) for key, each in found.items()}


def _anchors(drawing: etree._Element) -> Iterator[tuple[bool, tuple[int, int]]]:
    for anchor in drawing:
        start = anchor.find(f"{_DRAWN}from")
        is_picture = anchor.find(f"{_DRAWN}pic") is not None
        if start is not None:
            row, column = (start.findtext(f"{_DRAWN}{each}") or "0" for each in ("row", "col"))
            yield is_picture, (int(row), int(column))
