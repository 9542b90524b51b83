"""Every formula cell computed three ways: by the package, by LibreOffice, by an oracle in exact arithmetic.

Random fillings of all forms, good and bad. A failure names form, seed and field, what each side gives and
what stands in the cells that the field follows from.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest

from tests import oracle
from tests.fillings import Filling, fillings
from tests.issued import IssuedForm, issued_forms
from tests.libreoffice import recalculate, requires_libreoffice
from xlgen import reader, recompute, writer
from xlgen.layout import Role
from xlgen.model import CellError, Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlgen.recompute import Contents

RANDOM_FILLINGS: Final = 1_200
FILES: Final = 47
FIRST_FILE: Final = 5_000
"""Seeds of their own."""
SHOWN_FAILURES: Final = 8
SCORES: Final = ("execution_score", "total_score", "total_max_score")
"""These and the indicators' scores agree exactly (2 digits, or a maximum's own); others on 12 digits.

From 10¹¹ on the half that decides how a score is rounded would be the last of 15 digits, which no cell holds for sure.
"""
Answers = dict[str, oracle.Answer]
SMALLEST: Final = Decimal("2.2250738585072014e-308")
"""Below it spreadsheet programs hold 0."""


def oracle_answers(filling: Filling) -> Answers:
    """Return what the oracle gives for a filling."""
    return filling.form.answers(filling.contents)


def agree(field: str, expected: oracle.Answer, actual: Content) -> bool:
    """Whether a cell shows what the oracle gives."""
    if isinstance(expected, str) or isinstance(actual, bool) or not isinstance(actual, float):
        return type(expected) is type(actual) and expected == actual
    found = Decimal(f"{actual:.15g}")
    if ".criteria[" in field or field.startswith("tables."):
        # Not rounded, and perhaps a difference: of a number beside 1 all that a cell holds is its first 15 decimals.
        return abs(expected - found) <= Decimal("1e-12") * max(Decimal(1), abs(expected), abs(found))
    if (field in SCORES or field.endswith(".score")) and abs(expected) < 10**11:
        return expected == found
    if max(abs(expected), abs(found)) < SMALLEST:
        return True
    return abs(expected - found) <= Decimal("1e-12") * max(abs(expected), abs(found))


def follows_from(filling: Filling, field: str) -> Contents:
    """Return the contents of the issued and input cells that a formula cell follows from."""
    below = {
        given: set(cells)
        for step in recompute.program(filling.form.shape)
        for given, cells in zip(step.fields, step.cells, strict=True)
    }
    reached, new = set[str](), {field}
    while new:
        reached |= new
        new = {each for one in new for each in below.get(one, ())} - reached
    return {each: filling.contents.get(each) for each in sorted(reached - set(below))}


def failures(filling: Filling, expected: Answers, actual: Contents) -> Iterator[str]:
    """Yield a line for each formula cell that differs from the oracle, or that it does not know."""
    form = f"{filling.form.name} seed {filling.seed}"
    for field, wanted in expected.items():
        found = actual.get(field)
        if not agree(field, wanted, found):
            below = follows_from(filling, field).items()
            contents = ", ".join(f"{name}={content!r}" for name, content in below)
            yield f"{form} {field}: oracle {str(wanted)!r}, cell {found!r}; where {contents}"
    for field in actual.keys() - expected.keys():
        yield f"{form} {field}: the oracle knows no such cell"


def report(found: Sequence[str]) -> str:
    """Return what a failed test says: how many cells, and the first of them."""
    return "\n".join([f"{len(found)} cells:", *found[:SHOWN_FAILURES]])


def errors(filling: Filling, actual: Contents) -> Iterator[str]:
    """Yield a line for each formula cell that shows an error value: none may, whatever stands in the form."""
    for field, content in actual.items():
        if isinstance(content, CellError):
            yield f"{filling.form.name} seed {filling.seed} {field}: {content.value}"


@pytest.mark.parametrize("form", issued_forms(), ids=lambda form: form.name)
def test_the_self_check_speaks_of_every_cell_it_must_and_of_each_once(form: IssuedForm) -> None:
    assert sorted(oracle.lines_of(form.description)) == sorted(form.lines)


@pytest.mark.parametrize("form", issued_forms(), ids=lambda form: form.name)
def test_a_line_can_be_answered_where_it_may_ask_and_nowhere_else(form: IssuedForm) -> None:
    may_ask = {f"responses.{field}" for field in form.lines if oracle.may_warn(form.description, field)}
    assert may_ask == {field for field in form.shape.places if field.startswith("responses.")}


def package_answers(drawn: Sequence[Filling]) -> list[Contents]:
    """Return what the package gives for fillings, those of one form computed together."""
    found: dict[int, Contents] = {}
    for form in issued_forms():
        batch = [each for each in drawn if each.form is form]
        answers = recompute.evaluate(form.shape, [each.contents for each in batch])
        found |= {each.seed: answer for each, answer in zip(batch, answers, strict=True)}
    return [found[each.seed] for each in drawn]


@pytest.fixture(scope="module")
def computed() -> list[tuple[Filling, Contents]]:
    """Return random fillings of all forms with what the package gives for each."""
    drawn = list(fillings(RANDOM_FILLINGS))
    return list(zip(drawn, package_answers(drawn), strict=True))


def test_the_forms_have_every_scoring_method() -> None:
    methods = {"at-least", "above", "exactly", "at-most", "below", "at-most-linear", "between", "not-applicable"}
    methods |= {"qualitative", "ordinal", "met-or-not", "typed", "proposed", "open"}
    assert methods == {row.method for form in issued_forms() for row in form.description.indicators}


def test_the_forms_have_every_method_of_a_criterion() -> None:
    methods = {"met", "chosen", "checkpoint", "tiers", "violations", "excess", "ratio", "judged"}
    evaluated = [row for form in issued_forms() for row in form.description.evaluated]
    assert methods == {each.method for row in evaluated for each in row.criteria}


def test_the_package_and_the_oracle_agree_on_every_formula_cell(computed: list[tuple[Filling, Contents]]) -> None:
    found: list[str] = []
    seen: Counter[str] = Counter()
    for filling, actual in computed:
        expected = oracle_answers(filling)
        found += failures(filling, expected, actual)
        found += errors(filling, actual)
        seen.update({str(each) for field, each in expected.items() if field.endswith(".key")})
        seen["a total score"] += expected["total_score"] != ""
    assert not found, report(found)
    # The fillings reach every key, and totals as well as what prevents them.
    assert {"", *oracle.SENTENCES} <= set(seen), seen
    assert RANDOM_FILLINGS // 10 < seen["a total score"] < RANDOM_FILLINGS


def test_a_form_whose_total_is_open_does_not_say_that_nothing_is_left_to_do(
    computed: list[tuple[Filling, Contents]],
) -> None:
    wrong = [
        f"{filling.form.name} seed {filling.seed}"
        for filling, actual in computed
        if not filling.altered and actual["total_score"] == "" and actual["self_check.summary"] == oracle.ALL_DONE
    ]
    assert [] == wrong


def test_the_fillings_are_reproducible() -> None:
    first, second = ([each.contents for each in fillings(len(issued_forms()))] for _ in range(2))
    assert list(map(repr, first)) == list(map(repr, second))


@dataclass(frozen=True)
class Written:
    """A filling as a workbook: the cells of the file we wrote, and of it as LibreOffice saved it again."""

    filling: Filling
    stored: reader.StoredWorkbook
    recalculated: reader.StoredWorkbook
    as_opened: reader.StoredWorkbook
    """Opened with LibreOffice's default settings: it shows what is stored, but computes where that is ""."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    """Return fillings of all forms as workbooks, through LibreOffice in one start for each way of opening."""
    folder = tmp_path_factory.mktemp("three_ways")
    drawn = list(fillings(FILES, first_seed=FIRST_FILE, for_libreoffice=True))
    paths = [write(each, folder) for each in drawn]
    recalculated = recalculate(paths, folder / "recalculated")
    as_opened = recalculate(paths, folder / "as_opened", hard=False)
    return [
        Written(filling, *map(stored, files))
        for filling, *files in zip(drawn, paths, recalculated, as_opened, strict=True)
    ]


def write(filling: Filling, folder: Path) -> Path:
    """Write a filling as the package does, every formula cell with its computed value."""
    computed = recompute.evaluate(filling.form.shape, [filling.contents])[0]
    path = folder / f"{filling.seed}.xlsx"
    path.write_bytes(writer.write(filling.form.manifest, filling.contents | computed))
    return path


def stored(path: Path) -> reader.StoredWorkbook:
    """Return what a file holds, however many bytes it has."""
    found = reader.parse(path.read_bytes())
    assert isinstance(found, reader.StoredWorkbook), f"{path}: {found}"
    return found


def formula_cells(filling: Filling, book: reader.StoredWorkbook) -> Contents:
    """Return what the formula cells of a file hold; each must still be a formula with a value.

    An empty value that is not said to be text is how our writer stores "".
    """
    found: Contents = {}
    for sheet, cell in filling.form.shape.of_role(Role.FORMULA):
        held = book.sheets[sheet.name].cells.get((cell.row, cell.column))
        assert held is not None, f"{filling.form.name} seed {filling.seed} {sheet.name} {cell.a1}: no cell"
        assert held.formula, f"{filling.form.name} seed {filling.seed} {sheet.name} {cell.a1}: no formula"
        found[cell.field] = held.content if held.computed else ""
    return found


def all_failures(written: Sequence[Written], books: Sequence[reader.StoredWorkbook]) -> list[str]:
    """Return the lines of all workbooks whose formula cells differ from the oracle or show an error value."""
    found: list[str] = []
    for each, book in zip(written, books, strict=True):
        actual = formula_cells(each.filling, book)
        found += failures(each.filling, oracle_answers(each.filling), actual)
        found += errors(each.filling, actual)
    return found


@requires_libreoffice
def test_the_workbooks_are_of_all_forms(written: list[Written]) -> None:
    assert {form.name for form in issued_forms()} == {each.filling.form.name for each in written}


@requires_libreoffice
def test_every_formula_cell_stored_shows_what_the_oracle_gives(written: list[Written]) -> None:
    found = all_failures(written, [each.stored for each in written])
    assert not found, report(found)


@requires_libreoffice
def test_every_formula_cell_recalculated_shows_what_the_oracle_gives(written: list[Written]) -> None:
    found = all_failures(written, [each.recalculated for each in written])
    assert not found, report(found)


@requires_libreoffice
def test_every_formula_cell_as_opened_shows_what_the_oracle_gives(written: list[Written]) -> None:
    found = all_failures(written, [each.as_opened for each in written])
    assert not found, report(found)


@requires_libreoffice
def test_libreoffice_recalculates_only_where_it_is_told_to(tmp_path: Path) -> None:
    """Without this the tests above could compare our stored values with themselves."""
    (filling,) = fillings(1, for_libreoffice=True)
    expected = oracle_answers(filling)
    stale = dict.fromkeys(expected, -1.0)
    path = tmp_path / "stale.xlsx"
    path.write_bytes(writer.write(filling.form.manifest, filling.contents | stale))
    (recalculated,) = recalculate([path], tmp_path / "recalculated")
    (as_opened,) = recalculate([path], tmp_path / "as_opened", hard=False)
    found = list(failures(filling, expected, formula_cells(filling, stored(recalculated))))
    assert not found, report(found)
    assert stale == formula_cells(filling, stored(as_opened))


@requires_libreoffice
def test_what_libreoffice_makes_of_true_is_known(tmp_path: Path) -> None:
    """In a cell with a number format it reads TRUE as 1, past any rule; in others only sums count it."""
    form = next(each for each in issued_forms() if each.name == "P003")
    achieved, most = "indicators[1].actual_value", "indicators[2].max_score"
    contents = recompute.issued_contents(form.manifest.plan) | form.figures | {achieved: True, most: True}
    filling = Filling(form, 0, contents)
    (path,) = recalculate([write(filling, tmp_path)], tmp_path / "recalculated")
    shown, expected = formula_cells(filling, stored(path)), oracle_answers(filling)
    line = f"self_check[{form.lines.index(achieved)}]"
    known = {f"{line}.key", f"{line}.mark", f"{line}.message", "self_check.summary", "self_check.status"}
    known |= {"indicators[1].score", "total_max_score", "check_code", "check_code.sum", "check_code.parts[0]"}
    assert known == {field for field in expected if not agree(field, expected[field], shown[field])}
    assert form.manifest.plan.issued["indicators[1].max_score"] == shown["indicators[1].score"]
    assert shown["indicators[2].score"] == ""
