"""The rule language: Excel formula text over field names, with an allow-list and one normal form.

A rule is written with names (`IF(target_value=0,…)`), bound to cells when a form is laid out, and compared in its
normal form when the form comes back. Only what is listed in `FUNCTIONS` and `OPERATORS` exists here: everything is
in Excel 2010, LibreOffice and WPS, and is proved on a table to mean the same in all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xlgen import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

FUNCTIONS = frozenset(
    [
        "ABS",
        "AND",
        "COUNT",
        "COUNTA",
        "EXACT",
        "IF",
        "IFERROR",
        "ISBLANK",
        "ISERROR",
        "ISLOGICAL",
        "ISNUMBER",
        "ISTEXT",
        "LEN",
        "MAX",
        "MIN",
        "N",
        "NOT",
        "OR",
        "ROUND",
        "ROUNDDOWN",
        "ROUNDUP",
        "SUBSTITUTE",
        "SUM",
        "SUMPRODUCT",
        "TEXT",
        "TRIM",
        "TRUNC",
    ]
)
EACH = "EACH"
"""`OR(EACH(ISLOGICAL(parts)))` is bound to `OR(ISLOGICAL(D7),ISLOGICAL(D8),…)`: a rule's word, not a function."""
PRECEDENCE = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
_UNARY = 5
_MAX_DEPTH = 60  # Excel stops at 64 levels of nesting


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


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A block of cells of one sheet, 0-based and inclusive; a single cell is a block of one."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def cell(cls, sheet: str, row: int, column: int) -> Area:
        """Return the area of one cell."""
        return cls(sheet, row, column, row, column)

    @property
    def a1(self) -> str:
        """The address without its sheet: `H14`, `G12:G40`."""
        first = a1(self.top, self.left)
        return first if (self.top, self.left) == (self.bottom, self.right) else f"{first}:{a1(self.bottom, self.right)}"

    def cells(self) -> Iterator[tuple[str, int, int]]:
        """Yield (sheet, row, column) row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield self.sheet, row, column


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; equal values are spelled alike."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text:
    """A text in double quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Truth:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A field name, to be bound to cells."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and an operator; a sign has no left operand."""

    operator: str
    left: Node | None
    right: Node


Node = Number | Text | Truth | Name | Area | Call | Operation

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


def a1(row: int, column: int) -> str:
    """Return the address of a 0-based cell: (0, 0) is A1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def column_number(letters: str) -> int:
    """Return the 0-based number of a column's letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


class _Parser:
    """Precedence climbing over the tokens of one text; `sheet` is where an address without a sheet lies."""

    def __init__(self, text: str, sheet: str, functions: frozenset[str] | None) -> None:
        self.text = text
        self.sheet = sheet
        self.functions = functions
        self.position = 0
        self.depth = 0

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
            left = Operation(match["operator"], left, self.expression(PRECEDENCE[match["operator"]]))
        self.depth -= 1
        return left

    def operand(self) -> Node:
        at = self.position
        match = self.take()
        if match["number"]:
            return Number(Decimal(match["number"]).normalize())
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
            inner = self.expression(_UNARY)
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
        return Call(function, tuple(arguments))


def _area(match: re.Match[str], sheet: str) -> Area:
    where = match["quoted"].replace("''", "'") if match["quoted"] else match["plain"] or sheet
    left, top = column_number(match["column"]), int(match["row"]) - 1
    if not match["row2"]:
        return Area.cell(where, top, left)
    right, bottom = column_number(match["column2"]), int(match["row2"]) - 1
    return Area(where, min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def parse_rule(text: str) -> Node:
    """Return the tree of a rule: field names, no addresses; `EACH(…)` speaks of one list of cells.

    Raises
    ------
    FormulaError
        The text is not of the language.

    """
    node = parse(text, "", FUNCTIONS | {EACH})
    for each in walk(node):
        if isinstance(each, Call) and each.function == EACH and (len(each.arguments) != 1 or len(names(each)) != 1):
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


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, in the order written."""
    yield node
    if isinstance(node, Call):
        for argument in node.arguments:
            yield from walk(argument)
    elif isinstance(node, Operation):
        if node.left is not None:
            yield from walk(node.left)
        yield from walk(node.right)


def names(node: Node) -> tuple[str, ...]:
    """Return the field names of a rule, each once, in the order met."""
    return tuple(dict.fromkeys(each.name for each in walk(node) if isinstance(each, Name)))


def texts(node: Node) -> frozenset[str]:
    """Return the texts that stand in a rule: all that it may yield besides a number."""
    return frozenset(each.value for each in walk(node) if isinstance(each, Text))


def areas(node: Node) -> tuple[Area, ...]:
    """Return the cells and blocks a bound formula refers to, each once, in the order met."""
    return tuple(dict.fromkeys(each for each in walk(node) if isinstance(each, Area)))


def bind(node: Node, cells: Mapping[str, Sequence[Area]]) -> Node:
    """Return the rule with every name replaced by its cells.

    A name of several areas may stand only as an argument of a function, where it becomes several arguments; within
    `EACH` what is around it is repeated for each of its cells.

    Raises
    ------
    FormulaError
        A name has no cells, or several where one is needed.

    """
    if isinstance(node, Name):
        found = cells.get(node.name)
        if found is None or len(found) != 1:
            raise FormulaError("name-unbound", 0, node.name)
        return found[0]
    if isinstance(node, Operation):
        left = None if node.left is None else bind(node.left, cells)
        return Operation(node.operator, left, bind(node.right, cells))
    if isinstance(node, Call):
        arguments: list[Node] = []
        for argument in node.arguments:
            arguments.extend(_argument(argument, cells))
        return Call(node.function, tuple(arguments))
    return node


def numbers(*fields: str) -> str:
    """Return the condition that every field's cell holds a number, in Excel and in LibreOffice alike."""
    count = f"COUNT({','.join(fields)})={len(fields)}"
    truths = ",".join(f"ISLOGICAL({field})" for field in fields)
    return f"AND({count},NOT(OR({truths})))"


def _argument(node: Node, cells: Mapping[str, Sequence[Area]]) -> Iterator[Node]:
    if isinstance(node, Name) and len(cells.get(node.name, ())) > 1:
        yield from cells[node.name]
    elif isinstance(node, Call) and node.function == EACH:
        (repeated,) = node.arguments
        (name,) = names(repeated)
        for area in cells[name]:
            for sheet, row, column in area.cells():
                yield bind(repeated, {name: (Area.cell(sheet, row, column),)})
    else:
        yield bind(node, cells)


def render(node: Node, spell: Callable[[Area], str]) -> str:
    """Return the one spelling of a tree; `spell` writes an area."""
    if isinstance(node, Area):
        return spell(node)
    if isinstance(node, Call):
        return f"{node.function}({','.join(render(each, spell) for each in node.arguments)})"
    if isinstance(node, Operation):
        return _operation(node, spell)
    if isinstance(node, Number):
        return f"{node.value:f}" if abs(node.value.adjusted()) < 16 else str(node.value)  # noqa: PLR2004 - 15 digits
    if isinstance(node, Text):
        return '"' + node.value.replace('"', '""') + '"'
    return ("TRUE" if node.value else "FALSE") if isinstance(node, Truth) else node.name


def _operation(node: Operation, spell: Callable[[Area], str]) -> str:
    level = _UNARY if node.left is None else PRECEDENCE[node.operator]

    def side(child: Node, floor: int) -> str:
        text = render(child, spell)
        low = isinstance(child, Operation) and child.left is not None and PRECEDENCE[child.operator] < floor
        signed = isinstance(child, Operation) and child.left is None and floor > level
        return f"({text})" if low or signed else text

    if node.left is None:
        return f"-{side(node.right, _UNARY)}"
    return f"{side(node.left, level)}{node.operator}{side(node.right, level + 1)}"


def spelled_on(sheet: str) -> Callable[[Area], str]:
    """Return how areas are spelled in a formula that lies on `sheet`: other sheets are named and quoted."""

    def spell(area: Area) -> str:
        if area.sheet == sheet:
            return area.a1
        quoted = area.sheet.replace("'", "''")
        return f"'{quoted}'!{area.a1}"

    return spell


def normal(text: str, sheet: str) -> str:
    """Return the normal form of a formula that lies on `sheet`: what is equal in it is equal in meaning.

    Case, spaces, `$`, `TRUE()` for `TRUE`, needless brackets, quotes of a sheet's name and the spelling of numbers
    vanish. A text outside the language is returned stripped of spaces and in capitals.
    """
    try:
        return render(parse(text, sheet, None), spelled_on(""))
    except FormulaError:
        return re.sub(r"\s+", "", text).upper()


@lru_cache(maxsize=65536)
def slotted(node: Node) -> tuple[str, tuple[Area, ...]]:
    """Return a bound formula with its areas as numbered slots, and those areas.

    Slot i is spelled `A{i+1}`, or `A{i+1}:…{i+1}` over as many columns as the area has cells; formulas that differ
    only in their places get the same text and are compiled once.
    """
    found = areas(node)
    places = {area: index for index, area in enumerate(found)}

    def spell(area: Area) -> str:
        row = places[area]
        width = sum(1 for _ in area.cells())
        return a1(row, 0) if width == 1 else f"{a1(row, 0)}:{a1(row, width - 1)}"

    return render(node, spell), found
