"""What an input says when it is entered, and what it refuses: the program itself speaks, in the form's own words."""

from __future__ import annotations

import re
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
    own = _own_prompt(cell.field)
    lead = "" if own and not cell.required else terms.PROMPT_REQUIRED if cell.required else terms.PROMPT_OPTIONAL
    last = terms.PROMPT_NO_FORMULA if cell.kind is Kind.TEXT and not cell.choices else ""
    longest = terms.PROMPT_LONGEST.format(longest=cell.longest) if cell.longest else ""
    return f"{lead}{own or _usual_prompt(cell)}{last}{longest}"


def _own_prompt(field: str) -> str:
    """Return what is said of a field of its kind alone: the answer to a warning, whatever it is about, or its own."""
    group, key = re.split(r"[.\[]", field, maxsplit=1)[0], field.rpartition(".")[2]
    return terms.PROMPTS.get(group) or terms.PROMPTS.get(f"{group}.{key}", "")


def _usual_prompt(cell: Cell) -> str:
    if cell.as_written:
        return terms.PROMPT_AS_WRITTEN
    if cell.choices:
        return terms.PROMPT_CHOICE
    if cell.kind is Kind.MONEY:
        return (terms.PROMPT_MONEY if cell.required else terms.PROMPT_MONEY_OPTIONAL).format(unit=cell.unit)
    if cell.kind is Kind.TEXT:
        return terms.PROMPT_TEXT
    if cell.unit == "%":
        return terms.PROMPT_PERCENT
    return terms.PROMPT_UNIT.format(unit=cell.unit) if cell.unit else terms.PROMPT_NUMBER


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
