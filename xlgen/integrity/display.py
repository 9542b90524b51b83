"""What is shown otherwise than it is: number formats, colours and conditional formats that hide or change a content."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xlgen import layout
from xlgen.integrity.expected import tables
from xlgen.integrity.placing import of_cell, seen, told
from xlgen.integrity.structure import places_within
from xlgen.layout import Role
from xlgen.layout.shown import is_known, text_as_shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.finding import Finding
    from xlgen.integrity.expected import Position, SheetTable
    from xlgen.integrity.standing import Standing
    from xlgen.layout import Cell, Plan, Shape
    from xlgen.model import Content
    from xlgen.reader import Effect, StoredSheet, StoredWorkbook, Style

_GENERAL: Final = "General"
_LEAST_CONTRAST: Final = 1.25
"""How many times brighter one of two colours must be for writing to be seen; white on our pale yellow is 1.04."""
_LEAST_SIZE: Final = 3.0
"""Points; smaller letters cannot be read."""
_AT_MOST: Final = 0.01
"""By how much of itself a number may seem another in an input, whose look whoever fills it in may change."""
_MOST: Final = 5_000
"""So many conditional formats are looked at on a sheet; a form has some hundreds."""
_BLACK, _WHITE = "000000", "FFFFFF"
_DARK: Final = 0.04045
"""Up to this share a channel counts in proportion."""
_NUMBER: Final = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?|-?\.[0-9]+")


def findings(plan: Plan, book: StoredWorkbook, found: Standing) -> Iterator[Finding]:
    """Yield the cells of the plan whose content is not shown, or shown as another."""
    # By the number of a style: the format that whatever is seen is seen in, None where nothing is.
    formats = {index: None if _is_unseen(style) else style.number_format for index, style in enumerate(book.styles)}
    for name in found.sheets:
        yield from told(_of_sheet(plan.shape, tables(plan.shape)[name], book, found, formats))


def _of_sheet(
    shape: Shape, table: SheetTable, book: StoredWorkbook, found: Standing, formats: Mapping[int, str | None]
) -> Iterator[Finding]:
    name = table.sheet.name
    sheet = found.sheets[name]
    there, hiding = found.cells(name), _hiding(sheet, book)
    for position, cell in table.cells:
        stored = there.get(position)
        if stored is None or stored.content is None or stored.content == "":
            continue
        expected = cell.number_format or _GENERAL
        if formats.get(stored.style) == expected and not hiding:
            continue
        style = book.style(stored)
        if _is_unseen(style):
            told_of = seen("S114/unseen")
        elif hiding and any(_changes(each, style) for each in hiding.get(_place(name, cell, found), ())):
            told_of = seen("S114/conditional")
        elif style.number_format != expected and (shown := _shown_otherwise(cell, stored.content, style)):
            told_of = seen("S114", *shown)
        else:
            continue
        yield replace(of_cell(shape, name, cell, found, told_of), field=cell.field)


def _place(name: str, cell: Cell, found: Standing) -> Position | None:
    return found.place(name, cell.row, cell.column)


@lru_cache(maxsize=4096)
def _is_unseen(style: Style) -> bool:
    small = style.font_size is not None and style.font_size < _LEAST_SIZE
    return small or _alike(style.font_colour or _BLACK, style.fill_colour or _WHITE)


@lru_cache(maxsize=4096)
def _alike(first: str, second: str) -> bool:
    """Return whether writing in one colour upon the other cannot be seen; of a colour that is none nothing is known."""
    try:
        dark, bright = sorted((_luminance(first), _luminance(second)))
    except ValueError:
        return False
    return (bright + 0.05) / (dark + 0.05) < _LEAST_CONTRAST


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (((each + 0.055) / 1.055) ** 2.4 if each > _DARK else each / 12.92 for each in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- conditional formats ---------------------------------------------------------------------------------------------


def _hiding(sheet: StoredSheet, book: StoredWorkbook) -> dict[Position | None, list[Effect]]:
    """Return the cells that a conditional format speaks of whose effect may hide something, with those effects.

    When it applies is not asked: a form is issued with none that hides.
    """
    fills = frozenset(style.fill_colour for style in book.styles)
    effects: dict[Position | None, list[Effect]] = {}
    for each in sheet.conditional_formats[:_MOST]:
        if not _is_mild(each.effect, fills):
            for block in each.blocks[:_MOST]:
                for place in places_within(block, sheet.cells):
                    effects.setdefault(place, []).append(each.effect)
    return effects


@lru_cache(maxsize=4096)
def _is_mild(effect: Effect, fills: frozenset[str | None]) -> bool:
    """Return whether an effect hides nothing whatever cell of the workbook it falls upon."""
    if effect.number_format is not None or effect.fill_colour is not None:
        return False
    return effect.font_colour is None or not any(_alike(effect.font_colour, fill or _WHITE) for fill in fills)


def _changes(effect: Effect, style: Style) -> bool:
    font, fill = effect.font_colour or style.font_colour, effect.fill_colour or style.fill_colour
    return effect.number_format is not None or _alike(font or _BLACK, fill or _WHITE)


# --- number formats --------------------------------------------------------------------------------------------------


def _shown_otherwise(cell: Cell, content: Content, style: Style) -> tuple[str, str] | None:
    """Return what a cell shows and what it should show, where its own format makes another thing of the content."""
    expected = cell.number_format or _GENERAL
    if isinstance(content, str):
        shown, right = (text_as_shown(content, each) for each in (style.number_format, expected))
        return None if shown == right else (shown, right)
    if not isinstance(content, float):
        return None
    return _number_otherwise(content, expected, style.number_format, cell.role is Role.INPUT)


@lru_cache(maxsize=65536)
def _number_otherwise(content: float, expected: str, found: str, freely: bool) -> tuple[str, str] | None:  # noqa: FBT001 - a part of the key
    number = Decimal(f"{content:.15g}")
    if not is_known(found):
        return found, layout.as_shown(number, expected).text
    shown, right = (layout.as_shown(number, each).text for each in (found, expected))
    plain = [each.replace(" ", "").replace(",", "") for each in (shown, right)]
    if plain[0] == plain[1] or (freely and _reads_as(shown, content)):
        return None
    return shown, right


def _reads_as(shown: str, content: float) -> bool:
    """Return whether whoever reads a text takes it for the number, but for digits that are not shown."""
    numbers = list(_NUMBER.finditer(shown))
    if len(numbers) != 1:
        return False
    read = float(numbers[0][0].replace(",", "")) / (100 if "%" in shown else 1)
    return abs(read - content) <= _AT_MOST * abs(content)
