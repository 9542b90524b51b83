"""Judges returned files: read → manifest → plan → hold against it → recompute as stored and as read → verdict.

Files of one shape are recomputed together; nothing of a file is evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Final

from xlgen import formula, framework, integrity, layout, recompute, stated, terms
from xlgen.finding import BY_CODE, RULES, Finding, Owner, Severity, Status, Where, XlgenError, status_of
from xlgen.manifest import Manifest
from xlgen.model import CellError, Content, Record, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from xlgen.integrity import Held
    from xlgen.recompute import Contents
    from xlgen.template import Template

VERDICT: Final = 1
_ALL_DIGITS: Final = Context(prec=330)
"""A cell holds numbers of up to 308 digits; none may fail to be shown."""
_FILE_RULES: Final = frozenset(rule.code for rule in RULES if rule.where is Where.FILE and rule.code != "I504")
_READING_RULES: Final = frozenset(code for code in _FILE_RULES if code.startswith("X"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said of one file; `figures` are computed by us, whatever the file claims."""

    file: str
    sha256: str
    status: Status
    trust: str | None
    template: str | None
    project: Mapping[str, str] | None
    figures: Mapping[str, Decimal | str | None]
    findings: tuple[Finding, ...]
    rules: Mapping[str, int]

    def to_json(self) -> dict[str, object]:
        """Return the verdict as the contract's JSON object."""
        return {
            "verdict": VERDICT,
            "file": self.file,
            "sha256": self.sha256,
            "status": self.status.value,
            "trust": self.trust,
            "template": self.template,
            "project": self.project,
            "figures": {name: to_number(value) for name, value in self.figures.items()},
            "findings": [finding_json(each) for each in self.findings],
            "rules": self.rules,
        }


def to_number(value: Decimal | str | None) -> float | int | str | None:
    """Return a figure for JSON: whole numbers without a point."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def finding_json(finding: Finding) -> dict[str, object]:
    """Return a finding as the contract's JSON object; an answered warning carries the answer."""
    answer = {"response": finding.response} if finding.response else {}
    return answer | {
        "code": finding.code,
        "name": finding.rule.name,
        "severity": finding.severity.value,
        "owner": finding.cured_by.value,
        "sheet": finding.sheet or None,
        "cell": finding.cell or None,
        "field": finding.field or None,
        "found": finding.found,
        "expected": finding.expected,
        "affects": list(finding.affects),
        "message": finding.message,
    }


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is one of our forms: its bytes' digest, its manifest, and what it holds."""

    file: str
    sha256: str
    manifest: Manifest
    trust: str
    held: Held


@dataclass(frozen=True, slots=True)
class Register:
    """What a returned form is held against: the forms at hand, and what the ledger says was issued.

    `issued` maps project codes to the digests of all manifests issued to them; it is empty without a ledger.
    """

    forms: Mapping[str, Template]
    issued: Mapping[str, frozenset[str]]


def open_file(path: Path, file: str, register: Register) -> Opened | Verdict:
    """Return a file opened for recomputation, or its verdict where it cannot be.

    Raises
    ------
    OSError
        The file cannot be opened at all.

    """
    digest, found, book = integrity.open_form(path)
    if isinstance(found, Manifest):
        trust = _trust(found, register)
        if trust not in BY_CODE and book is not None:
            return Opened(file, digest, found, trust, integrity.hold(found.plan, book))
        found = trust
    return refused(file, digest, found)


def refused(file: str, sha256: str, key: str) -> Verdict:
    """Return the verdict of a file that is not looked into further."""
    findings = (Finding(key=key, severity=Severity.ERROR),)
    ran = len(_READING_RULES) + (key[0] == "S")
    return Verdict(
        file=file,
        sha256=sha256,
        status=status_of(findings),
        trust=None,
        template=None,
        project=None,
        figures={},
        findings=findings,
        rules={"ran": ran, "skipped": len(RULES) - ran, "failed": 0},
    )


def _trust(found: Manifest, register: Register) -> str:
    """Return how far the manifest is trusted, or the key of the finding that says why it is not.

    Where the ledger knows the project, it decides. Where this form definition is at hand, the frozen plan must be what
    it gives; a definition of the same version that gives another plan is not the one the form was made from.
    """
    if found.code in register.issued:
        return "ledger" if found.digest in register.issued[found.code] else "S103"
    template = register.forms.get(found.template)
    shape = found.plan.shape
    if (
        template is None
        or template.definition.version != found.template_version
        or shape.version != layout.PLAN_VERSION
        or _gives(template, found)
    ):
        return "digest-only"
    return "S103" if template.sha256 == found.template_sha256 else "S102"


def _gives(template: Template, found: Manifest) -> bool:
    """Return whether the form definition gives the plan that the manifest holds."""
    count = sum(1 for path in found.plan.issued if path.endswith("].name"))
    values = found.plan.issued
    record = Record(template=template.id, fiscal_year=found.fiscal_year, values=values, indicator_count=count)
    try:
        return layout.plan(template, record).shape.digest == found.plan.shape.digest
    except XlgenError:  # issued values that this form could not have been made from
        return False


def judge_all(opened: Sequence[Opened]) -> list[Verdict]:
    """Return the verdict of each file; files of one shape are recomputed in one go.

    Raises
    ------
    InternalError
        A formula is outside the engine's allow-list.

    """
    read = [_read(each) for each in opened]
    shapes = [each.manifest.plan.shape for each in opened]
    stored = [{**each.held.inputs, **each.held.overwritten} for each in opened]
    given = recompute.evaluate_each(
        [*zip(shapes, stored, strict=True), *((shape, inputs) for shape, (inputs, _) in zip(shapes, read, strict=True))]
    )
    return [
        _judge(each, Computed(as_stored, inputs | as_read, texts))
        for each, as_stored, as_read, (inputs, texts) in zip(
            opened, given[: len(opened)], given[len(opened) :], read, strict=True
        )
    ]


def _read(opened: Opened) -> tuple[Contents, tuple[str, ...]]:
    plan = opened.manifest.plan
    contents, texts = recompute.as_read(plan.shape, opened.held.inputs)
    return contents | recompute.locked_contents(plan), texts


@dataclass(frozen=True, slots=True)
class Computed:
    """What the formulas give: for the cells as they stand, and for the inputs as read (those included)."""

    stored: Contents
    read: Contents
    numbers_as_text: tuple[str, ...]


def _judge(opened: Opened, computed: Computed) -> Verdict:
    plan = opened.manifest.plan
    if plan.shape.title not in _sheets(opened.held, plan.shape):  # nothing was submitted that could be judged
        return _without_form(opened)
    figures = _figures(opened, computed)
    findings = [
        *opened.held.findings,
        *_issued_differs(opened, computed),
        *_shown_differs(opened, computed),
        *_not_computed(opened, computed),
        *_texts(opened, computed),
        *_lines(opened, computed),
        *stated.findings(plan.shape, computed.read),
        *framework.findings(plan),
        *_correction(computed),
    ]
    findings.extend(_unexplained(plan.shape, computed.read, findings))
    levelled = (_levelled(plan.shape, each) for each in findings)
    placed = tuple(sorted((_answered(opened, _described(opened, each)) for each in levelled), key=_order))
    return _verdict(opened, placed, figures)


def _without_form(opened: Opened) -> Verdict:
    """Return the verdict of a workbook whose form sheet is gone: only what was looked at counts as run."""
    shape = opened.manifest.plan.shape
    # What else differs follows from it: a program makes #REF! of every formula that spoke of the form.
    found = tuple(sorted((each for each in opened.held.findings if each.code == "S104"), key=_order))
    whole = _verdict(opened, found, dict.fromkeys((*shape.figures, layout.RATING)))
    ran = len([code for code in _FILE_RULES if code[0] in "XS"])
    return replace(whole, rules={"ran": ran, "skipped": len(RULES) - ran, "failed": 0})


def _verdict(opened: Opened, findings: tuple[Finding, ...], figures: Mapping[str, Decimal | str | None]) -> Verdict:
    plan = opened.manifest.plan
    codes = {outcome.key.partition("/")[0] for line in plan.shape.lines for outcome in line.outcomes}
    codes |= {"I504"} if any(field.startswith("stated.") for field in plan.shape.places) else set()
    codes |= {code for code in plan.shape.framework.codes if Where.ISSUE in BY_CODE[code].where}
    ran = len(_FILE_RULES | codes)
    failed = len({each.code for each in findings if each.code == "C205"})
    return Verdict(
        file=opened.file,
        sha256=opened.sha256,
        status=status_of(findings),
        trust=opened.trust,
        template=opened.manifest.template,
        project={"code": opened.manifest.code, "name": opened.manifest.name},
        figures=figures,
        findings=findings,
        rules={"ran": ran, "skipped": len(RULES) - ran, "failed": failed},
    )


def _order(finding: Finding) -> tuple[int, int, str, str]:
    return list(Severity).index(finding.severity), finding.sheet_position, finding.code, finding.field


def _levelled(shape: layout.Shape, finding: Finding) -> Finding:
    """Return a finding as grave as its form takes it; the lines of the self-check carry that themselves."""
    levels = dict(shape.levels)
    if finding.code not in levels or Where.CELL in finding.rule.where:
        return finding
    return replace(finding, severity=levels[finding.code])


def _answer(opened: Opened, field: str) -> str:
    """Return what the unit wrote into a line's 情况说明."""
    content = opened.held.inputs.get(field) if field else None
    return content.strip() if isinstance(content, str) and not formula.is_blank(content) else ""


def _answered(opened: Opened, finding: Finding) -> Finding:
    """Return a warning with the answer that the unit gave in the line of its field, if it did."""
    if finding.response or finding.severity is not Severity.WARNING:
        return finding
    return replace(finding, response=_answer(opened, layout.response(finding.field)))


def _correction(computed: Computed) -> Iterable[Finding]:
    """Yield R709 where the unit says that what was issued is wrong."""
    wanted = computed.read.get(layout.CORRECTION)
    if isinstance(wanted, str) and wanted.strip() not in {"", *terms.NIL_WORDS}:
        yield Finding(key="R709", severity=Severity.NOTE, field=layout.CORRECTION, found=wanted)


def _described(opened: Opened, finding: Finding) -> Finding:
    """Return a finding with its place, its row's name and the figures it reaches."""
    shape, issued = opened.manifest.plan.shape, opened.manifest.plan.issued
    if not finding.field:
        return finding
    _, cell = shape.places[finding.field]
    reached = recompute.reached(shape, finding.field) if finding.severity is not Severity.NOTE else ()
    row_name = str(issued.get(cell.row_label) or "") if cell.row_label else ""
    full = replace(finding, affects=reached)
    return integrity.place(shape, finding.field, full, row_name)


def _shown_differs(opened: Opened, computed: Computed) -> Iterable[Finding]:
    """Yield C203 for each stored result that does not follow from the cells, or C204 once where none was computed."""
    held = opened.held
    shape = opened.manifest.plan.shape
    expected = {
        field: computed.stored.get(field)
        for field, (sheet, cell) in shape.places.items()
        if cell.role is layout.Role.FORMULA and field not in held.overwritten and sheet.name in _sheets(held, shape)
    }
    # Where the formula gives "", nothing stored and "" stored look alike.
    absent = [field for field, value in expected.items() if field not in held.shown and value != ""]
    differing = [
        field
        for field, value in expected.items()
        if field in held.shown and not integrity.same(held.shown[field], value)
    ]
    if not absent and not differing:
        return
    initial = recompute.issued_contents(opened.manifest.plan)
    issued = recompute.evaluate(shape, [initial])[0]
    if all(integrity.same(held.shown[field], issued[field]) for field in differing):
        yield Finding(key="C204", severity=Severity.NOTE)
        return
    severity = Severity.WARNING if opened.held.manual else Severity.ERROR
    # What still shows the issued result follows from not computing; the others show something else.
    for field in (each for each in differing if not integrity.same(held.shown[each], issued[each])):
        found, right = integrity.plain(held.shown[field]), integrity.plain(expected[field])
        yield Finding(key="C203", severity=severity, field=field, found=found, expected=right)


def _issued_differs(opened: Opened, computed: Computed) -> Iterable[Finding]:
    """Yield S107 for each label and each issued value that is not what was issued."""
    shape = opened.manifest.plan.shape
    for (sheet, row, column), found in opened.held.given.items():
        cell = shape.cells[sheet, row, column]
        expected = computed.read.get(cell.field) if cell.role is layout.Role.ISSUED else cell.text
        if not integrity.same_text(found, expected):
            shown, issued = integrity.plain(found), integrity.plain(expected)
            seen = Finding(key="S107", severity=Severity.ERROR, found=shown, expected=issued)
            first = cell.field and shape.places[cell.field][1] is cell
            yield replace(seen, field=cell.field) if first else integrity.at(shape, (sheet, row, column), seen)
    yield from _corrected(opened, computed)


def _corrected(opened: Opened, computed: Computed) -> Iterable[Finding]:
    """Yield a note for each issued value that the unit was free to correct, and did; its own is used."""
    issued = recompute.issued_contents(opened.manifest.plan)
    for _, cell in opened.manifest.plan.shape.of_role(layout.Role.INPUT):
        found = computed.read.get(cell.field)
        if cell.field in issued and not integrity.same_text(found, issued[cell.field]):
            shown, given = integrity.plain(found), integrity.plain(issued[cell.field])
            yield Finding(key="S107/corrected", severity=Severity.NOTE, field=cell.field, found=shown, expected=given)


def _sheets(held: Held, shape: layout.Shape) -> set[str]:
    missing = {each.sheet for each in held.findings if each.code == "S104"}
    return set(shape.positions) - missing


def _not_computed(opened: Opened, computed: Computed) -> Iterable[Finding]:
    """Yield C205 where our own formula gives an error: total rules never do."""
    for field, (_, cell) in opened.manifest.plan.shape.places.items():
        value = computed.read.get(field)
        if cell.role is layout.Role.FORMULA and isinstance(value, CellError):
            yield Finding(key="C205", severity=Severity.ERROR, field=field, found=value.value)


def _unexplained(shape: layout.Shape, read: Mapping[str, Content], findings: Sequence[Finding]) -> Iterable[Finding]:
    """Yield C205 for a figure that is missing without an error of the unit's: not computed is never a pass."""
    told = {each.field for each in findings if each.code == "C205"}
    if not any(each.severity is Severity.ERROR and each.cured_by is Owner.FILLER for each in findings):
        for name in shape.figures:
            # A text that a rule declares (不适用) is an answer; "" is none.
            if read.get(name) in {None, ""} and name not in told:
                yield Finding(key="C205", severity=Severity.ERROR, field=name)


def _texts(opened: Opened, computed: Computed) -> Iterable[Finding]:
    for field in computed.numbers_as_text:
        found = opened.held.inputs[field]
        expected = integrity.plain(computed.read[field])
        yield Finding(key="V303", severity=Severity.WARNING, field=field, found=found, expected=expected)


def _lines(opened: Opened, computed: Computed) -> Iterable[Finding]:
    """Yield what the lines of the self-check say of the inputs as read."""
    for line in opened.manifest.plan.shape.lines:
        key = computed.read.get(line.field)
        for outcome in line.outcomes:
            if outcome.key == key:
                found = integrity.plain(computed.read.get(outcome.about))
                yield Finding(
                    key=outcome.key,
                    severity=outcome.severity,
                    field=outcome.about,
                    found=found,
                    owner=outcome.owner,
                    response=_answer(opened, line.response),
                )


def _figures(opened: Opened, computed: Computed) -> dict[str, Decimal | str | None]:
    shape = opened.manifest.plan.shape
    figures: dict[str, Decimal | str | None] = {
        name: _rounded(computed.read.get(name), digits)
        for name, digits in zip(shape.figures, shape.figure_digits, strict=True)
    }
    rating = computed.read.get(layout.RATING)
    return figures | {layout.RATING: rating if isinstance(rating, str) and rating else None}


def _rounded(value: Content, digits: int) -> Decimal | None:
    """Return a figure as the form shows it: half up on 15 significant digits; None where it could not be computed."""
    if not isinstance(value, float):
        return None
    return to_decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _ALL_DIGITS)
