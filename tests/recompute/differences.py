"""The cases on which the engine is held against LibreOffice, and every one on which they are known to differ.

A case is a formula over slots (as for `engine.evaluate`) and the contents of one record. Most are products:
every function and operator with every kind of content. `DIFFERING` lists, by reason, the cases where
LibreOffice answers otherwise than the engine, with the engine's answer; all other cases must agree.
"""

from __future__ import annotations

import enum
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlgen.model import CellError, Content

if TYPE_CHECKING:
    from collections.abc import Iterator

Cells = tuple[Content | tuple[Content, ...], ...]
"""One record: a content for each slot one cell wide, a tuple for each range."""


class Reason(enum.Enum):
    """Why LibreOffice differs: first from what Excel's documentation says, then where that is silent."""

    BOOLEAN_IS_NUMBER = "LibreOffice keeps booleans as the numbers 1 and 0; in Excel they are none"
    BOOLEAN_AS_TEXT = "LibreOffice writes a boolean cell as 1 or 0, Excel as TRUE or FALSE"
    ORDER_OF_KINDS = "Excel orders numbers, text, booleans; in LibreOffice a boolean is a number"
    TEXT_ARGUMENT = "Excel counts numeric text written as an argument; LibreOffice gives #VALUE!"
    FIFTEEN_DIGITS = "Excel goes by 15 significant digits; LibreOffice takes near numbers for equal"
    UTF16 = "Excel counts UTF-16 units; LibreOffice counts characters"

    COERCION = "texts that count as numbers or conditions; the engine takes plain numbers only"
    TEXT_ORDER = "Excel and LibreOffice order texts by a language, the engine by code point"
    EXPONENT = "very large and very small numbers joined to text are written differently"
    REFERENCE_OF_IF = "what IF yields is a reference to LibreOffice, whose text SUM ignores"
    ERROR_BESIDE_TEXT = "in SUMPRODUCT(range,range) LibreOffice drops an error that stands beside text"

    @property
    def documented(self) -> bool:
        """Whether the engine's answer is what Excel's documentation says."""
        return self in _DOCUMENTED


_DOCUMENTED = {
    Reason.BOOLEAN_IS_NUMBER,
    Reason.BOOLEAN_AS_TEXT,
    Reason.ORDER_OF_KINDS,
    Reason.TEXT_ARGUMENT,
    Reason.FIFTEEN_DIGITS,
    Reason.UTF16,
}


@dataclass(frozen=True)
class Case:
    """A formula and one record; where LibreOffice differs, also the `reason` and the engine's `answer`."""

    formula: str
    cells: Cells
    reason: Reason | None = None
    answer: Content = None

    @property
    def slots(self) -> list[tuple[Content, ...]]:
        """The contents of each slot."""
        return [slot if isinstance(slot, tuple) else (slot,) for slot in self.cells]

    def __str__(self) -> str:
        """Return the formula and its contents, as differences.md writes them."""
        return f"{self.formula} | {shown(self.cells)}"


def shown(cells: Cells | Content) -> str:
    """Return contents as differences.md writes them: slots by ';', the cells of a range by ','."""
    if isinstance(cells, tuple):
        inner = (",".join(map(shown, slot)) if isinstance(slot, tuple) else shown(slot) for slot in cells)
        return "; ".join(inner) or "—"
    if cells is None:
        return "空"
    if isinstance(cells, CellError):
        return cells.value
    if isinstance(cells, bool):
        return str(cells).upper()
    if isinstance(cells, str):
        return '"' + cells.replace("\u3000", "U+3000").replace("\u00a0", "U+00A0") + '"'
    digits = f"{cells:.15g}"
    return digits if float(digits) == cells else repr(cells)


ERROR = CellError.DIVISION
VALUE = CellError.VALUE
NOT_AVAILABLE = CellError.NOT_AVAILABLE
WIDE_SPACE = "\u3000"
# Blank, text, no text, text like a number, full-width digits, U+3000, error, booleans, 0, negative, ordinary.
CONTENTS: tuple[Content, ...] = (
    None,
    "完成",
    "",
    "5",
    "５",
    WIDE_SPACE,
    ERROR,
    True,
    False,
    0.0,
    -2.5,
    12.345,
)


def _split(formulas: str) -> list[str]:
    # str.split() would also split at U+3000 within a formula.
    return re.split("[ \n]+", formulas.strip(" \n"))


OF_ONE_CELL = _split("""
    ISNUMBER(A1) ISTEXT(A1) ISBLANK(A1) ISERROR(A1) ISLOGICAL(A1) N(A1) ABS(A1) NOT(A1) IF(A1,1,2)
    IF(TRUE,A1) IFERROR(A1,"e") IF(FALSE,A1,3) IF(TRUE,A1)="" IF(TRUE,A1)&"x" IF(TRUE(),A1,FALSE())
    IFERROR(A1,"e")="" SUM(A1) MIN(A1) MAX(A1) COUNT(A1) COUNTA(A1) AND(A1) OR(A1) SUMPRODUCT(A1) SUM(A1,1)
    AND(A1,TRUE) OR(A1,FALSE) ROUND(A1,1) ROUNDDOWN(A1,1) ROUNDUP(A1,1) TRUNC(A1) TRUNC(A1,1)
    TEXT(A1,"0.00") LEN(A1) CLEAN(A1) TRIM(A1) SUBSTITUTE(A1,"完","x") EXACT(A1,"5") A1+1 1-A1 A1*2 A1/2 2/A1 -A1
    A1&"" A1="" A1=0 A1<>5 A1<1 A1>0 A1<=5 A1>=-2.5 A1="5" A1=TRUE
""")

HALVES: dict[int, tuple[float, ...]] = {
    0: (0.5, 1.5, 2.5, -0.5, -2.5, 2.4999999999999996, 1234567.5),
    1: (0.05, 0.25, 1.15, 8.45, -1.15, 0.3, 99.95),
    2: (1.005, 0.285, 2.675, 8.925, -1.005, -2.675, 0.29, 4.35, 99.995, 1234567.125),
    4: (0.00005, 1.00005, 0.12345, 0.28755, -1.00005, -0.00005, 1e15),
}
ROUNDINGS = ("ROUND(A1,{})", "ROUNDDOWN(A1,{})", "ROUNDUP(A1,{})", "TRUNC(A1,{})")
FORMATS = {0: "0", 1: "#,##0.0", 2: "0.00", 4: "0.0000"}

ALONE = _split("""
    0.1+0.2=0.3 0.1+0.2<>0.3 0.1*3>0.3 0.1*3<=0.3 0.3-0.1-0.2 0.3-0.2-0.1=0 1-0.9=0.1 10.1-10=0.1
    10.1-10-0.1 1/3*3=1 1/3 SUM(0.1,0.2,-0.3) SUM(0.1,0.2)=0.3 0.1+0.2&"" EXACT(0.1+0.2,0.3) LEN(0.1+0.2)
    LEN(1/3) 0.999999999999999=1 1-0.999999999999999 1/0 0/0 1E+308*10 1E+308+1E+308 #N/A IFERROR(#N/A,1)
    IF(#N/A,1,2) IF(TRUE,1,#N/A) AND(0,1/0) OR(1,1/0) ABS(1/0) 2*-3 -2-3 1-2-3 12/3/2 2+3*4 (2+3)*4 1&2+3
    1+2=3 -(-5) 5+-3 -2&"" 1<2=TRUE 1=1=1 0*-1 0*-1&"" 1/(0*-1) 1E+15&"" 1E+20&"" 123456789012345678&""
    0.00001&"" 0.0000123456&"" 1E-10&"" 1E-20&"" 1234567.891&"" 100000000000&"" "a"="A" "Ａ"="A" "２"="2"
    ""=0 "1"=1 "a"<"B" "z">5 1<"a" "_"<"1" "５">"a" TRUE=1 TRUE>5 TRUE>"z" FALSE<TRUE TRUE+TRUE -TRUE
    IF(0,1) IF("x",1,2) IF("TRUE",1,2) NOT("TRUE") NOT(0) AND("x") AND(1,"x") OR("x",1) AND(1,"TRUE") TRUE()
    FALSE() ISTEXT("") ISBLANK("") ISERROR(1/0) ISNUMBER(1/0) ISTEXT(1/0) ISLOGICAL(1=1) ISNUMBER(1=1)
    N("5") N(1=1) COUNT("5",5,TRUE,"x") COUNT(1/0,1) COUNTA("",1/0,1) MAX("7",3) MIN("x",3) MAX(TRUE,0)
    SUM("x") SUM("5",15,TRUE) ROUND("2.5",0) ROUND(TRUE,0) ROUND(2.567,1.9) ROUND(25,-1) ROUND(-25,-1)
    ROUND(1E+300,2) ROUND(1234,-9) ROUNDUP(0,2) ROUNDUP(-0.001,2) ROUNDDOWN(2.49999999999999,1) TRUNC(-2.5)
    TEXT(0.285,"0%") TEXT(0.12345,"0.00%") TEXT(1234.5,"#,##0%") TEXT(7,"000") TEXT(-0.001,"0.00")
    TEXT(-1234567.891,"#,##0.00") TEXT("x","0.00") TEXT("5","0.00") TEXT(TRUE,"0") TRUE&1 LEN("中文")
    LEN("𠮷") SUBSTITUTE("aAa","a","b") SUBSTITUTE("aaa","a","b",2) SUBSTITUTE("aaa","a","b",4)
    SUBSTITUTE("aaa","a","b",0) SUBSTITUTE("aaa","","b") SUBSTITUTE("aaa","a","") SUBSTITUTE(121,1,3)
    EXACT("a","A") EXACT(1,"1") EXACT(TRUE,"TRUE") SUMPRODUCT(2,3) SUMPRODUCT("2",3) SUMPRODUCT(TRUE,3)
""")

TEXTS_AS_NUMBERS = (
    " 5 ",
    "-5",
    "1e3",
    "1,234",
    "12,34",
    "50%",
    "5 %",
    ".",
    "1_0",
    "nan",
    "0x10",
    "１２",
    "¥5",
    "5元",
    "2024年1月1日",
)
COERCED_BY_LIBREOFFICE = ("2024-1-1", "12:00", "$5", "(5)", "TRUE", "\u00a05")

RANGES: tuple[tuple[Content, ...], ...] = (
    (1.0, 2.0, 3.0),
    (1.0, "x", None),
    ("5", "５", "x"),
    (True, False, 1.0),
    (None, None, None),
    ("", "", 2.0),
    (ERROR, 1.0, "x"),
    (0.1, 0.2, -0.3),
    ("A", "a", WIDE_SPACE),
    (0.3, 0.1 + 0.2, -1.25),
)
OF_RANGES = _split("""
    SUM(A1:C1) MIN(A1:C1) MAX(A1:C1) COUNT(A1:C1) COUNTA(A1:C1) AND(A1:C1) OR(A1:C1) SUMPRODUCT(A1:C1)
    SUM(A1:C1,1) COUNT(A1:C1,1) SUMPRODUCT((A1:C1<>"")*1) SUMPRODUCT((A1:C1="a")*1)
    SUMPRODUCT((A1:C1=0.3)*1) SUMPRODUCT((A1:C1>0)*1) SUMPRODUCT(A1:C1*2) SUMPRODUCT(ISNUMBER(A1:C1)*1)
    SUMPRODUCT(ISTEXT(A1:C1)*1) SUMPRODUCT(ISBLANK(A1:C1)*1) SUMPRODUCT(ISERROR(A1:C1)*1)
    SUMPRODUCT(ISLOGICAL(A1:C1)*1) SUMPRODUCT((LEN(A1:C1)=1)*1) SUMPRODUCT((TRIM(A1:C1)="")*1)
    SUMPRODUCT(ABS(A1:C1)) SUMPRODUCT((SUBSTITUTE(A1:C1,"\u3000","")="")*1) SUMPRODUCT(ROUND(A1:C1,1))
    SUMPRODUCT(ROUNDUP(A1:C1,1)) SUMPRODUCT(ROUNDDOWN(A1:C1,1)) SUMPRODUCT(TRUNC(A1:C1))
""")
OF_RANGE_AND_CELL = ("SUMPRODUCT((A1:C1=A2)*1)", "SUM(A1:C1,A2)", 'SUMPRODUCT((A1:C1<>"")*(A1:C1=A2))')
OF_TWO_RANGES = ("SUMPRODUCT(A1:C1,A2:C2)", "SUMPRODUCT((A1:C1=A2:C2)*1)")


OF_WHITE = ("CLEAN(A1)", f'LEN(TRIM(SUBSTITUTE(SUBSTITUTE(CLEAN(A1),"{WIDE_SPACE}",""),"\u00a0","")))>0')
WHITE = (("\n",), ("a\tb\nc",), (" \n ",), ("\u00a0",), ("\u2028",), ("\u200b",))


def _formulas_and_cells() -> Iterator[tuple[str, Cells]]:
    for formula, content in itertools.product(OF_ONE_CELL, CONTENTS):
        yield formula, (content,)
    for digits, numbers in HALVES.items():
        formulas = [rounding.format(digits) for rounding in ROUNDINGS] + [f'TEXT(A1,"{FORMATS[digits]}")']
        for formula, number in itertools.product(formulas, numbers):
            yield formula, (number,)
    for formula in ALONE:
        yield formula, ()
    for formula, text in itertools.product(("A1*1", "ABS(A1)"), TEXTS_AS_NUMBERS + COERCED_BY_LIBREOFFICE):
        yield formula, (text,)
    for formula, cells in itertools.product(OF_RANGES, RANGES):
        yield formula, (cells,)
    for formula, cells, content in itertools.product(OF_RANGE_AND_CELL, RANGES[:5], (None, "A", 1.0)):
        yield formula, (cells, content)
    for formula, other in itertools.product(OF_TWO_RANGES, (*RANGES[:6], RANGES[8])):
        yield formula, (RANGES[0], other)
    yield "SUMPRODUCT(A1:C1,A2:C2)", (RANGES[8], RANGES[6])
    for text in (f"{WIDE_SPACE}a{WIDE_SPACE}", "\u00a0a", "  a  b "):
        yield "TRIM(A1)", (text,)
    yield from itertools.product(OF_WHITE, WHITE)
    yield "SUM(IF(TRUE,A1),1)", ("x",)
    yield "ROUND(A1*A2,2)", (10.633, 15.0)
    yield 'TEXT(A1*A2,"0.00")', (10.633, 15.0)
    yield 'TEXT(ROUND(A1*A2,2),"0.00")', (10.633, 15.0)
    yield 'IF(AND(ISNUMBER(A1),ISNUMBER(A2)),IF(A1>=A2,A2,ROUND(A1/A2,2)),"")', (2.0, 3.0)


BOOLEANS = RANGES[3]
DIFFERING: dict[Reason, tuple[tuple[str, Cells, Content], ...]] = {
    Reason.BOOLEAN_IS_NUMBER: (
        ("ISNUMBER(A1)", (True,), False),
        ("ISNUMBER(A1)", (False,), False),
        ("SUM(A1)", (True,), 0.0),
        ("MIN(A1)", (True,), 0.0),
        ("MIN(A1)", (False,), 0.0),
        ("MAX(A1)", (True,), 0.0),
        ("MAX(A1)", (False,), 0.0),
        ("COUNT(A1)", (True,), 0.0),
        ("COUNT(A1)", (False,), 0.0),
        ("SUMPRODUCT(A1)", (True,), 0.0),
        ("SUM(A1,1)", (True,), 1.0),
        ("ISNUMBER(1=1)", (), False),
        ("SUMPRODUCT(TRUE,3)", (), 0.0),
        ("SUM(A1:C1)", (BOOLEANS,), 1.0),
        ("MIN(A1:C1)", (BOOLEANS,), 1.0),
        ("MAX(A1:C1)", (BOOLEANS,), 1.0),
        ("COUNT(A1:C1)", (BOOLEANS,), 1.0),
        ("SUMPRODUCT(A1:C1)", (BOOLEANS,), 1.0),
        ("SUM(A1:C1,1)", (BOOLEANS,), 2.0),
        ("COUNT(A1:C1,1)", (BOOLEANS,), 2.0),
        ("SUMPRODUCT(ISNUMBER(A1:C1)*1)", (BOOLEANS,), 1.0),
        ("SUMPRODUCT(ISLOGICAL(A1:C1)*1)", (BOOLEANS,), 2.0),
        ("SUM(A1:C1,A2)", (BOOLEANS, None), 1.0),
        ("SUM(A1:C1,A2)", (BOOLEANS, "A"), 1.0),
        ("SUM(A1:C1,A2)", (BOOLEANS, 1.0), 2.0),
        ("SUMPRODUCT(A1:C1,A2:C2)", ((1.0, 2.0, 3.0), BOOLEANS), 3.0),
    ),
    Reason.BOOLEAN_AS_TEXT: (
        ('IF(TRUE,A1)&"x"', (True,), "TRUEx"),
        ('IF(TRUE,A1)&"x"', (False,), "FALSEx"),
        ('TEXT(A1,"0.00")', (True,), "TRUE"),
        ('TEXT(A1,"0.00")', (False,), "FALSE"),
        ("LEN(A1)", (True,), 4.0),
        ("LEN(A1)", (False,), 5.0),
        ("TRIM(A1)", (True,), "TRUE"),
        ("TRIM(A1)", (False,), "FALSE"),
        ("CLEAN(A1)", (True,), "TRUE"),
        ("CLEAN(A1)", (False,), "FALSE"),
        ('SUBSTITUTE(A1,"完","x")', (True,), "TRUE"),
        ('SUBSTITUTE(A1,"完","x")', (False,), "FALSE"),
        ('A1&""', (True,), "TRUE"),
        ('A1&""', (False,), "FALSE"),
        ('TEXT(TRUE,"0")', (), "TRUE"),
        ("TRUE&1", (), "TRUE1"),
        ('EXACT(TRUE,"TRUE")', (), True),
        ("SUMPRODUCT((LEN(A1:C1)=1)*1)", (BOOLEANS,), 1.0),
    ),
    Reason.ORDER_OF_KINDS: (
        ("A1=0", (False,), False),
        ("A1<1", (False,), False),
        ("A1>0", (False,), True),
        ("A1<=5", (True,), False),
        ("A1<=5", (False,), False),
        ("1=1=1", (), False),
        ("TRUE=1", (), False),
        ("TRUE>5", (), True),
        ('TRUE>"z"', (), True),
        ("SUMPRODUCT((A1:C1>0)*1)", (BOOLEANS,), 3.0),
        ("SUMPRODUCT((A1:C1=A2)*1)", (BOOLEANS, 1.0), 1.0),
        ('SUMPRODUCT((A1:C1<>"")*(A1:C1=A2))', (BOOLEANS, 1.0), 1.0),
        ("SUMPRODUCT((A1:C1=A2:C2)*1)", ((1.0, 2.0, 3.0), BOOLEANS), 0.0),
    ),
    Reason.TEXT_ARGUMENT: (
        ('MAX("7",3)', (), 7.0),
        ('SUM("5",15,TRUE)', (), 21.0),
    ),
    Reason.FIFTEEN_DIGITS: (
        ("0.999999999999999=1", (), False),
        ("1-0.999999999999999", (), 9.992007221626409e-16),
        ("ROUNDDOWN(2.49999999999999,1)", (), 2.4),
        ('TEXT(0.285,"0%")', (), "29%"),
        ('TEXT(A1*A2,"0.00")', (10.633, 15.0), "159.50"),
    ),
    Reason.UTF16: (('LEN("𠮷")', (), 2.0),),
    Reason.COERCION: (
        ("NOT(A1)", ("5",), VALUE),
        ("IF(A1,1,2)", ("5",), VALUE),
        ('AND(1,"TRUE")', (), True),
        ("A1*1", ("2024-1-1",), VALUE),
        ("A1*1", ("12:00",), VALUE),
        ("A1*1", ("$5",), VALUE),
        ("A1*1", ("(5)",), VALUE),
        ("A1*1", ("TRUE",), VALUE),
        ("A1*1", ("\u00a05",), VALUE),
        ("ABS(A1)", ("2024-1-1",), VALUE),
        ("ABS(A1)", ("12:00",), VALUE),
        ("ABS(A1)", ("$5",), VALUE),
        ("ABS(A1)", ("(5)",), VALUE),
        ("ABS(A1)", ("TRUE",), VALUE),
        ("ABS(A1)", ("\u00a05",), VALUE),
    ),
    Reason.TEXT_ORDER: (
        ('"_"<"1"', (), False),
        ('"５">"a"', (), True),
    ),
    Reason.EXPONENT: (
        ('1E+15&""', (), "1E+15"),
        ('1E+20&""', (), "1E+20"),
        ('123456789012345678&""', (), "1.23456789012346E+17"),
        ('1E-20&""', (), "1E-20"),
    ),
    Reason.REFERENCE_OF_IF: (("SUM(IF(TRUE,A1),1)", ("x",), VALUE),),
    Reason.ERROR_BESIDE_TEXT: (("SUMPRODUCT(A1:C1,A2:C2)", (("A", "a", "\u3000"), (ERROR, 1.0, "x")), ERROR),),
}


def _key(formula: str, cells: Cells) -> tuple[str, str]:
    return formula, shown(cells)  # TRUE and 1 are equal in Python, but not as shown


def _cases() -> list[Case]:
    """Return every case once; raise ValueError if a differing one is not among them."""
    differing = {
        _key(formula, cells): (reason, answer) for reason, rows in DIFFERING.items() for formula, cells, answer in rows
    }
    every = {_key(formula, cells): (formula, cells) for formula, cells in _formulas_and_cells()}
    if strays := differing.keys() - every.keys():
        message = f"no such cases: {strays}"
        raise ValueError(message)
    return [Case(*case, *differing.get(key, (None, None))) for key, case in every.items()]


CASES = _cases()
