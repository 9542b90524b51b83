"""Filling mistakes on every shipped form: what the sheet 填报自查 says after a hard recalculation, and the verifier.

Mistakes that have nothing to do with each other share a workbook. What is written into it are the results of the good
filling: whatever the sheet says of a mistake was computed by LibreOffice.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest

import xlgen
from tests.conftest import ROOT
from tests.editing import MAIN, Workbook
from tests.filling_mistakes import MISTAKES, Made, Mistake, Said
from tests.good_fillings import NAMES, GoodForm, good_forms
from tests.libreoffice import recalculate, requires_libreoffice
from xlgen import formula, reader, terms, writer
from xlgen.finding import Where
from xlgen.layout import Role

if TYPE_CHECKING:
    from pathlib import Path

    from xlgen.reader import StoredSheet
    from xlgen.recompute import Contents
    from xlgen.verbs.verdict import Verdict

SHEET: Final = "填报自查"
STARTS: Final = 3
"""Of LibreOffice, two at a time."""
PLACE, MARK, WORDS = 1, 4, 5
"""The columns 位置, 结果 and 问题与处理办法, 0-based."""
SUMMARY: Final = (1, 0)
ALL_DONE: Final = "已填完整，可打印签字盖章后报送"
# As the catalogue of findings has them; every other key is an error.
WARNINGS: Final = frozenset(
    {
        *("V304/high", "V304/over", "V304/confused", "B402/other", "B402/original", "B403", "B406", "B407"),
        *("B407/hundredfold", "I507", "I511", "N601"),
    }
)
NOTES: Final = frozenset({"V304/judged", "V309/within", "B404", "I506", "I510", "N602", "N603"})
BY_HAND: Final = {
    "V301": "必填项未填，请填写。",
    "V301/number": "必填项未填，请填写；没有发生的填 0。",
    "V301/choice": "必填项未选。请点单元格右侧的箭头，从列出的选项中选择。",
    "V302": "应填数字，填的不是数字。请只填数字，不带单位和说明。",
    "V304/money": "金额为负数。请核对后填写不小于 0 的数。",
    "V304/score": "得分小于 0 或大于满分。请核对后填写不小于 0、不大于满分的数。",
    "V305": "不是可选的内容。请点单元格右侧的箭头，从列出的选项中选择。",
    "V309": "只有提示或占位符号。请删除后填写实际内容。",
    "B401": "合计与各分项之和不等。请核对合计和各分项，改正后再报送。",
    "B402": "执行数大于预算数。请核对执行数和预算数，改正后再报送。",
    "I501": "各项分值与预算执行率分值合计不为 100。请核对各项分值。",
    "I505": "未得满分且未说明原因。请在本格写明原因和改进措施。",
    "I507": "完成值明显高于指标值。请核实完成值；确实如此的，请在本格或“情况说明”中写明原因。",
}
"""What the sheet says of some mistakes, spelled out; of the others it is the catalogue's sentence."""
ONLY_OF_FILES: Final = frozenset({"I504"})
"""What a mistake may lead to that no sheet can tell: a stated score is no longer what the rule gives."""
ALONE: Final = frozenset({"资金没有动用但产出满分"})
"""Mistakes that need all the rest of the outputs to be right."""
OF_ALL: Final = frozenset({"I512"})
"""Keys that need every score of the form to be there."""


@dataclass
class Case:
    """A form with mistakes that have nothing to do with each other; without any it is the good filling."""

    form: GoodForm
    mistakes: list[tuple[Mistake, Made]] = field(default_factory=list)

    @property
    def contents(self) -> Contents:
        """What stands in the issued and input cells."""
        changed = [made.changes for _, made in self.mistakes]
        return self.form.contents | {path: content for each in changed for path, content in each.items()}

    @property
    def said(self) -> list[Said]:
        """What must be said of all of them."""
        return [each for _, made in self.mistakes for each in made.said]

    @property
    def title(self) -> str:
        """What a failure calls it."""
        return "、".join(mistake.title for mistake, _ in self.mistakes) or "没有错误"


@dataclass(frozen=True)
class Line:
    """A line of the sheet: the field that its link leads to, its mark and its words."""

    field: str
    mark: str
    words: str


@dataclass(frozen=True)
class Returned:
    """A case as LibreOffice saved it again: what its sheet says, and what the verifier says of it."""

    case: Case
    lines: tuple[Line, ...]
    summary: str
    verdict: Verdict

    @property
    def told(self) -> list[Line]:
        """The lines that are not in order."""
        return [each for each in self.lines if each.mark != "✓"]


def areas(case: GoodForm, mistake: Mistake, made: Made) -> set[str]:
    """Return the parts of a form that a mistake touches or is told of in; two that share none do not meet."""
    alone = mistake.title in ALONE or any(each.key in OF_ALL for each in made.said)
    found = {""} if alone else {mistake.title}
    for path in (*made.changes, *(each.line for each in made.said)):
        found.add(path.partition(".")[0] if path.startswith("indicators[") else path)
        if path.startswith(("funding.", "execution_")) or path == case.places.get("progress"):
            found.add("money")
        if path.endswith("max_score"):
            found.add("points")
        if path.startswith("tables."):
            found.add(".".join(path.split(".")[:2]))
        if path.startswith("stated."):
            found.add("stated")
    return found


def cases(form: GoodForm) -> list[Case]:
    """Return a form's good filling, and all mistakes that can be made in it on as few copies as may be."""
    found: list[tuple[set[str], Case]] = []
    for mistake in MISTAKES:
        made = mistake.in_form(form)
        if made is None:
            continue
        touched = areas(form, mistake, made)
        free = (each for each in found if not ("" in touched or "" in each[0] or each[0] & touched))
        at = next(free, None)
        if at is None:
            at = (set(), Case(form))
            found.append(at)
        at[0].update(touched)
        at[1].mistakes.append((mistake, made))
    return [Case(form), *(case for _, case in found)]


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Returned]]:
    """Return all cases of every form by its name; LibreOffice recalculates some while others are being written."""
    folder = tmp_path_factory.mktemp("mistakes")
    forms, written = list(enumerate(good_forms())), dict[str, Case]()
    with ThreadPoolExecutor(2) as starts:
        saving = []
        for batch in range(STARTS):
            made = {
                f"{number:02}-{index:03}": case
                for number, form in forms[batch::STARTS]
                for index, case in enumerate(cases(form))
            }
            paths = [write(case, folder / f"{name}.xlsx") for name, case in made.items()]
            saving.append(starts.submit(recalculate, paths, folder / "recalculated"))
            written |= made
        saved = sorted(path for each in saving for path in each.result())
    found: dict[str, list[Returned]] = {}
    for path, verdict in zip(saved, xlgen.verify(saved), strict=True):
        case = written[path.stem]
        found.setdefault(case.form.name, []).append(read(path, case, verdict))
    return found


def write(case: Case, path: Path) -> Path:
    """Write a case with the results of the good filling, and return where."""
    path.write_bytes(writer.write(case.form.manifest, case.contents | case.form.results))
    return path


def read(path: Path, case: Case, verdict: Verdict) -> Returned:
    """Read the sheet of a workbook that was saved again."""
    content = path.read_bytes()
    book = reader.parse(content)
    assert isinstance(book, reader.StoredWorkbook), path
    sheet = book.sheets[SHEET]
    places = {f"'{on.name}'!{cell.a1}": cell.field for on, cell in case.form.manifest.plan.shape.walk() if cell.field}
    found = Workbook(content).sheet(SHEET).iter(f"{MAIN}hyperlink")
    links = {each.get("ref", ""): each.get("location", "") for each in found}
    lines = tuple(
        Line(places[links[formula.a1(row, PLACE)]], text(sheet, row, MARK), text(sheet, row, WORDS))
        for row, column in sorted(sheet.cells)
        if column == PLACE and formula.a1(row, PLACE) in links
    )
    return Returned(case, lines, text(sheet, *SUMMARY), verdict)


def text(sheet: StoredSheet, row: int, column: int) -> str:
    """Return what a cell shows; "" where it is blank."""
    found = sheet.cells.get((row, column))
    return "" if found is None or found.content is None else str(found.content)


def mark(key: str) -> str:
    """Return the mark of a line with a key."""
    return "？" if key in WARNINGS else "※" if key in NOTES else "✗"


def words(key: str) -> str:
    """Return what a line says of a key."""
    return BY_HAND.get(key) or terms.SENTENCES[key]


def table() -> str:
    """Return which mistake can be made on which form, as lines of text."""
    forms = good_forms()
    heads = [f"{number}. {form.name}" for number, form in enumerate(forms, 1)]
    rows = [
        " ".join("是" if mistake.in_form(form) else "—" for form in forms) + f"  {mistake.title}"
        for mistake in MISTAKES
    ]
    return "\n".join([*heads, "", " ".join(f"{number:<2}" for number in range(1, len(forms) + 1)), *rows])


# --- the table of mistakes ------------------------------------------------------------------------------------------


def test_there_are_at_least_thirty_mistakes_and_no_two_have_one_name() -> None:
    titles = [each.title for each in MISTAKES]
    assert len(titles) >= 30
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.title)
def test_a_mistake_can_be_made_on_the_forms_that_have_a_place_for_it_and_on_no_other(mistake: Mistake) -> None:
    print(table())  # noqa: T201 - shown with -s, and where the test fails
    found = [form.name for form in good_forms() if mistake.in_form(form) is not None]
    assert mistake.on
    assert sorted(mistake.on) == sorted(found)


def test_every_shipped_template_and_the_blank_form_is_there() -> None:
    shipped = {path.stem for path in (ROOT / "templates").glob("*.toml")}
    assert sorted({*shipped, "national-project-2020 (blank)"}) == sorted(NAMES)


# --- what the sheet says ----------------------------------------------------------------------------------------------


@requires_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_a_form_without_a_mistake_shows_none(name: str, returned: dict[str, list[Returned]]) -> None:
    good = returned[name][0]
    assert [] == good.told
    assert good.summary == ALL_DONE
    assert [] == [(each.key, each.field) for each in good.verdict.findings]


@requires_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_every_line_leads_to_a_cell_that_the_unit_fills_in_or_that_follows_from_one(
    name: str, returned: dict[str, list[Returned]]
) -> None:
    good = returned[name][0]
    roles = {path: cell.role for path, (_, cell) in good.case.form.manifest.plan.shape.places.items()}
    lines = [each.field for each in good.lines]
    assert len(lines) == len(set(lines))
    assert {Role.INPUT} <= {roles[each] for each in lines} <= {Role.INPUT, Role.FORMULA}


@requires_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_each_mistake_is_marked_in_its_own_line_and_nothing_else_is(
    name: str, returned: dict[str, list[Returned]]
) -> None:
    for each in returned[name]:
        expected = sorted((said.line, mark(said.key)) for said in each.case.said)
        assert expected == sorted((line.field, line.mark) for line in each.told), each.case.title


@requires_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_a_line_says_what_is_wrong_and_what_to_do(name: str, returned: dict[str, list[Returned]]) -> None:
    for each in returned[name]:
        expected = {said.line: words(said.key) for said in each.case.said}
        assert expected == {line.field: line.words for line in each.told}, each.case.title


@requires_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_the_head_counts_what_must_be_done_and_no_notes(name: str, returned: dict[str, list[Returned]]) -> None:
    for each in returned[name]:
        left = sum(said.key not in NOTES for said in each.case.said)
        assert each.summary == (f"还有 {left} 处需要处理" if left else ALL_DONE), each.case.title


# --- what the verifier says -------------------------------------------------------------------------------------------


@requires_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_the_verifier_finds_the_same_and_tells_a_root_without_what_follows_from_it(
    name: str, returned: dict[str, list[Returned]]
) -> None:
    for each in returned[name]:
        expected = sorted((said.field, said.key) for said in each.case.said if not said.folded)
        found = [finding for finding in each.verdict.findings if Where.CELL in finding.rule.where]
        assert expected == sorted((finding.field, finding.key) for finding in found), each.case.title
        # What is said of texts on trial is no finding of the sheet, and may be right of what was filled in.
        told = [finding for finding in each.verdict.findings if not finding.rule.beta]
        others = {finding.code for finding in told if finding not in found}
        assert others <= (ONLY_OF_FILES if "stated.total_score" in each.case.contents else set()), each.case.title


@requires_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_the_verifier_says_it_in_the_words_of_the_sheet(name: str, returned: dict[str, list[Returned]]) -> None:
    for each in returned[name]:
        messages = {(finding.field, finding.key): finding.message for finding in each.verdict.findings}
        shown = {line.field: line.words for line in each.told}
        for said in each.case.said:
            if not said.folded:
                wrong, stop, remedy = shown[said.line].partition("。")
                message = messages[said.field, said.key]
                assert wrong in message, each.case.title
                assert message.endswith(remedy or wrong + stop), each.case.title


def test_the_catalogue_has_the_sentences_that_are_spelled_out_here() -> None:
    assert dict(BY_HAND) == {key: terms.SENTENCES[key] for key in BY_HAND}
