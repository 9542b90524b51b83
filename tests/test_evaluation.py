"""Indicators with criteria, worked out by hand: each method at, just below and just above every bound.

Every case is put to the oracle and to the package: what either shows is held against the number written here.
The form is `tests/templates/evaluated.toml`; `FULL` fills it so that every indicator has all its points.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests import oracle
from tests.forms import issued_with
from xlgen import recompute, template
from xlgen.model import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xlgen.model import Content

    Shown = Callable[[str, Mapping[str, Content]], Mapping[str, object]]

HERE: Final = Path(__file__).parent
FOLDERS: Final = (HERE / "templates", HERE.parent / "templates")
# Indicator by indicator: what stands in the input of each criterion, then of its veto and its exemption.
FULL: Final[dict[str, float | str]] = {
    "tables.base.arrived.value": 200.0,
    "tables.base.spent.value": 200.0,
    "tables.base.planned.value": 10.0,
    "tables.base.done.value": 10.0,
    "tables.base.received.value": 4.0,
    "tables.base.answered.value": 4.0,
    "tables.base.change.value": 0.0,
    "tables.base.secret.value": "否",
    "A1.0": "符合",
    "A1.1": "符合",
    "A1.2": "符合",
    "A2.0": "按规定公开",
    "A2.1": "达成",
    "A2.2": "优秀",
    "A3.0": 6.0,
    "A3.1": 0.0,
    "A3.2": 0.0,
    "A3.3": 7.0,
    "A3.4": 2.0,
    "A4.0": 0.95,
    "A4.2": 0.0,
    "A5.0": 0.0,
    "A5.1": 0.0,
    "B1.0": 0.0,
    "B2.0": 1.0,
    "B3.0": 1.0,
    "B3.1": 1.0,
    "B3.2": 1.0,
    "B4.score0": 3.0,
    "B4.1": "符合",
    "B4.veto": "未发生",
    "B4.exempt": "不适用",
    "C1.0": 1.0,
}
INDICATORS: Final = ("A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5", "C1")
MAXIMA: Final = (5, 4, 8, 6, 5, 4, 8, 6, 5, 5, 44)
POINTS: Final = {
    "A1": ("1.66", "1.66", "1.67"),
    "A2": ("2", "1", "1"),
    "A3": ("2", "1", "1", "1", "1", "2"),
    "A4": ("2", "2", "2"),
    "A5": ("2", "3"),
    "B1": ("2", "2"),
    "B2": ("4", "4"),
    "B3": ("2", "2", "2"),
    "B4": ("3", "2"),
    "B5": ("3", "2"),
    "C1": ("44",),
}


def field(name: str) -> str:
    """Return the field of a short name: A4.2 is the input of the third criterion, A4.2.score its score, A4 its own."""
    identifier, _, rest = name.partition(".")
    if identifier not in INDICATORS:
        return {"arrived": "tables.base.arrived.value"}.get(name, name)
    path = f"indicators[{INDICATORS.index(identifier)}]"
    if rest in {"", "why"}:
        return f"{path}.deviation_explanation" if rest else f"{path}.score"
    if rest in {"veto", "exempt"}:
        return f"{path}.vetoes[0].occurred" if rest == "veto" else f"{path}.exemptions[0].applies"
    if rest.startswith("score"):
        return f"{path}.criteria[{rest.removeprefix('score')}].score"
    number, _, last = rest.partition(".")
    return f"{path}.criteria[{number}].{last or 'actual_value'}"


def contents(changes: Mapping[str, Content]) -> dict[str, Content]:
    """Return the input cells of the form filled in full, but for what changes (short names, or table rows)."""
    given: dict[str, Content] = {field(name): value for name, value in FULL.items()}
    rows = {name for name in changes if name in {"arrived", "spent", "planned", "done", "received", "answered"}}
    rows |= {name for name in changes if name in {"change", "secret"}}
    return given | {f"tables.base.{name}.value" if name in rows else field(name): changes[name] for name in changes}


def by_the_oracle(form: str, given: Mapping[str, Content]) -> Mapping[str, object]:
    """Return what the oracle gives for the formula cells of the form."""
    said = oracle.read_template(HERE / "templates" / f"{form}.toml", FOLDERS)
    issued: dict[str, Content] = {}
    for index, (identifier, most) in enumerate(zip(INDICATORS, MAXIMA, strict=True)):
        issued[f"indicators[{index}].max_score"] = float(most)
        for number, points in enumerate(POINTS[identifier]):
            issued[f"indicators[{index}].criteria[{number}].max_score"] = float(points)
    described = oracle.Form(said, {})
    cells = {path: value for path, value in (issued | dict(given)).items() if value is not None}
    order = sorted(oracle.lines_of(described))
    answers = oracle.answers(described, cells, order)  # type: ignore[arg-type] # no error values here
    return answers | {f"key of {each}": answers[f"self_check[{number}].key"] for number, each in enumerate(order)}


def by_the_package(form: str, given: Mapping[str, Content]) -> Mapping[str, object]:
    """Return what the package gives for the formula cells of the form."""
    manifest = issued_with(
        template.load(HERE / "templates" / f"{form}.toml"),
        Record(
            template=form,
            fiscal_year=2020,
            values={"project.code": "E1", "project.name": "项目"},
            indicator_count=len(INDICATORS),
        ),
    )
    shape = manifest.plan.shape
    (found,) = recompute.evaluate(shape, [recompute.issued_contents(manifest.plan) | dict(given)])
    places = {f"'{sheet.name}'!{cell.a1}": cell.field for sheet, cell in shape.walk()}
    subjects = [places[cell.link] for _, cell in shape.walk() if places.get(cell.link)]
    keys = {f"key of {each}": found[f"self_check[{number}].key"] for number, each in enumerate(subjects)}
    return found | keys


def score_of(shown: Shown, name: str, changes: Mapping[str, Content]) -> Decimal | str:
    """Return what the cell of a short name shows in the form filled in full, but for some cells.

    The score of a criterion is not rounded: of 3 − 2.99 a computer keeps some 12 decimals.
    """
    found = shown("evaluated", contents(changes))[field(name)]
    return found if isinstance(found, str) else round(Decimal(f"{found:.15g}"), 12).normalize()


def expected(text: str) -> Decimal | str:
    """Return the number that a case writes, or "" for none."""
    return Decimal(text).normalize() if text else ""


WAYS: Final = pytest.mark.parametrize("shown", [by_the_oracle, by_the_package], ids=["oracle", "package"])
# What is put into the input of the criterion, and the points that the criterion then has.
OF_CRITERIA: Final[dict[str, tuple[str, list[tuple[Content, str]]]]] = {
    "met, 1.66 points": (
        "A1.0",
        [("符合", "1.66"), (" 符合 ", "1.66"), ("不符合", "0"), ("是", ""), (None, ""), (1.0, "")],
    ),
    "options": (
        "A2.0",
        [("按规定公开", "2"), ("部分公开", "1.25"), ("未公开", "0"), ("公开", ""), (None, "")],
    ),
    "checkpoint in words": ("A2.1", [("达成", "1"), ("未达成", "0"), ("满足", ""), (None, "")]),
    "checkpoint of a grade, at least the second": (
        "A2.2",
        [("优秀", "1"), ("良好", "1"), ("一般", "0"), ("较差", "0"), ("优", ""), (None, "")],
    ),
    "checkpoint at least 6": ("A3.0", [(5.999, "0"), (6.0, "2"), (6.001, "2"), ("6次", ""), (None, "")]),
    "checkpoint below 3 %": ("A3.1", [(0.0299, "1"), (0.03, "0"), (0.0301, "0"), (None, "")]),
    "checkpoint none": ("A3.2", [(-1.0, "1"), (0.0, "1"), (0.001, "0"), (1.0, "0"), (None, "")]),
    "checkpoint 5 to 10": ("A3.3", [(4.99, "0"), (5.0, "1"), (10.0, "1"), (10.01, "0"), (None, "")]),
    "checkpoint at most 2.5": ("A3.4", [(2.49, "1"), (2.5, "1"), (2.51, "0"), (True, "")]),
    "tiers from 90 % and from 75 %": (
        "A4.0",
        [
            (-0.1, "0"),
            (0.0, "0"),
            (0.7499, "0"),
            (0.749999999999999, "0"),
            (0.75, "1.4"),
            (0.7501, "1.4"),
            (0.8999, "1.4"),
            (0.899999999999999, "1.4"),
            (0.9, "2"),
            (0.3 * 3, "2"),  # which is a little below 0.9 in binary
            (0.9001, "2"),
            (95.0, "2"),
            ("95%", ""),
            (None, ""),
        ],
    ),
    "tiers of a count": (
        "A4.2",
        [(0.0, "2"), (0.99, "2"), (1.0, "1"), (1.01, "1"), (9.99, "1"), (10.0, "1"), (10.01, "0"), (None, "")],
    ),
    "half a point a violation of 2": (
        "A5.0",
        [(0.0, "2"), (1.0, "1.5"), (3.0, "0.5"), (4.0, "0"), (5.0, "0"), (1e6, "0"), (-1.0, ""), (None, "")],
    ),
    "a point a violation of 3": ("A5.1", [(2.0, "1"), (2.99, "0.01"), (3.0, "0"), (3.01, "0"), ("无", "")]),
    "0.1 a percentage point over 10 %": (
        "B1.0",
        [
            (-0.5, "2"),
            (0.0999, "2"),
            (0.1, "2"),
            (0.1001, "1.999"),
            (0.11, "1.9"),
            (0.2, "1"),
            (0.2999, "0.001"),
            (0.3, "0"),
            (0.3001, "0"),
            (9.0, "0"),
            (None, ""),
        ],
    ),
    "ratio held to its points": (
        "B2.0",
        [(-0.1, "0"), (0.0, "0"), (0.5, "2"), (0.3333, "1.3332"), (0.9999, "3.9996"), (1.0, "4"), (1.0001, "4")],
    ),
    "ratio that may pass its points": ("B3.0", [(-0.1, "0"), (0.5, "1"), (1.0, "2"), (1.5, "3"), (None, "")]),
}
CASES: Final = [
    pytest.param(name, content, points, id=f"{title}: {content}")
    for title, (name, cases) in OF_CRITERIA.items()
    for content, points in cases
]


@WAYS
@pytest.mark.parametrize(("name", "content", "points"), CASES)
def test_a_criterion_scores_by_what_is_filled_in(shown: Shown, name: str, content: Content, points: str) -> None:
    assert expected(points) == score_of(shown, f"{name}.score", {name: content})


# The rows of the table that change, and the points of a criterion whose value they give.
OF_VALUES: Final = [
    # The share of money spent, 200 of it: to 5 %, over 5 to 10 %, over 10 % but not all, all.
    ("A4.1", {"spent": 0.0}, "0"),
    ("A4.1", {"spent": 9.99}, "0"),
    ("A4.1", {"spent": 10.0}, "0"),
    ("A4.1", {"spent": 10.01}, "0.5"),
    ("A4.1", {"spent": 19.99}, "0.5"),
    ("A4.1", {"spent": 20.0}, "0.5"),
    ("A4.1", {"spent": 20.01}, "1"),
    ("A4.1", {"spent": 199.99}, "1"),
    ("A4.1", {"spent": 200.0}, "2"),
    ("A4.1", {"spent": 200.01}, "2"),
    ("A4.1", {"arrived": 0.0}, ""),
    ("A4.1", {"arrived": None}, ""),
    ("A4.1", {"spent": "全部"}, ""),
    # 80 % of what was planned.
    ("A3.5", {"done": 7.99}, "0"),
    ("A3.5", {"done": 8.0}, "2"),
    ("A3.5", {"done": 8.01}, "2"),
    ("A3.5", {"planned": 0.0}, ""),
    # A quarter of a point a percentage point over 5 %, up or down.
    ("B1.1", {"change": 0.05}, "2"),
    ("B1.1", {"change": -0.05}, "2"),
    ("B1.1", {"change": 0.06}, "1.75"),
    ("B1.1", {"change": -0.06}, "1.75"),
    ("B1.1", {"change": 0.13}, "0"),
    ("B1.1", {"change": 0.129}, "0.025"),
    ("B1.1", {"change": None}, ""),
    ("B2.1", {"done": 5.0}, "2"),
    ("B2.1", {"done": 10.1}, "4"),
    ("B2.1", {"done": -1.0}, "0"),
    # Letters answered of those received; none received gives all points, more answered than received none.
    ("B5.0", {"answered": 3.0}, "2.25"),
    ("B5.0", {"answered": 4.0}, "3"),
    ("B5.0", {"answered": 4.001}, "0"),
    ("B5.0", {"received": 0.0, "answered": 0.0}, "3"),
    ("B5.0", {"received": 0.0, "answered": 1.0}, "0"),
    ("B5.0", {"received": None}, ""),
    ("B5.0", {"answered": None}, ""),
    # Full where as much was done as planned, whatever is chosen; 0 where nothing was done, which is stronger.
    ("B5.1", {"B5.1": None}, "2"),
    ("B5.1", {"B5.1": "不符合"}, "2"),
    ("B5.1", {"done": 9.99, "B5.1": "不符合"}, "0"),
    ("B5.1", {"done": 9.99, "B5.1": "符合"}, "2"),
    ("B5.1", {"done": 9.99, "B5.1": None}, ""),
    ("B5.1", {"done": 10.01, "B5.1": None}, "2"),
    ("B5.1", {"done": 0.0, "B5.1": "符合"}, "0"),
    ("B5.1", {"done": 0.0, "planned": 0.0, "B5.1": "符合"}, "0"),
    ("B5.1", {"done": 0.0, "planned": None, "B5.1": "符合"}, "0"),
    ("B5.1", {"done": None, "B5.1": "符合"}, ""),
]


@WAYS
@pytest.mark.parametrize(("name", "changes", "points"), OF_VALUES)
def test_a_criterion_scores_by_what_the_table_gives(
    shown: Shown, name: str, changes: Mapping[str, Content], points: str
) -> None:
    assert expected(points) == score_of(shown, f"{name}.score", changes)


OF_INDICATORS: Final = [
    # 1.66 + 1.66 + 1.67 is all that there is: the full 5, not 4.99.
    ("A1", {}, "5"),
    ("A1", {"A1.2": "不符合"}, "3.32"),
    ("A1", {"A1.0": "不符合"}, "3.33"),
    ("A1", {"A1.0": "不符合", "A1.1": "不符合", "A1.2": "不符合"}, "0"),
    ("A1", {"A1.1": None}, ""),
    ("A2", {"A2.0": "部分公开", "A2.2": "一般"}, "2.25"),
    ("A3", {"A3.0": 5.0, "done": 7.0}, "4"),
    # 1.4 + 2 + 1
    ("A4", {"A4.0": 0.8, "A4.2": 3.0}, "4.4"),
    ("A5", {"A5.0": 3.0, "A5.1": 99.0}, "0.5"),
    # 1.999 is rounded with the rest: 3.999 is 4.00; 1.99 is not.
    ("B1", {"B1.0": 0.1001}, "4"),
    ("B1", {"B1.0": 0.101}, "3.99"),
    ("B1", {"B1.0": 0.1006}, "3.99"),
    ("B1", {"B1.0": 0.1004}, "4"),
    # Each held to its points: 4 + 1.3332.
    ("B2", {"B2.0": 1.5, "done": 3.333}, "5.33"),
    ("B2", {"B2.0": 1.5}, "8"),
    # Only the sum is held: 3 + 1 + 2 is 6, 3 + 1 + 1.5 is 5.5, 3 + 3 + 3 is 6 still.
    ("B3", {"B3.0": 1.5, "B3.1": 0.5}, "6"),
    ("B3", {"B3.0": 1.5, "B3.1": 0.5, "B3.2": 0.75}, "5.5"),
    ("B3", {"B3.0": 1.5, "B3.1": 1.5, "B3.2": 1.5}, "6"),
    ("B3", {"B3.0": -1.0, "B3.1": -1.0, "B3.2": -1.0}, "0"),
    ("B3", {"B3.0": 0.99999}, "6"),  # 5.99998
    ("B3", {"B3.0": 0.997}, "5.99"),
    # Judged: what is typed counts.
    ("B4", {"B4.score0": 2.5}, "4.5"),
    ("B4", {"B4.score0": 0.0}, "2"),
    ("B4", {"B4.score0": None}, ""),
    ("B4", {"B4.score0": "3分"}, ""),
    # A veto, answered by the unit, is stronger than an exemption; unanswered leaves the score open.
    ("B4", {"B4.veto": "发生"}, "0"),
    ("B4", {"B4.veto": " 发生 "}, "0"),
    ("B4", {"B4.veto": None}, ""),
    ("B4", {"B4.veto": "没有"}, ""),
    ("B4", {"B4.veto": "发生", "B4.exempt": "适用"}, "0"),
    ("B4", {"B4.veto": "发生", "B4.exempt": None}, ""),
    ("B4", {"B4.veto": "发生", "B4.score0": None}, "0"),
    ("B4", {"B4.exempt": "适用", "B4.score0": None, "B4.1": None}, "5"),
    ("B4", {"B4.exempt": "适用", "B4.score0": 0.0}, "5"),
    ("B4", {"B4.exempt": "适用", "B4.veto": None}, ""),
    ("B4", {"B4.exempt": None}, ""),
    # A veto and an exemption that follow from the table, on both sides.
    ("B5", {}, "5"),
    ("B5", {"spent": 200.0, "answered": 2.0}, "3.5"),
    ("B5", {"spent": 200.01}, "0"),
    ("B5", {"spent": 200.01, "secret": "是"}, "0"),
    ("B5", {"secret": "是", "answered": None}, "5"),
    ("B5", {"secret": "否", "answered": None}, ""),
    ("B5", {"spent": None}, ""),
    ("B5", {"spent": None, "secret": "是"}, ""),
]


@WAYS
@pytest.mark.parametrize(("name", "changes", "points"), OF_INDICATORS)
def test_an_indicator_scores_by_its_criteria_vetoes_and_exemptions(
    shown: Shown, name: str, changes: Mapping[str, Content], points: str
) -> None:
    assert expected(points) == score_of(shown, name, changes)


@WAYS
def test_a_veto_and_an_exemption_that_follow_from_the_table_show_their_words(shown: Shown) -> None:
    veto, exemption = field("B5.veto"), field("B5.exempt")
    for changes, words in (
        ({}, ("未发生", "不适用")),
        ({"spent": 200.01}, ("发生", "不适用")),
        ({"secret": "是"}, ("未发生", "适用")),
        ({"arrived": None}, ("", "不适用")),
    ):
        found = shown("evaluated", contents(changes))
        assert words == (found[veto], found[exemption]), changes


@WAYS
@pytest.mark.parametrize(
    ("changes", "total", "rating"),
    [
        ({}, "100", "优"),
        ({"C1.0": 0.75}, "89", "良"),  # 33 of 44
        # Three quarters of the money spent: A4 has 5 of 6, and no total above 89.
        ({"spent": 150.0}, "89", "良"),
        ({"spent": 160.0}, "99", "优"),  # just not capped
        ({"spent": 159.99}, "89", "良"),
        ({"spent": 100.0}, "89", "良"),  # half of it: not below one half
        ({"spent": 99.99}, "59", "差"),
        ({"C1.0": None}, "", ""),
    ],
)
def test_totals_are_of_all_indicators_and_capped_by_the_rate_that_the_form_names(
    shown: Shown, changes: Mapping[str, Content], total: str, rating: str
) -> None:
    found = shown("evaluated", contents(changes))
    assert 100 == found["total_max_score"]
    assert (expected(total), rating) == (found["total_score"], found["rating"])


# The self-check: the cell (its short name), what changes, and what its line says.
LINES: Final = [
    ("A1.0", {}, ""),
    ("A1.0", {"A1.0": None}, "V301/choice"),
    ("A1.0", {"A1.0": "是"}, "V305"),
    ("A3.0", {"A3.0": None}, "V301/number"),
    ("A3.0", {"A3.0": "6次"}, "V302"),
    ("A5.0", {"A5.0": -1.0}, "V304/count"),
    ("A5.0", {"A5.0": 0.0}, ""),
    # Shares, counts and what a target counts are not below 0, nor of more digits than a cell keeps.
    ("A3.0", {"A3.0": -3.0}, "V304/count"),
    ("A3.0", {"A3.0": 1e300}, "V304/large"),
    ("A3.0", {"A3.0": -1e300}, "V304/large"),
    ("A3.0", {"A3.0": 1e15}, "V304/large"),
    ("A3.0", {"A3.0": 999_999_999_999_999.0}, ""),
    ("A3.1", {"A3.1": -0.01}, "V304/percent"),
    ("A4.0", {"A4.0": -0.01}, "V304/percent"),
    ("A4.2", {"A4.2": -1.0}, "V304/count"),
    ("B1.0", {"B1.0": -0.1}, "V304/percent"),
    ("B2.0", {"B2.0": -1.0}, "V304/percent"),
    ("B2.0", {"B2.0": 10.0}, ""),
    ("B2.0", {"B2.0": 95.0}, "V304/high"),
    ("arrived", {"arrived": 1e300}, "V304/large"),
    # The form says of this share that it may be.
    ("tables.base.change.value", {"change": -0.3}, ""),
    ("tables.base.change.value", {"change": -1e300}, "V304/large"),
    ("B4.score0", {"B4.score0": None}, "V301"),
    ("B4.score0", {"B4.score0": -0.01}, "V304/score"),
    ("B4.score0", {"B4.score0": 0.0}, ""),
    ("B4.score0", {"B4.score0": 3.01}, "V304/score"),
    # What an indicator is exempt from need not be filled in.
    ("B4.score0", {"B4.score0": None, "B4.exempt": "适用"}, ""),
    ("B4.1", {"B4.1": None, "B4.exempt": "适用"}, ""),
    ("B4.1", {"B4.1": "是", "B4.exempt": "适用"}, "V305"),
    ("B4.1", {"B4.1": None, "B4.exempt": "不适用"}, "V301/choice"),
    ("B4.veto", {"B4.veto": None}, "V301/choice"),
    ("B4.veto", {"B4.veto": "无"}, "V305"),
    ("B4.exempt", {"B4.exempt": None}, "V301/choice"),
    # With full_when it need not be filled, but what is filled must be one of the words.
    ("B5.1", {"B5.1": None}, ""),
    ("B5.1", {"B5.1": "是"}, "V305"),
    ("A1.why", {}, ""),
    ("A1.why", {"A1.2": "不符合"}, "I505"),
    ("A1.why", {"A1.2": "不符合", "A1.why": "无"}, "I505"),
    ("A1.why", {"A1.2": "不符合", "A1.why": "资料不全，已补充。"}, ""),
    ("A1.why", {"A1.why": "资料不全，已补充。"}, "I506"),
    ("A1.why", {"A1.why": "无"}, ""),
    ("A1.why", {"A1.2": "不符合", "A1.why": "待补充"}, "V309"),
    ("A1.why", {"A1.2": None}, ""),
    ("B4.why", {"B4.veto": "发生"}, "I505"),
    ("arrived", {"arrived": None}, "V301/number"),
    ("arrived", {"arrived": -1.0}, "V304/money"),
    ("arrived", {"arrived": "200万元"}, "V302"),
]


@WAYS
@pytest.mark.parametrize(("name", "changes", "key"), LINES)
def test_the_self_check_says_what_is_wrong_with_an_input(
    shown: Shown, name: str, changes: Mapping[str, Content], key: str
) -> None:
    assert key == shown("evaluated", contents(changes))[f"key of {field(name)}"]


@WAYS
def test_what_is_computed_has_no_line(shown: Shown) -> None:
    found = shown("evaluated", contents({}))
    computed = ("A3.5", "A4.1", "B1.1", "B5.0", "B5.veto", "B5.exempt")
    assert set() == {f"key of {field(each)}" for each in computed} & set(found)
    assert "key of tables.base.completion.value" not in found
