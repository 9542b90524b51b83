"""汇总表.xlsx: the round as it is reported upward, its sums and averages live formulas with their right values."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import terms, writer
from xlgen.report import findings, rules
from xlgen.report.adding import MONEY, Added, by_class, by_department, share
from xlgen.report.given import STATUSES, UNDECIDED
from xlgen.report.projects import AMOUNT
from xlgen.report.tally import BOUNDS
from xlgen.writer import Chart, Column, Formula, Table, Total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import ExitStack

    from xlgen.report.adding import Mean
    from xlgen.report.given import Round
    from xlgen.report.projects import Project, Projects
    from xlgen.report.tally import Tally
    from xlgen.writer import Entry, Kind

FILE_NAME: Final = f"{terms.OVERVIEW_FILE}.xlsx"
_HEADS: Final = terms.OVERVIEW_HEADS
_TITLES: Final = terms.OVERVIEW_TITLES
_KINDS: Final[tuple[Kind, ...]] = (
    *("number", "text", "text", "text", "text", "money", "money", "money", "money"),
    *("percent", "score", "score", "text", "text", "text", "score", "score", "number", "number", "text"),
)
_WIDTHS: Final = (8.0, 44.0)
_REVIEW: Final = "P"
"""The column of the reviewer's score; the columns before it are in the order of `_KINDS`."""


def made(given: Round, found: Tally, projects: Projects, opened: ExitStack) -> bytes:
    """Return the workbook; what it is made from is gone when what is `opened` is closed.

    Raises
    ------
    InternalError
        A cell could not be written.

    """
    listed = _Listed(projects, found, ledger=bool(given.issued))
    sheets = [
        listed.projects_sheet(),
        listed.coverage_sheet(),
        *([listed.ratings_sheet()] if listed.ratings else []),
        listed.totals_sheet(),
        findings.sheet(given, opened),
        rules.sheet(given, found.rules),
        listed.missing_sheet(),
    ]
    return writer.tables(sheets, terms.OVERVIEW_TITLE, given.fiscal_year)


def _columns(kind: str, kinds: Sequence[Kind]) -> list[Column]:
    heads = _HEADS[kind]
    return [
        Column(head, own, least=least, most=most, open=head in terms.OVERVIEW_OPEN)
        for head, own, (least, most) in zip(
            heads, kinds, (terms.OVERVIEW_WIDTHS.get(head, _WIDTHS) for head in heads), strict=True
        )
    ]


class _Listed:
    """The sheets that add up the projects; `at` says where a column of the sheet 汇总 stands."""

    def __init__(self, projects: Projects, found: Tally, *, ledger: bool) -> None:
        self.projects = projects
        self.found = found
        self.ledger = ledger
        self.groups, self.whole = by_department(projects.returned)
        self.names = sorted(self.groups.keys() | {each.department for each in projects.missing})
        unit = terms.OVERVIEW_UNITS if projects.converted else terms.OVERVIEW_UNIT
        self.unit = unit.format(unit=projects.unit)
        self.notes = [self.unit, terms.OVERVIEW_AMOUNT, terms.OVERVIEW_REVIEW]
        if self.whole.statuses[UNDECIDED]:
            self.notes.append(terms.OVERVIEW_OF_UNDECIDED)
        if projects.outside:
            self.notes.append(terms.OVERVIEW_OUTSIDE.format(count=projects.outside))
        self.first = len(self.notes) + 3
        self.last = self.first + self.whole.count + len(self.groups) - 1
        ratings: dict[str, Decimal] = {}
        for each in projects.returned:
            if each.rating:
                ratings[each.rating] = max(ratings.get(each.rating, Decimal(0)), each.total or Decimal(0))
        self.ratings = sorted(ratings, key=lambda name: (-ratings[name], name))

    def at(self, letter: str) -> str:
        """Return the reference to a column of the projects, from another sheet."""
        return f"{_TITLES['projects']}!${letter}${self.first}:${letter}${max(self.first, self.last)}"

    # --- the projects -------------------------------------------------------------------------------------------------

    def projects_sheet(self) -> Table:
        columns = _columns("projects", _KINDS)
        for key, label in self.projects.labels.items():
            columns.append(Column(label, "money" if key == AMOUNT else "number", most=16))
        return Table(
            _TITLES["projects"],
            terms.OVERVIEW_TITLE,
            columns,
            _Rows(self),
            self.notes,
            ending=("", ("　" * 6).join(terms.OVERVIEW_SIGNS)),
            frozen=4,
            large=True,
        )

    def rows(self) -> Iterator[Sequence[Entry] | Total]:
        """Yield the projects, each department with its sums below, and the sums of all."""
        others = list(self.projects.labels)
        number, at = 0, self.first
        for name, own in itertools.groupby(self.projects.returned, key=lambda each: each.department):
            start = at
            for each in own:
                number += 1
                yield [*self._row(number, at, each), *(each.others.get(key) for key in others)]
                at += 1
            yield self._sum(name, self.groups[name], start, at, len(others))
            at += 1
        yield self._sum(None, self.whole, self.first, at, len(others))

    def _row(self, number: int, at: int, each: Project) -> list[Entry]:
        difference = Formula(f'IF(ISNUMBER({_REVIEW}{at}),{_REVIEW}{at}-L{at},"")')
        return [
            *(number, each.department, each.code, each.name, each.agency),
            *(each.amount, each.original, each.final, each.spent),
            *(each.rate, each.execution_score, each.total, each.rating, terms.PROJECT_STATUSES[each.status]),
            *(each.check_code, None, difference, each.errors, each.warnings, each.note),
        ]

    def _sum(self, department: str | None, own: Added, start: int, at: int, others: int) -> Total:
        """Return the row that sums up those from `start` to the one above; sums within it are not added twice."""

        def over(function: int, letter: str) -> str:
            return f"SUBTOTAL({function},{letter}{start}:{letter}{max(start, at - 1)})"

        def mean(letter: str, value: Mean) -> Formula:
            return Formula(f'IFERROR({over(1, letter)},"")', value.value)

        # Of projects alone: each has its code, which no row of sums has.
        before, after = terms.OVERVIEW_TOTAL if department is None else terms.OVERVIEW_SUBTOTAL
        name = Formula(f'"{before}"&{over(3, "C")}&"{after}"', f"{before}{own.count}{after}")
        entries: list[Entry] = [None, department, None, name, None]
        entries += [Formula(over(9, letter), own.money[key]) for letter, key in zip("FGHI", MONEY, strict=True)]
        entries.append(Formula(f'IF(H{at}>0,I{at}/H{at},"")', share(own.money["spent"], own.money["final"])))
        entries.append(mean("K", own.execution))
        entries.append(mean("L", own.total))
        entries += [None, None, None, None, None]
        entries.append(Formula(over(9, "R"), own.errors))
        entries.append(Formula(over(9, "S"), own.warnings))
        return Total([*entries, None, *([None] * others)])

    # --- how many, how much, how good ---------------------------------------------------------------------------------

    def coverage_sheet(self) -> Table:
        kinds: tuple[Kind, ...] = (
            *("text", "number", "number", "percent", "money", "money", "percent", "score", "score"),
            *("number", "number", "number", "number", "number"),
        )
        unknown = sum(each.amount is None for each in self.projects.missing)
        notes = [self.unit, terms.OVERVIEW_AMOUNT]
        notes += [] if self.ledger else [terms.OVERVIEW_NO_LEDGER]
        notes += [terms.OVERVIEW_UNKNOWN_AMOUNTS.format(count=unknown)] if unknown else []
        lost = self.whole.unknown
        notes += [terms.OVERVIEW_NO_AMOUNTS.format(count=lost)] if lost else []
        first = len(notes) + 3
        rows: list[Sequence[Entry] | Total] = [
            self._coverage(first + index, name) for index, name in enumerate(self.names)
        ]
        rows.append(Total(self._coverage(first + len(rows), None, first)))
        return Table(_TITLES["coverage"], _TITLES["coverage"], _columns("coverage", kinds), rows, notes, frozen=1)

    def _coverage(self, at: int, name: str | None, first: int = 0) -> list[Entry]:
        """Return a department's row, or the row of all where there is no `name`."""
        own = self.whole if name is None else self.groups.get(name, Added())
        gone = [each for each in self.projects.missing if name in {None, each.department}]
        returned = own.money["amount"]
        lacking = sum((each.amount or Decimal(0) for each in gone), Decimal(0))
        is_one = f'({self.at("C")}<>"")' + (f"*({self.at('B')}=$A{at})" if name is not None else "")
        is_gone = f'({self._gone("C")}<>"")' + (f"*({self._gone('B')}=$A{at})" if name is not None else "")
        both = f"{is_one}*ISNUMBER({self.at('L')})"
        heavy = f"{both}*ISNUMBER({self.at('F')})"
        mean = f'IFERROR(SUMPRODUCT({both},{self.at("L")})/SUMPRODUCT({both}),"")'
        by_money = f"SUMPRODUCT({heavy},{self.at('F')},{self.at('L')})/SUMPRODUCT({heavy},{self.at('F')})"

        def counted(status: str) -> Formula:
            is_so = f'{is_one}*({self.at("N")}="{terms.PROJECT_STATUSES[status]}")'
            return Formula(f"SUMPRODUCT({is_so})", own.statuses[status])

        def added(letter: str, formula: str, value: Decimal | int) -> Formula:
            return Formula(formula if name is not None else f"SUM({letter}{first}:{letter}{at - 1})", value)

        return [
            terms.OVERVIEW_SUM if name is None else name,
            added("B", f"C{at}+SUMPRODUCT({is_gone}*1)", own.count + len(gone)),
            added("C", f"SUMPRODUCT({is_one}*1)", own.count),
            Formula(f'IF(B{at}>0,C{at}/B{at},"")', share(own.count, own.count + len(gone))),
            added("E", f"F{at}+SUMPRODUCT({is_gone}*1,{self._gone('E')})", returned + lacking),
            added("F", f"SUMPRODUCT({is_one}*1,{self.at('F')})", returned),
            Formula(f'IF(E{at}>0,F{at}/E{at},"")', share(returned, returned + lacking)),
            Formula(mean, own.total.value),
            Formula(f'IFERROR({by_money},"")', share(own.weighted, own.weight)),
            *(counted(each) for each in (*STATUSES, UNDECIDED)),
        ]

    def _gone(self, letter: str) -> str:
        first = 4
        return f"{_TITLES['missing']}!${letter}${first}:${letter}${first + max(0, len(self.projects.missing) - 1)}"

    def ratings_sheet(self) -> Table:
        def of(name: str) -> tuple[str, Callable[[Project], bool]]:
            return f"({self.at('M')}=$A{{at}})", lambda each: each.rating == name

        return self._spread("ratings", [(name, *of(name)) for name in self.ratings])

    def totals_sheet(self) -> Table:
        return self._spread("totals", list(self._classes()))

    def _classes(self) -> Iterator[tuple[str, str, Callable[[Project], bool]]]:
        """Yield the classes of total from the best: what each is called, its condition, and whether a project is in."""
        bounds = [None, *map(Decimal, BOUNDS), None]
        total = self.at("L")
        for low, high in reversed(list(itertools.pairwise(bounds))):
            words = terms.OVERVIEW_BETWEEN if low and high else terms.OVERVIEW_FULL if low else terms.OVERVIEW_BELOW
            tests = [f"ISNUMBER({total})"]
            tests += [f"({total}>={low})"] if low is not None else []
            tests += [f"({total}<{high})"] if high is not None else []
            yield words.format(bound=low if low is not None else high, next=high), "*".join(tests), _within(low, high)

    def _spread(self, kind: str, classes: Sequence[tuple[str, str, Callable[[Project], bool]]]) -> Table:
        """Return how projects and their money spread over classes, with a picture."""
        own = by_class(self.projects.returned, [belongs for _, _, belongs in classes])
        count, whole = sum(number for number, _ in own), sum((money for _, money in own), Decimal(0))
        left = len(self.projects.returned) - count
        notes = [self.unit, terms.OVERVIEW_AMOUNT, *([terms.OVERVIEW_LEFT[kind].format(count=left)] if left else [])]
        first = len(notes) + 3
        last = first + len(classes) - 1
        rows: list[Sequence[Entry] | Total] = []
        for index, ((name, condition, _), (number, amount)) in enumerate(zip(classes, own, strict=True)):
            at = first + index
            is_one = f'({self.at("C")}<>"")*{condition.format(at=at)}'
            rows.append(
                [
                    name,
                    Formula(f"SUMPRODUCT({is_one})", number),
                    Formula(f'IF(B${last + 1}>0,B{at}/B${last + 1},"")', share(number, count)),
                    Formula(f"SUMPRODUCT({is_one},{self.at('F')})", amount),
                    Formula(f'IF(D${last + 1}>0,D{at}/D${last + 1},"")', share(amount, whole)),
                ]
            )
        sums = [
            Formula(f"SUM({letter}{first}:{letter}{last})", value) for letter, value in (("B", count), ("D", whole))
        ]
        ones = [
            Formula(f'IF({letter}{last + 1}>0,1,"")', 1 if value else "")
            for letter, value in (("B", count), ("D", whole))
        ]
        rows.append(Total([terms.OVERVIEW_SUM, sums[0], ones[0], sums[1], ones[1]]))
        columns = _columns(kind, ("text", "number", "percent", "money", "percent"))
        chart = Chart(terms.OVERVIEW_CHART.format(title=_TITLES[kind]), 0, (1,), len(classes))
        return Table(_TITLES[kind], _TITLES[kind], columns, rows, notes, chart=chart)

    def missing_sheet(self) -> Table:
        columns = _columns("missing", ("number", "text", "text", "text", "money", "text", "text", "text"))
        columns[-1] = Column(columns[-1].head, "text", least=30, open=True)
        rows = [
            (number, each.department, each.code, each.name, each.amount, each.file, each.due, None)
            for number, each in enumerate(self.projects.missing, 1)
        ]
        return Table(_TITLES["missing"], _TITLES["missing"], columns, rows, [self.unit])


def _within(low: Decimal | None, high: Decimal | None) -> Callable[[Project], bool]:
    def belongs(each: Project) -> bool:
        return each.total is not None and (low is None or each.total >= low) and (high is None or each.total < high)

    return belongs


class _Rows(Iterable["Sequence[Entry] | Total"]):
    """The rows of the projects, however often they are gone through."""

    def __init__(self, listed: _Listed) -> None:
        self._listed = listed

    def __iter__(self) -> Iterator[Sequence[Entry] | Total]:
        """Yield them."""
        return self._listed.rows()
