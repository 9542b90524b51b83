"""Evaluates formulas on many records at once: the only module that imports `formulas`.

The library parses a formula and orders its steps; what a step answers is looked up in tables of ours, by subclassing
its tokens. Its process-wide tables stay as they are. The steps are run here, one after the other: the library would
keep a record of every value, which takes longer than the values do. Values travel as object arrays of `Content`: axis
0 is the record, axis 1 the cells of a range.

For one thread only: the library keeps values while it compiles. Use processes.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import numpy.typing as npt
from formulas import Parser
from formulas.errors import BaseError
from formulas.functions import info, logic
from formulas.tokens.function import Function
from formulas.tokens.operand import Empty, Error, Number, Range, String
from formulas.tokens.operator import OperatorToken, Separator
from formulas.tokens.parenthesis import Parenthesis

from xlgen.model import CellError, Content
from xlgen.recompute import excel

if TYPE_CHECKING:
    from schedula import DispatchPipe

Column = Sequence[Sequence[Content]]
"""One slot's cells: an inner sequence a record, as long as the slot is wide."""
Block = npt.NDArray[np.object_]
Step = Callable[..., object]

# One of each formula of a form, and of some forms beside it.
_REMEMBERED = 4096


class EngineError(Exception):
    """The engine cannot evaluate a formula, or was given cells that do not fit it."""


@dataclass(frozen=True)
class _Reducer:
    """A function of a record's cells; `direct` is applied to an argument that is no reference."""

    of_row: Callable[[Sequence[Content]], Content]
    direct: Callable[[Content], Content]


def _as_is(content: Content) -> Content:
    return content


# Functions of one record's own cells. The library's go over the whole array, and take text for numbers.
_REDUCERS = {
    "SUM": _Reducer(excel.total, excel.direct_number),
    "MIN": _Reducer(excel.smallest, excel.direct_number),
    "MAX": _Reducer(excel.largest, excel.direct_number),
    "COUNT": _Reducer(excel.count, excel.direct_number),
    "COUNTA": _Reducer(excel.count_filled, _as_is),
    "AND": _Reducer(excel.every, excel.direct_logical),
    "OR": _Reducer(excel.some, excel.direct_logical),
}
# Functions of single cells in place of the library's, and why.
_CELLWISE: dict[str, Callable[..., Content]] = {
    "ABS": excel.absolute,  # takes "1_0", "５" and "nan" for numbers
    "ROUND": excel.round_half_up,  # binary: ROUND(1.005,2) is 1.00
    "ROUNDDOWN": excel.round_down,  # binary: ROUNDDOWN(0.29,2) is 0.28
    "ROUNDUP": excel.round_up,  # binary: ROUNDUP(1.1,1) can be 1.2
    "TRUNC": excel.truncate,  # binary: TRUNC(4.35,2) is 4.34
    "IF": excel.choose,  # turns a blank it yields into 0; refuses the text TRUE
    "IFERROR": excel.if_error,  # turns a blank it yields into 0
    "NOT": excel.negation,  # answers numpy booleans, which ISLOGICAL does not know
    "ISNUMBER": excel.is_number,  # TRUE for "5"
    "ISBLANK": excel.is_blank,  # knows no blank but its own
    "ISERROR": excel.is_error,  # knows no errors but its own
    "N": excel.as_plain_number,  # looks at the first record only
    "LEN": excel.length,  # counts the 17 digits of 0.1+0.2, and code points
    "CLEAN": excel.clean,  # keeps line breaks
    "TRIM": excel.trim,  # strips full-width spaces, keeps doubled ones
    "SUBSTITUTE": excel.substitute,  # numbers as 17 digits; inserts between all characters where `old` is ""
    "EXACT": excel.exact,  # numbers as 17 digits
    "TEXT": excel.formatted,  # binary: TEXT(1.005,"0.00") is 1.00
}
# The library's own agree with Excel on every kind of content. Asked for by module: its table of all functions loads
# scipy's statistics too, for half a second and 60 MB.
_LIBRARY: dict[str, Callable[..., object]] = {
    "ISTEXT": info.FUNCTIONS["ISTEXT"],
    "ISLOGICAL": info.FUNCTIONS["ISLOGICAL"],
    "TRUE": logic.FUNCTIONS["TRUE"],
    "FALSE": logic.FUNCTIONS["FALSE"],
}
_OPERATORS: dict[str, Callable[..., Content]] = {
    "+": excel.add,  # keeps rounding residues, and the text coercion of ABS
    "-": excel.subtract,  # 0.3-0.1-0.2 is not 0
    "*": excel.multiply,  # text coercion
    "/": excel.divide,  # text coercion
    "U-": excel.negate,  # text coercion; -0.0
    "&": excel.join,  # 0.1+0.2&"" prints 17 digits
    "=": excel.equal,  # 0.1+0.2=0.3 is FALSE; a blank is never FALSE
    "<>": excel.unequal,
    "<": excel.less,
    ">": excel.greater,
    "<=": excel.at_most,
    ">=": excel.at_least,
}
FUNCTIONS: frozenset[str] = frozenset({*_REDUCERS, *_CELLWISE, *_LIBRARY, "SUMPRODUCT"})
"""The functions a formula may use, all of Excel 2010 and before."""

# Within SUMPRODUCT these and the operators go cell by cell; IF, IFERROR, N, EXACT and the rest may not.
_OF_RANGES = frozenset(
    {"ABS", "ROUND", "ROUNDDOWN", "ROUNDUP", "TRUNC", "LEN", "CLEAN", "TRIM", "SUBSTITUTE"}
) | frozenset({"ISNUMBER", "ISTEXT", "ISBLANK", "ISERROR", "ISLOGICAL"})
_MANY = 255


def _refuse(reason: str) -> NoReturn:
    raise EngineError(reason)


# --- steps: what the library runs ---------------------------------------------------------------------------


def _block(value: object) -> Block:
    """Return the value as an array of two dimensions; a constant becomes one of shape (1, 1)."""
    if isinstance(value, np.ndarray) and value.ndim == 2 and value.dtype == object:  # noqa: PLR2004 - as it should be
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    return np.atleast_2d(np.asarray(value, dtype=object))


def _cellwise(function: Callable[..., Content], count: int) -> Callable[..., Block]:
    ufunc: Callable[..., Block] = np.frompyfunc(function, count, 1)

    def step(*args: object) -> Block:
        return ufunc(*map(_block, args))

    return step


def _of_library(function: Step) -> Step:
    def step(*args: object) -> object:
        return function(*map(_block, args))  # given a constant it would answer a numpy boolean

    return step


def _column(values: list[Content]) -> Block:
    return np.fromiter(values, dtype=object, count=len(values)).reshape(-1, 1)


def _reducing(reducer: _Reducer, referred: Sequence[bool]) -> Step:
    # A step for each argument: what a reference refers to stays as it is.
    taking = [_block if is_reference else _cellwise(reducer.direct, 1) for is_reference in referred]

    def step(*args: object) -> Block:
        blocks = [take(arg) for take, arg in zip(taking, args, strict=True)]
        count = max(map(len, blocks))
        rows = np.concatenate([np.broadcast_to(block, (count, block.shape[1])) for block in blocks], axis=1)
        return _column([reducer.of_row(row) for row in rows.tolist()])

    return step


def _sum_of_products(*args: object) -> Block:
    blocks = [_block(arg) for arg in args]
    count = max(map(len, blocks))
    columns = [np.broadcast_to(block, (count, block.shape[1])).tolist() for block in blocks]
    return _column([excel.sum_of_products(rows) for rows in zip(*columns, strict=True)])


# --- tokens: what the library parses ------------------------------------------------------------------------


def _width(token: object) -> int:
    """Return how many cells of a record the token stands for."""
    if isinstance(token, Range):
        return int(token.attr.get("n2", 1)) - int(token.attr.get("n1", 1)) + 1
    return int(token.attr.get("width", 1)) if isinstance(token, _Call | _Operation) else 1


def _common_width(name: str, tokens: Sequence[object]) -> int:
    if any(isinstance(token, Empty | Separator) for token in tokens):
        _refuse(f"{name}: an argument is left out, or a union")
    widths = {_width(token) for token in tokens} - {1}
    # SUM, COUNT and their like go through one argument after the other: COUNT(A1:N1,A2:B2) is nothing odd.
    if len(widths) > 1 and name not in _REDUCERS:
        _refuse(f"{name}: ranges of different lengths")
    return max(widths, default=1)


@functools.lru_cache
def _arity(name: str) -> tuple[int, int]:
    """Return the least and the largest number of arguments."""
    if name in ("TRUE", "FALSE"):
        return 0, 0
    if name in _CELLWISE:
        parameters = inspect.signature(_CELLWISE[name]).parameters.values()
        return sum(each.default is inspect.Parameter.empty for each in parameters), len(parameters)
    return (1, 1) if name in _LIBRARY else (1, _MANY)


class _Call(Function):  # type: ignore[misc]
    """A function call that looks its function up in our tables."""

    def update_input_tokens(self, *tokens: object) -> None:
        """Check the arguments, which the library does before it compiles the call."""
        name = self.name.upper()
        if name not in FUNCTIONS:
            _refuse(f"unknown function {name}")
        least, most = _arity(name)
        if not least <= len(tokens) <= most:
            _refuse(f"{name} with {len(tokens)} arguments")
        width = _common_width(name, tokens)
        if name == "TEXT" and not (isinstance(tokens[1], String) and excel.is_format(tokens[1].compile())):
            _refuse("TEXT: no plain literal format")
        # Elsewhere a calculated array would need an array formula: Excel 2010 would take one cell of it.
        if name in _REDUCERS and any(_width(t) > 1 and not isinstance(t, Range) for t in tokens):
            _refuse(f"{name} of a calculated array")
        if width > 1 and name in _CELLWISE.keys() | set(_LIBRARY) and name not in _OF_RANGES:
            _refuse(f"{name} of a range")
        self.attr["width"] = width if name in _OF_RANGES else 1
        self.attr["referred"] = tuple(isinstance(token, Range) for token in tokens)

    def compile(self) -> Step:
        """Return the step for the arguments last checked."""
        name, referred = self.name.upper(), self.attr["referred"]
        if name == "SUMPRODUCT":
            return _sum_of_products
        if name in _REDUCERS:
            return _reducing(_REDUCERS[name], referred)
        if name in _CELLWISE:
            return _cellwise(_CELLWISE[name], len(referred))
        return _of_library(_LIBRARY[name])


class _Operation(OperatorToken):  # type: ignore[misc]
    """An operator that looks its function up in our table."""

    def update_input_tokens(self, *tokens: object) -> None:
        """Check the operands."""
        if self.name.upper() not in _OPERATORS:
            _refuse(f"unknown operator {self.name}")
        self.attr["width"] = _common_width(self.name, tokens)

    def compile(self) -> Step:
        """Return the step."""
        return _cellwise(_OPERATORS[self.name.upper()], self.get_n_args)


class _LiteralError(Error):  # type: ignore[misc]
    """An error written in a formula, as ours."""

    def compile(self) -> CellError:
        """Return the error."""
        return CellError(self.name.upper())


class _Parser(Parser):  # type: ignore[misc]
    """The library's, with our tokens, and without lambdas, array constants and intersections."""

    filters = (_LiteralError, String, Number, Range, _Operation, Separator, _Call, Parenthesis)


# --- formulas -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Compiled:
    """A formula's steps in order: what each calls, the names of what it takes, and of what it gives.

    `slots` are the names of the slots that it speaks of, each with its place; `constants` what else it starts from.
    """

    steps: tuple[tuple[Step, tuple[str, ...], str], ...]
    slots: tuple[tuple[str, int], ...]
    constants: Mapping[str, Block]
    result: str

    def run(self, blocks: Mapping[str, Block]) -> Block:
        """Return what the formula gives for the cells of its slots."""
        values: dict[str, object] = {**self.constants, **blocks}
        with np.errstate(all="ignore"):  # an overflow is answered by #NUM!
            for call, taken, given in self.steps:
                values[given] = call(*[values[name] for name in taken])
        return _block(values[self.result])


def _steps(run: DispatchPipe) -> tuple[tuple[Step, tuple[str, ...], str], ...]:
    """Return the steps of what the library compiled, in its order."""
    nodes = [run.dsp.nodes.get(task[-1][0]) for task, *_ in run.pipe]
    calls = [node for node in nodes if node is not None and node["type"] == "function"]
    return tuple((each["function"], tuple(each["inputs"]), each["outputs"][0]) for each in calls)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _slot_name(index: int, width: int) -> str:
    row = index + 1
    return f"A{row}" if width == 1 else f"A{row}:{_letters(width)}{row}"


@functools.lru_cache(maxsize=_REMEMBERED)
def _compile(text: str, widths: tuple[int, ...]) -> _Compiled:
    names = {_slot_name(index, width): index for index, width in enumerate(widths)}
    if re.search(r"[\r\n]", text):
        _refuse(f"a line break in {text!r}")  # the library would drop it, even within a text
    try:
        tokens, builder = _Parser().ast("=" + text.strip())
        _check(tokens, builder[-1], names)
        with np.errstate(all="ignore"):  # constants are computed here; an overflow is answered by #NUM!
            run = builder.compile()
    except EngineError as error:
        message = f"{error} in {text!r}"
        raise EngineError(message) from error
    except (BaseError, ValueError, IndexError, KeyError, SyntaxError) as error:  # at what the library cannot read
        message = f"cannot read {text!r}"
        raise EngineError(message) from error
    constants = {name: _block(default["value"]) for name, default in run.dsp.default_values.items()}
    return _Compiled(_steps(run), tuple((name, names[name]) for name in run.inputs), constants, run.outputs[0])


def _check(tokens: Sequence[object], result: object, names: dict[str, int]) -> None:
    for token in tokens:
        if isinstance(token, Number) and not math.isfinite(token.compile()):
            _refuse(f"{token.name} is too large")
        if isinstance(token, Range):
            written = token.source[: token.end_match].strip().replace("$", "").upper()
            # The library also reads R1C1, INDIRECT("A1") and names.
            if written != token.name or written not in names:
                _refuse(f"{written} is no slot")
    if isinstance(result, Separator) or _width(result) > 1:
        _refuse("more than one cell as the result")


def evaluate(text: str, slots: Sequence[Column], count: int) -> list[Content]:
    """Evaluate one formula for `count` records.

    `text` is Excel formula text without "=", whose references are slots: slot i (from 0) is `A{i+1}` if one
    cell wide, `A{i+1}:C{i+1}` if three. `slots[i]` holds `count` sequences of equal length, one a record. The
    result holds `count` contents; a formula that yields blank gives 0.0, as a cell does. Equal records are
    computed once. For one thread only.

    Raises
    ------
    EngineError
        The formula uses more than `FUNCTIONS`, the operators + - * / & = <> < > <= >= and unary minus, or an
        array outside SUMPRODUCT; or the slots do not fit it.

    """
    if not count:
        return []  # without a record the slots' widths are not known
    widths = tuple(_width_of(slot, count) for slot in slots)
    distinct, where = distinct_rows([tuple(itertools.chain.from_iterable(cells)) for cells in _by_record(slots, count)])
    answers = evaluate_rows(text, widths, distinct)
    return [answers[index] for index in where]


def _by_record(slots: Sequence[Column], count: int) -> Iterable[tuple[Sequence[Content], ...]]:
    return zip(*slots, strict=True) if slots else [()] * count


def _width_of(slot: Column, count: int) -> int:
    if len(slot) != count:
        _refuse(f"a slot of {len(slot)} records among {count}")
    widths = {len(cells) for cells in slot}
    if len(widths) > 1 or 0 in widths:
        _refuse("a slot's records differ in width, or are empty")
    return widths.pop()


def distinct_rows(rows: Sequence[tuple[Content, ...]]) -> tuple[list[tuple[Content, ...]], list[int]]:
    """Return the rows without repetition, and for each row the place of its like among them."""
    places: dict[object, int] = {}
    distinct: list[tuple[Content, ...]] = []
    where = []
    for row in rows:
        place = places.setdefault((row, tuple(map(type, row))), len(distinct))  # TRUE, 1 and 1.0 are equal in Python
        if place == len(distinct):
            distinct.append(row)
        where.append(place)
    return distinct, where


def evaluate_rows(text: str, widths: tuple[int, ...], rows: Sequence[tuple[Content, ...]]) -> list[Content]:
    """Evaluate one formula for rows that each hold the cells of all its slots, one slot behind the other.

    `widths` are how many cells each slot has; all else is as for `evaluate`. Every row is computed.

    Raises
    ------
    EngineError
        As `evaluate`.

    """
    compiled = _compile(text, widths)
    starts = list(itertools.accumulate(widths, initial=0))
    blocks = {}
    for name, index in compiled.slots:
        cells = slice(starts[index], starts[index + 1])
        blocks[name] = np.array([row[cells] for row in rows], dtype=object).reshape(len(rows), -1)
    try:
        result = compiled.run(blocks)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        message = f"cannot compute {text!r}"  # no content may make a step fail, so this is a defect, not a finding
        raise EngineError(message) from error
    answers = [0.0 if answer is None else answer for answer in result[:, 0].tolist()]
    return answers if len(answers) == len(rows) else answers * len(rows)
