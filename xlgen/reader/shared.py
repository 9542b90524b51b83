"""Formulas that many cells share: one is written out, of the others the file says only which it is."""

from __future__ import annotations

import re
from typing import Final

from xlgen.formula import a1, column_number
from xlgen.reader.package import Refused
from xlgen.reader.stored import LAST_COLUMN, LAST_ROW

MAX_WRITTEN: Final = 2_000_000
"""Characters of shared formulas written out in a sheet."""

_ADDRESS: Final = re.compile(r"(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})(?![A-Za-z0-9_.(])")
_NOWHERE: Final = "#REF!"

_Address = tuple[bool, int, bool, int]
"""Whether the column is fixed, the column, whether the row is fixed, the row."""


class SharedFormulas:
    """The shared formulas of one sheet, by the number that the file gives them.

    openpyxl takes them apart once; putting them together again for each cell is done here, since its own translator
    takes a hundred times as long.
    """

    def __init__(self) -> None:
        self._pieces: dict[str, tuple[tuple[int, int], int, list[str | _Address]]] = {}
        self._written = 0

    def begin(self, number: str, position: tuple[int, int], text: str) -> None:
        """Keep a formula as it stands in the cell at `position`."""
        self._pieces[number] = position, len(text), list(_pieces(text))

    def at(self, number: str, position: tuple[int, int]) -> str:
        """Return a formula as it would stand in the cell at `position`; "" where none of that number came before.

        Raises
        ------
        Refused
            Written out they are longer than those of any form.

        """
        if number not in self._pieces:
            return ""
        (row, column), length, pieces = self._pieces[number]
        self._written += length
        if self._written > MAX_WRITTEN:
            raise Refused("X103")
        down, right = position[0] - row, position[1] - column
        return "".join(each if isinstance(each, str) else _moved(each, down, right) for each in pieces)


def _pieces(text: str) -> list[str | _Address]:
    """Return a formula as what stays in every cell and the addresses that move."""
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError  # noqa: PLC0415 - openpyxl loads much

    try:
        tokens = Tokenizer(f"={text}").items
    except (TokenizerError, IndexError):  # no formula of ours: it differs however it is read
        return [text]
    found: list[str | _Address] = []
    for token in tokens:
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            found.append(token.value)
            continue
        sheet, mark, cells = token.value.rpartition("!")
        found.append(sheet + mark)
        at = 0
        for match in _ADDRESS.finditer(cells):
            found.append(cells[at : match.start()])
            found.append((bool(match[1]), column_number(match[2]), bool(match[3]), int(match[4]) - 1))
            at = match.end()
        found.append(cells[at:])
    return found


def _moved(address: _Address, down: int, right: int) -> str:
    column_fixed, column, row_fixed, row = address
    column += 0 if column_fixed else right
    row += 0 if row_fixed else down
    if not (0 <= column <= LAST_COLUMN and 0 <= row <= LAST_ROW):
        return _NOWHERE
    plain = a1(row, column)
    if not (column_fixed or row_fixed):
        return plain
    letters = plain.rstrip("0123456789")
    return f"{'$' * column_fixed}{letters}{'$' * row_fixed}{plain[len(letters) :]}"
