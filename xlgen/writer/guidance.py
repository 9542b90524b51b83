"""What an input says when it is entered, and what it refuses: the program itself speaks, in the form's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen import terms
from xlgen.layout import Kind
from xlgen.layout.entry import Entry, entry

if TYPE_CHECKING:
    from xlgen.layout import Cell

MOST_TITLE, MOST_MESSAGE = 32, 255
"""Characters that Excel takes in a prompt."""


def validation(cell: Cell) -> dict[str, object]:
    """Return the input rule of a cell, as xlsxwriter takes it, with the prompt that is shown when it is entered.

    The program itself refuses what is no number or not of the list; a text is free, and only prompted.
    """
    prompt: dict[str, object] = {
        "input_title": _cut(cell.label, MOST_TITLE),
        "input_message": _cut(prompt_of(cell), MOST_MESSAGE),
    }
    taken = entry(cell)
    if taken is None:
        return prompt | {"validate": "any"}
    return prompt | (_listed(cell, taken) if taken.choices else _number(cell, taken))


def prompt_of(cell: Cell) -> str:
    """Return what to write into an input, with an example and its unit."""
    parts = [terms.PROMPT_REQUIRED if cell.required else terms.PROMPT_OPTIONAL]
    key = cell.field.rpartition(".")[2]
    if cell.as_written:
        parts.append(terms.PROMPT_AS_WRITTEN)
    elif cell.choices:
        parts.append(terms.PROMPT_CHOICE)
    elif cell.field in terms.PROMPTS or key in terms.PROMPTS or cell.field.partition(".")[0] in terms.PROMPTS:
        own = terms.PROMPTS
        parts.append(own.get(cell.field) or own.get(key) or own[cell.field.partition(".")[0]])
    elif cell.kind is Kind.MONEY:
        parts.append(terms.PROMPT_MONEY.format(unit=cell.unit))
    elif cell.kind is Kind.TEXT:
        parts.append(terms.PROMPT_TEXT)
    elif cell.unit == "%":
        parts.append(terms.PROMPT_PERCENT)
    elif cell.unit:
        parts.append(terms.PROMPT_UNIT.format(unit=cell.unit))
    else:
        parts.append(terms.PROMPT_NUMBER)
    if cell.kind is Kind.TEXT and not cell.choices:
        parts.append(terms.PROMPT_NO_FORMULA)
    if cell.longest:
        parts.append(terms.PROMPT_LONGEST.format(longest=cell.longest))
    return "".join(parts)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _listed(cell: Cell, taken: Entry) -> dict[str, object]:
    message = terms.CHOICE_MESSAGE.format(label=cell.label, choices="、".join(taken.choices))
    return {
        "validate": "list",
        "source": list(taken.choices),
        "show_error": taken.binding,
        "error_title": terms.CHOICE_TITLE,
        "error_message": _cut(message, MOST_MESSAGE),
    }


def _number(cell: Cell, taken: Entry) -> dict[str, object]:
    wanted = terms.MONEY_WANTED if cell.kind is Kind.MONEY else terms.NUMBER_WANTED
    unit = terms.UNIT_IN_BRACKETS.format(unit=cell.unit) if cell.unit else ""
    message = terms.VALIDATION_MESSAGE.format(label=cell.label, unit=unit, wanted=wanted)
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": taken.least,
        "maximum": taken.most,
        "error_title": terms.VALIDATION_TITLE.format(wanted=wanted),
        "error_message": _cut(message, MOST_MESSAGE),
    }
