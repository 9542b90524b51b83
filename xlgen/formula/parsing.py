"""Formula text read into a tree: precedence climbing over the tokens, with an allow-list of functions."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.formula.tree import Area, Call, Name, Node, Number, Operation, Text, Truth, column_number, names, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

_MANY = 255
ARITY: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        **dict.fromkeys(("AND", "COUNT", "COUNTA", "MAX", "MIN", "OR", "SUM", "SUMPRODUCT"), (1, _MANY)),
        **dict.fromkeys(("ABS", "CLEAN", "LEN", "N", "NOT", "TRIM"), (1, 1)),
        **dict.fromkeys(("ISBLANK", "ISERROR", "ISLOGICAL", "ISNUMBER", "ISTEXT"), (1, 1)),
        **dict.fromkeys(("EXACT", "IFERROR", "ROUND", "ROUNDDOWN", "ROUNDUP", "TEXT"), (2, 2)),
        "IF": (2, 3),
        "SUBSTITUTE": (3, 4),
        "TRUNC": (1, 2),
    }
)
"""The functions of the language: the least and the most arguments of each."""
FUNCTIONS = frozenset(ARITY)
EACH = "EACH"
"""`OR(EACH(ISLOGICAL(parts)))` is bound to `OR(ISLOGICAL(D7),ISLOGICAL(D8),…)`: a rule's word, not a function."""
BLOCK = "BLOCK"
"""`SUM(BLOCK(SUMPRODUCT(parts*1)))` is bound to one argument a block of cells that lie together."""
REPEATING = frozenset({EACH, BLOCK})
PRECEDENCE = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
UNARY = 5
_MAX_DEPTH = 60  # Excel stops at 64 levels of nesting
_MAX_OPERATIONS = 400  # operators in a formula; ours have some dozens
_LONGEST_NUMBER = 40
_LARGEST_EXPONENT = 307


class FormulaError(Exception):
    """A formula text that is not of the rule language; `key` is one of `terms.SYNTAX`, `position` counts from 0."""

    def __init__(self, key: str, position: int, word: str = "") -> None:
        super().__init__(key, position, word)
        self.key = key
        self.position = position
        self.word = word

    @property
    def reason(self) -> str:
        """The reason as a Chinese clause."""
        return terms.SYNTAX[self.key].format(word=self.word)


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d*)?(?:[Ee][+-]?\d+)?|\.\d+)
    | (?P<text>"(?:[^"]|"")*")
    | (?P<area>(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^\W\d][\w.]*))!)?
        \$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9]\d{0,6})
        (?::\$?(?P<column2>[A-Za-z]{1,3})\$?(?P<row2>[1-9]\d{0,6}))?(?![\w(.!]))
    | (?P<call>[A-Za-z_][\w.]*)\s*\(
    | (?P<name>[A-Za-z_][\w.]*)
    | (?P<operator><>|<=|>=|[-+*/&=<>])
    | (?P<mark>[(),])
    )""",
    re.VERBOSE,
)


class _Parser:
    """Precedence climbing over the tokens of one text; `sheet` is where an address without a sheet lies."""

    def __init__(self, text: str, sheet: str, functions: frozenset[str] | None) -> None:
        self.text = text
        self.sheet = sheet
        self.functions = functions
        self.position = 0
        self.depth = 0
        self.operations = 0

    def parse(self) -> Node:
        node = self.expression(0)
        if self.peek() is not None:
            raise FormulaError("text-left", self.position)
        return node

    def peek(self) -> re.Match[str] | None:
        match = _TOKEN.match(self.text, self.position)
        if match is None and self.text[self.position :].strip():
            raise FormulaError("unknown-sign", self.position)
        return match

    def take(self) -> re.Match[str]:
        match = self.peek()
        if match is None:
            raise FormulaError("not-finished", self.position)
        self.position = match.end()
        return match

    def mark(self, wanted: str) -> None:
        at = self.position
        if self.take()["mark"] != wanted:
            raise FormulaError("mark-expected", at, wanted)

    def expression(self, floor: int) -> Node:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise FormulaError("too-deep", self.position)
        left = self.operand()
        while (match := self.peek()) is not None and match["operator"] and PRECEDENCE[match["operator"]] > floor:
            self.take()
            self.operations += 1
            if self.operations > _MAX_OPERATIONS:
                raise FormulaError("too-deep", self.position)
            left = Operation(match["operator"], left, self.expression(PRECEDENCE[match["operator"]]))
        self.depth -= 1
        return left

    def operand(self) -> Node:
        at = self.position
        match = self.take()
        if match["number"]:
            return _number(match["number"], at)
        if match["text"]:
            return Text(match["text"][1:-1].replace('""', '"'))
        if match["area"]:
            return _area(match, self.sheet)
        if match["call"]:
            return self.call(match["call"].upper(), at)
        if match["name"]:
            upper = match["name"].upper()
            return Truth(upper == "TRUE") if upper in {"TRUE", "FALSE"} else Name(match["name"])
        if match["operator"] in {"-", "+"}:
            inner = self.expression(UNARY)
            return inner if match["operator"] == "+" else Operation("-", None, inner)
        if match["mark"] == "(":
            inner = self.expression(0)
            self.mark(")")
            return inner
        raise FormulaError("operand-expected", at)

    def call(self, function: str, at: int) -> Node:
        arguments: list[Node] = []
        match = self.peek()
        if match is not None and match["mark"] == ")":
            self.take()
        else:
            arguments.append(self.expression(0))
            while (match := self.peek()) is not None and match["mark"] == ",":
                self.take()
                arguments.append(self.expression(0))
            self.mark(")")
        if function in {"TRUE", "FALSE"} and not arguments:
            return Truth(function == "TRUE")
        if self.functions is not None and function not in self.functions:
            raise FormulaError("function-not-allowed", at, function)
        least, most = ARITY.get(function, (0, _MANY)) if self.functions is not None else (0, len(arguments))
        if not least <= len(arguments) <= most:
            raise FormulaError("arguments-count", at, function)
        return Call(function, tuple(arguments))


def _number(text: str, at: int) -> Number:
    exponent = text.upper().partition("E")[2].lstrip("+-")
    if len(text) > _LONGEST_NUMBER or len(exponent) > 3 or int(exponent or 0) > _LARGEST_EXPONENT:  # noqa: PLR2004 - digits
        raise FormulaError("unknown-sign", at)
    return Number(Decimal(text).normalize())


def _area(match: re.Match[str], sheet: str) -> Area:
    where = match["quoted"].replace("''", "'") if match["quoted"] else match["plain"] or sheet
    left, top = column_number(match["column"]), int(match["row"]) - 1
    if not match["row2"]:
        return Area.cell(where, top, left)
    right, bottom = column_number(match["column2"]), int(match["row2"]) - 1
    return Area(where, min(top, bottom), min(left, right), max(top, bottom), max(left, right))


@lru_cache(maxsize=4096)
def parse_rule(text: str) -> Node:
    """Return the tree of a rule: field names, no addresses; `EACH(…)` and `BLOCK(…)` speak of one list of cells.

    Raises
    ------
    FormulaError
        The text is not of the language.

    """
    node = parse(text, "", FUNCTIONS | REPEATING)
    for each in walk(node):
        if (
            isinstance(each, Call)
            and each.function in REPEATING
            and (len(each.arguments) != 1 or len(names(each)) != 1)
        ):
            raise FormulaError("each-of-one", 0)
    return node


@lru_cache(maxsize=4096)
def parse(text: str, sheet: str = "", functions: frozenset[str] | None = FUNCTIONS) -> Node:
    """Return the tree of a formula text without its `=`.

    `sheet` is the sheet of addresses that name none. With `functions` None any function is read (for a returned
    file's own formulas, which are only compared).

    Raises
    ------
    FormulaError
        The text is not of the language.

    """
    return _Parser(text, sheet, functions).parse()
