"""Finds the three tables of a project list among the sheets of a workbook, and the form that it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.finding import Mistake, mistake
from xlgen.roster import heads
from xlgen.roster.words import plain, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlgen.roster.grid import Grid
    from xlgen.template import Template

KINDS: Final = (terms.PROJECTS_SHEET, terms.FUNDING_SHEET, terms.INDICATORS_SHEET)
_FORM: Final = re.compile(terms.FORM_NOTE)
_ROWS: Final = 40


def pick(grids: Sequence[Grid], template: Template) -> tuple[dict[str, Grid], list[Mistake]]:
    """Return the sheet of each table, by name or else by its heads, and what is wrong with the choice."""
    chosen: dict[str, Grid] = {}
    mistakes: list[Mistake] = []
    for kind in kinds_of(template):
        named = _named(grids, kind)
        fitting = [each for each in named if _fits(each, kind, template)]
        candidates = fitting or named or [each for each in _nameless(grids) if _fits(each, kind, template)]
        if len(candidates) > 1:
            names = "、".join(each.name for each in candidates)
            mistakes.append(mistake("sheet-twice", kind, found=names))
        if candidates:
            chosen[kind] = candidates[0]
        elif kind != terms.FUNDING_SHEET:
            names = "、".join(each.name for each in grids)
            mistakes.append(mistake("sheet-absent", "", found=names, wanted=kind))
    return chosen, mistakes


def kinds_of(template: Template) -> tuple[str, ...]:
    """Return the tables that a list of the form's projects has; indicators that the form fixes are in no list."""
    absent = set() if template.definition.has_funding else {terms.FUNDING_SHEET}
    absent |= {terms.INDICATORS_SHEET} if template.scored else set()
    return tuple(each for each in KINDS if each not in absent)


def _named(grids: Sequence[Grid], kind: str) -> list[Grid]:
    """Return the sheets called so, or else those whose name contains the word; 项目资金 is about 资金."""
    exact = [each for each in grids if plain(each.name) == kind]
    return exact or [each for each in grids if _kind(each) == kind]


def _kind(grid: Grid) -> str | None:
    name = plain(grid.name)
    return next((kind for kind in reversed(KINDS) if kind in name), None)


def _nameless(grids: Sequence[Grid]) -> Iterator[Grid]:
    return (each for each in grids if _kind(each) is None)


def _fits(grid: Grid, kind: str, template: Template) -> bool:
    words = words_of(template, kind)
    found = heads.find(grid, words).by_key
    if kind == terms.FUNDING_SHEET:
        return set(words.required) <= found.keys() and ("line" in found or any("." in key[8:] for key in found))
    return set(words.required) <= found.keys()


def named_forms(grids: Sequence[Grid]) -> Mapping[str, str]:
    """Return the forms that a list names, each with the first cell that does: in a note, or in a column 表样."""
    found: dict[str, str] = {}
    for grid in grids:
        for (row, column), cell in sorted(grid.cells.items()):
            if row >= _ROWS or not isinstance(cell.content, str):
                continue
            note = _FORM.fullmatch(plain(cell.content))
            if note:
                found.setdefault(note[1], grid.place(row, column))
            elif plain(cell.content) == terms.FORM_COLUMN and _kind(grid) == terms.PROJECTS_SHEET:
                for below in range(row + 1, grid.height):
                    if text := grid.text(below, column):
                        found.setdefault(text, grid.place(below, column))
    return found
