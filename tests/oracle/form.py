"""What a form is: read from its template's file and the record it was issued with, both as plain data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from tests.oracle.evaluation import Evaluated
from tests.oracle.evaluation import read as read_evaluation
from tests.oracle.tables import Tables
from tests.oracle.words import NOT_APPLICABLE, PROPOSED_SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

TOTAL: Final = "funding.total_funds"
EXECUTION_MAX: Final = f"{TOTAL}.max_score"
NO_TARGET: Final = frozenset({NOT_APPLICABLE, "/", "—", "-"})
OF_NUMBERS: Final = frozenset({"≥", ">", "=", "", "≤", "<"})
PROPOSED: Final = "proposed"
OPEN: Final = "open"
"""A row in which the unit proposes an indicator of its own: of a blank form, or behind the issued ones."""
QUALITATIVE: Final = "定性"
_NUMBER: Final = r"-?\d+(?:\.\d+)?"
_PLAIN: Final = re.compile(rf"(?P<sign>[≥>=≤<]?)(?P<number>{_NUMBER})(?P<unit>\D*)")
_RANGE: Final = re.compile(rf"(?P<low>{_NUMBER})(?P<percent>%?)-(?P<high>{_NUMBER})(?P<unit>\D*)")
_DATE: Final = re.compile(r"\d{4}年\d{1,2}月.*")

Template = dict[str, Any]


def read_template(path: Path, folders: Sequence[Path]) -> Template:
    """Return a template as its file and those that it extends say it; `folders` are where these lie."""
    content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    below = content.pop("extends", None)
    if below is None:
        return content
    (found,) = [folder / f"{below}.toml" for folder in folders if (folder / f"{below}.toml").is_file()]
    return _laid_over(read_template(found, folders), content)


def _laid_over(below: Template, above: Template) -> Template:
    both = {key for key in below.keys() & above.keys() if isinstance(below[key], dict)}
    return below | above | {key: _laid_over(below[key], above[key]) for key in both}


@dataclass(frozen=True)
class Indicator:
    """One row: what kind of target it has (a sign, 区间, 定性, 等级, 时限, 不适用 or proposed) and how it scores."""

    path: str
    name: str
    section: int
    kind: str
    method: str
    unit: str = ""
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    choices: tuple[str, ...] = ()
    meeting: tuple[str, ...] = ()
    """Those of the choices that meet the target."""
    child: bool = False
    """Whether it explains another one and has no score."""

    @property
    def applies(self) -> bool:
        """Whether there is anything to achieve."""
        return self.kind != NOT_APPLICABLE

    @property
    def scored(self) -> bool:
        """Whether it is assessed, with a score of its own."""
        return self.applies and not self.child

    @property
    def counted(self) -> bool:
        """Whether what was achieved is a number."""
        return self.kind in OF_NUMBERS or self.kind in {"区间", PROPOSED}

    @property
    def person_decides(self) -> bool:
        """Whether the score is filled in."""
        return self.method in {"qualitative", "typed"}


def written_number(text: str) -> float:
    """Return the number that a printed target or achievement such as ≥95% or 70万条 stands for."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        message = f"no number: {text}"
        raise ValueError(message)
    return float(_share(found["number"], found["unit"]))


def _share(text: str, unit: str) -> Decimal:
    return Decimal(text) / 100 if unit == "%" else Decimal(text)


# From where on the checks speak where a template does not say otherwise.
THRESHOLDS: Final = {
    "low_execution": Decimal("0.8"),
    "unspent": Decimal("0.1"),
    "revision": Decimal("0.3"),
    "over_achieved": Decimal("1.3"),
}


@dataclass(frozen=True, eq=False)
class Form:
    """A form; `record` holds what it was issued with by field path, and `template` who fills in the rest."""

    template: Template
    record: Mapping[str, object]
    blank: bool = False
    """Whether it is issued to nobody: every row is open, and the unit fills in all but the form itself."""
    marks: dict[str, Any] = field(default_factory=dict)
    """Kept by those who ask the form the same again."""

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The rows of the indicator table; none where the form fixes its indicators."""
        if "indicators" not in self.template:
            return ()
        if self.blank:
            return tuple(self._open_rows(0))
        rows = {key.partition(".")[0] for key in self.record if key.startswith("indicators[")}
        own = [self._indicator(f"indicators[{index}]") for index in range(len(rows))]
        return (*own, *self._open_rows(len(own)))

    def _open_rows(self, index: int) -> Iterator[Indicator]:
        """Yield the open rows, the first of which has this number.

        In a blank form they are as many as a section says, else 8 outputs, 5 outcomes, 3 of the others; in an issued
        form those that a section leaves to the unit.
        """
        for section, each in enumerate(self.template.get("sections", ())):
            usual = {"output": 8, "outcome": 5}.get(each.get("kind"), 3)
            rows = each.get("blank_rows") or max(usual, len(each["categories"]))
            for _ in range(rows if self.blank else each.get("spare_rows", 0)):
                yield Indicator(f"indicators[{index}]", "", section, OPEN, OPEN, choices=self.levels)
                index += 1

    @property
    def levels(self) -> tuple[str, ...]:
        """The words that the achievement of a qualitative indicator is chosen from in a blank form."""
        method = self.scoring["methods"][QUALITATIVE]
        if method == "qualitative":
            return tuple(each["level"] for each in self.scoring["bands"])
        return tuple(self.scoring.get("verdicts", ("达成", "未达成"))) if method == "met-or-not" else ()

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs that may be chosen in a blank form."""
        return (*PROPOSED_SIGNS, *([QUALITATIVE] if self.levels else []))

    @property
    def judged_signs(self) -> frozenset[str]:
        """Those of them for which a person gives the score."""
        return frozenset(each for each in self.signs if self.scoring["methods"][each] in {"qualitative", "typed"})

    def _indicator(self, path: str) -> Indicator:
        section, name = self.labels.index(str(self.record[f"{path}.dimension"])), str(self.record[f"{path}.name"])
        target = self.record.get(f"{path}.target_value")
        child = bool(self.record.get(f"{path}.parent"))
        if target is None:
            return Indicator(path, name, section, PROPOSED, PROPOSED, child=child)
        more = self._kind_of(str(target))
        return Indicator(path, name, section, **more, **self._choices(more["kind"], str(target)), child=child)

    @cached_property
    def counted_rows(self) -> tuple[Indicator, ...]:
        """The rows that have points, be they 0."""
        return tuple(each for each in self.indicators if not each.child)

    @property
    def leaves_out(self) -> bool:
        """Whether what is not assessed leaves its points out, and the rest makes 100."""
        return bool(self.scoring.get("not_applicable") == "scaled")

    @cached_property
    def taken_off(self) -> Decimal:
        """The points that the total loses for indicators that the form lacks."""
        levels = ("dimension", "category")
        own = {str(self.record.get(f"{row.path}.{key}")) for row in self.counted_rows for key in levels}
        lost = [Decimal(each["deduct"]) for each in self.scoring.get("missing", ()) if each["indicator"] not in own]
        return sum(lost, Decimal(0))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The first-level indicators: the form's, or where these are free the record's own."""
        if not self.free:
            return tuple(each["label"] for each in self.template["sections"])
        own = (value for key, value in self.record.items() if re.fullmatch(r"indicators\[\d+\]\.dimension", key))
        return tuple(map(str, dict.fromkeys(own)))

    @property
    def free(self) -> bool:
        """Whether the record says the first and second level in its own words."""
        return "free" in self.template.get("indicators", {})

    def _kind_of(self, target: str) -> dict[str, Any]:
        if target in NO_TARGET:
            return {"kind": NOT_APPLICABLE}
        if found := _PLAIN.fullmatch(target):
            return {"kind": found["sign"], "unit": found["unit"]}
        if found := _RANGE.fullmatch(target):
            low, high = _share(found["low"], found["unit"]), _share(found["high"], found["unit"])
            return {"kind": "区间", "unit": found["unit"], "low": low, "high": high}
        if any(target.removeprefix("≥") in scale for scale in self.scoring["scales"]):
            return {"kind": "等级"}
        return {"kind": "时限" if _DATE.fullmatch(target) else "定性"}

    def _choices(self, kind: str, target: str) -> dict[str, Any]:
        method = self.scoring["methods"][kind]
        choices: list[str] = []
        meeting = 1
        if method == "qualitative":
            choices = [each["level"] for each in self.scoring["bands"]]
        elif method == "met-or-not":
            choices = self.scoring.get("verdicts", [])
        elif method == "ordinal":
            grade = target.removeprefix("≥")
            choices = next(scale for scale in self.scoring["scales"] if grade in scale)
            meeting = choices.index(grade) + 1
        return {"method": method, "choices": tuple(choices), "meeting": tuple(choices[:meeting])}

    # --- indicators that the form fixes --------------------------------------------------------------------------

    @property
    def evaluation(self) -> Template:
        """The indicators with their criteria; {} where the record supplies its indicators."""
        found: Template = self.template.get("evaluation", {})
        return found

    @cached_property
    def evaluated(self) -> tuple[Evaluated, ...]:
        """The indicators that the form fixes."""
        return read_evaluation(self)

    @property
    def rows(self) -> list[str]:
        """The paths of all indicators."""
        return [row.path for row in self.indicators] + [row.path for row in self.evaluated]

    def caps_whole(self, path: str) -> bool:
        """Whether only the sum of an indicator is held to its maximum; the path may be one of its criteria."""
        index = int(path.partition("[")[2].partition("]")[0])
        usual = self.evaluation.get("cap", "each")
        return bool(self.evaluation["indicators"][index].get("cap", usual) == "whole")

    def reaches(self, value: Fraction, target: str) -> bool:
        """Whether a number meets a target such as ≥10项, 5-10次 or 0起 (which only 0 and less meets)."""
        if found := _RANGE.fullmatch(target):
            low, high = _share(found["low"], found["unit"]), _share(found["high"], found["unit"])
            return low <= value <= high
        plain = _PLAIN.fullmatch(target)
        if plain is None:
            message = f"no number: {target}"
            raise ValueError(message)
        bound, sign = _share(plain["number"], plain["unit"]), plain["sign"]
        if sign in {"≤", "<"}:
            return value <= bound if sign == "≤" else value < bound
        if sign in {"=", ""} and bound == 0:
            return value <= 0
        return value > bound if sign == ">" else value >= bound

    def words_of(self, target: str) -> tuple[Sequence[str], Sequence[str]]:
        """Return the words that may stand for a target that is no number, and those of them that meet it."""
        kind = self._kind_of(target)["kind"]
        if kind in OF_NUMBERS or kind == "区间":
            return (), ()
        if kind != "等级":
            verdicts: list[str] = self.scoring["verdicts"]
            return verdicts, verdicts[:1]
        grade = target.removeprefix("≥")
        scale: list[str] = next(each for each in self.scoring["scales"] if grade in each)
        return scale, scale[: scale.index(grade) + 1]

    # --- tables --------------------------------------------------------------------------------------------------

    @cached_property
    def tables(self) -> Tables:
        """The tables beside the form."""
        own = {}
        if not self.has_funding and self.rate_field:
            own["execution_rate"] = self.rate_field
        return Tables(self.template.get("tables", ()), self.record, own)

    @property
    def has_funding(self) -> bool:
        """Whether the form has a money table of its own."""
        return "funding" in self.template

    @property
    def rate_field(self) -> str:
        """The field of the execution rate: the money table's, or one that the form names; "" where there is none."""
        if self.has_funding:
            return "execution_rate"
        named = self.template.get("figures", {}).get("execution_rate")
        return f"tables.{named}" if named else ""

    # --- what the template says ----------------------------------------------------------------------------------

    @property
    def scoring(self) -> Template:
        """How scores are rounded and which method each kind of target has."""
        found: Template = self.template["scoring"]
        return found

    @property
    def funding(self) -> Template:
        """The money table."""
        found: Template = self.template["funding"]
        return found

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The ids of the money table's columns."""
        return tuple(each["id"] for each in self.funding["columns"])

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The ids of the money table's rows below the total."""
        return tuple(each["id"] for each in self.funding["lines"])

    def parts_of(self, column: str) -> list[str]:
        """Return the fields that make up the total of a column."""
        return [f"funding.{part}.{column}" for part in self.parts]

    @property
    def numerator(self) -> str:
        """The field of the total that was spent."""
        return f"{TOTAL}.{self.funding['numerator']}"

    @property
    def denominator(self) -> str:
        """The field of the total that the rate divides by."""
        return f"{TOTAL}.{self.funding['denominator']}"

    def threshold(self, name: str) -> Decimal:
        """Return from where on a check speaks."""
        return Decimal(self.template["checks"].get("thresholds", {}).get(name, THRESHOLDS[name]))

    @property
    def stated(self) -> Sequence[str]:
        """The figures that the unit states of itself."""
        found: Sequence[str] = self.template.get("stated", ())
        return found

    # --- what the unit fills in ----------------------------------------------------------------------------------

    @cached_property
    def inputs(self) -> dict[str, bool]:
        """The fields that the unit fills in or may correct, each with whether it must be filled."""
        found = {path: required for path, supplied, required in self._supplied() if self._open(path, supplied)}
        signoff = self.template.get("signoff", {})
        found |= {f"signoff.{each['id']}": False for each in signoff.get("fields", ())}
        if signoff.get("correction"):
            found["correction_request"] = False
        found |= {f"stated.{name}": False for name in self.stated}
        for each in self.indicators:
            found |= self._row(each)
        for indicator in self.evaluated:
            found |= self._evaluated(indicator)
        return found

    def _evaluated(self, indicator: Evaluated) -> dict[str, bool]:
        found = {each.field: each.required for each in indicator.criteria if each.filled}
        asked = (*indicator.vetoes, *indicator.exemptions)
        found |= {each.field: True for each in asked if each.when is None}
        found[f"{indicator.path}.deviation_explanation"] = False
        if self.evaluation.get("stated_score"):
            found[f"stated.{indicator.path}.score"] = False
        return found

    def _open(self, path: str, supplied: str) -> bool:
        given = self.record.get(path) is not None
        if self.blank:
            return True
        return supplied in {"filled", "correctable"} or (supplied == "either" and not given)

    def _supplied(self) -> Iterator[tuple[str, str, bool]]:
        if self.blank:
            yield "project.code", "filled", True
        for each in self.template["header"]:
            named = self.blank and each["id"] == "name"
            yield f"project.{each['id']}", each["supplied"], named or each.get("required", False)
        if self.has_funding:
            yield from self._money()
        for half in ("expected_result", "achieved_result") if "objective" in self.template else ():
            own = self.template["objective"][half]
            yield f"objective.{half}", own["supplied"], own.get("required", False)
        for cell in self.tables.cells.values():
            if not cell.computed:
                yield cell.field, cell.says.get("supplied", "filled"), cell.says.get("required", False)

    def _money(self) -> Iterator[tuple[str, str, bool]]:
        for column in self.funding["columns"]:
            needed = column.get("required", False)
            # Without them there is no rate.
            asked = needed or column["id"] in {self.funding["numerator"], self.funding["denominator"]}
            for line in self.funding["lines"]:
                yield f"funding.{line['id']}.{column['id']}", column["supplied"], asked and line.get("required", False)
            if self.funding["totals"] == "input":
                yield f"{TOTAL}.{column['id']}", column["supplied"], needed
            elif self.funding["totals"] == "stated":
                yield f"stated.funding.{column['id']}", "filled", False

    def _row(self, row: Indicator) -> dict[str, bool]:
        words = self.template["indicators"]
        found = {f"{row.path}.actual_value": row.applies}
        if not row.child:
            found[f"{row.path}.deviation_explanation"] = False
        if row.kind == OPEN:
            keys = ["category", "name", "direction", "target_value", "unit_of_measure"]
            keys += ["judged_score"] if self.judged_signs else []
            found |= {f"{row.path}.{key}": False for key in keys}
        if row.kind == PROPOSED:
            found |= {f"{row.path}.direction": True, f"{row.path}.target_value": True}
            found[f"{row.path}.unit_of_measure"] = False
        elif row.kind in OF_NUMBERS and words["target_supplied"] == "correctable":
            found[f"{row.path}.target_value"] = True
        if row.kind == OPEN or (row.scored and self._open(f"{row.path}.max_score", words["max_score_supplied"])):
            found[f"{row.path}.max_score"] = True
        if row.person_decides and not row.child:
            found[f"{row.path}.score"] = True
        if row.scored and words.get("stated_score"):
            found[f"stated.{row.path}.score"] = False
        return found
