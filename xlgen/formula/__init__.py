"""The rule language: Excel formula text over field names, with an allow-list and one normal form.

A rule is written with names (`IF(target_value=0,…)`), bound to cells when a form is laid out, and compared in its
normal form when the form comes back. Only what is listed in `FUNCTIONS` and `PRECEDENCE` exists here: everything is
in Excel 2010, LibreOffice and WPS, and is proved on a table to mean the same in all of them.
"""

from xlgen.formula.parsing import ARITY, FUNCTIONS, PRECEDENCE, FormulaError, parse, parse_rule
from xlgen.formula.spelling import (
    bind,
    filled,
    is_blank,
    normal,
    numbers,
    placed,
    render,
    slotted,
    spelled,
    spelled_on,
    trimmed,
    with_areas,
    without_rounding,
)
from xlgen.formula.tree import Area, Call, Node, Number, Operation, Text, a1, areas, column_number, names, texts, walk

__all__ = [
    "ARITY",
    "FUNCTIONS",
    "PRECEDENCE",
    "Area",
    "Call",
    "FormulaError",
    "Node",
    "Number",
    "Operation",
    "Text",
    "a1",
    "areas",
    "bind",
    "column_number",
    "filled",
    "is_blank",
    "names",
    "normal",
    "numbers",
    "parse",
    "parse_rule",
    "placed",
    "render",
    "slotted",
    "spelled",
    "spelled_on",
    "texts",
    "trimmed",
    "walk",
    "with_areas",
    "without_rounding",
]
