"""Judges returned files: read → manifest → plan → hold against it → recompute as stored and as read → verdict.

Files of one shape are recomputed together; nothing of a file is evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from xlgen import integrity, layout, policy, recompute
from xlgen.finding import BY_CODE, OF_A_FILE, RULES, Finding, Severity, Where, XlgenError, status_of
from xlgen.manifest import Manifest
from xlgen.model import ALL_DIGITS, Content, Record, to_decimal
from xlgen.verbs import describing, observed, proposals, roots, superseded
from xlgen.verbs.observed import Computed, Opened
from xlgen.verbs.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xlgen.ledger import Superseded
    from xlgen.reader import Reader, Source, StoredWorkbook
    from xlgen.recompute import Contents
    from xlgen.template import Template

_FILE_RULES: Final = frozenset(rule.code for rule in RULES if rule.where is Where.FILE and rule.code != "I504")
_TRIED: Final = frozenset(rule.code for rule in RULES if rule.beta)
"""What is on trial is tried on every form."""
_READING_RULES: Final = frozenset(code for code in _FILE_RULES if code.startswith("X"))
_BEYOND_VALUES: Final = frozenset(
    ["S106", "S108", "S109", "S111", "S113", "S114", "S115", "C201", "C202", "C203", "C204", "V307", "V308"]
)
"""What cannot be checked in a file of which only values were read."""

_WITHOUT_FORM: Final = frozenset({"S103", "S104"})
"""What is told of a workbook whose form is not there, or is another project's."""


@dataclass(frozen=True, slots=True)
class Register:
    """What a returned form is held against: the forms at hand, and what the ledger says was issued.

    `issued` maps project codes to the digests of all manifests issued to them; it is empty without a ledger. `trusted`
    is the public key that forms are issued with; `superseded` maps the digests of manifests to what took their place.
    `far_above` is the policy's: by how many percentage points scores may exceed the execution rate unremarked.
    """

    forms: Mapping[str, Template]
    issued: Mapping[str, Collection[str]]
    trusted: bytes | None = None
    superseded: Mapping[str, Superseded] = field(default_factory=dict)
    far_above: Decimal = policy.NONE.thresholds.score_above_execution


def open_file(source: Source, reader: Reader, register: Register) -> Opened | Verdict:
    """Return a file opened for recomputation, or its verdict where it cannot be.

    Raises
    ------
    OSError
        The file cannot be opened at all.

    """
    digest, book = reader.read(source)
    if isinstance(book, str):
        return refused(source.name, digest, book)
    found = integrity.recognised(book)
    if isinstance(found, Manifest):
        trust = _trust(found, register)
        if trust.partition("/")[0] not in BY_CODE:
            held = integrity.hold(found.plan, book)
            held = replace(held, findings=(*_notes(book), *_superseded(found, register), *held.findings))
            return Opened(source.name, digest, found, trust, held, book.modified, register.far_above)
        found = trust
    return refused(source.name, digest, found, _notes(book))


def _notes(book: StoredWorkbook) -> tuple[Finding, ...]:
    """Return what is to be said of the file itself, though it was read."""
    return tuple(
        Finding(key=key, severity=BY_CODE[key.partition("/")[0]].severity, found=seen or None)
        for key, seen in book.notes
    )


def _superseded(found: Manifest, register: Register) -> tuple[Finding, ...]:
    """Return that a later issue took the place of this one, if one did."""
    by = register.superseded.get(found.digest)
    return () if by is None else (superseded.finding(found, by),)


def refused(file: str, sha256: str, key: str, notes: tuple[Finding, ...] = ()) -> Verdict:
    """Return the verdict of a file that is not looked into further."""
    findings = tuple(sorted((Finding(key=key, severity=Severity.ERROR), *notes), key=_order))
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
        rules={"ran": ran, "skipped": len(OF_A_FILE) - ran, "failed": 0},
    )


def _trust(found: Manifest, register: Register) -> str:
    """Return how far the manifest is trusted, or the key of the finding that says why it is not.

    Where the ledger knows the project, it decides; then the office's public key. Where this form definition is at hand,
    the frozen plan must be what it gives; a definition of the same version that gives another plan is not the one the
    form was made from.
    """
    known = register.issued.get(found.code)
    if known is not None and found.digest not in known:
        return "S103"
    if register.trusted is not None and (found.signature or known is None):
        if not found.signature:
            return "S103/unsigned"
        from xlgen import signing  # noqa: PLC0415 - few rounds have a key, and what reads it loads much

        return "signature" if signing.holds(register.trusted, found.digest, found.signature) else "S103/signature"
    if known is not None:
        return "ledger"
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
    if layout.blank.is_blank(found.plan):
        return proposals.manifest_of(template).digest == found.digest
    count = sum(1 for path in found.plan.issued if path.endswith("].name"))
    # The rows that a record gave to a table are there even where all that stands in them is filled in.
    rows = dict.fromkeys(path for path in found.plan.shape.places if path.startswith("tables."))
    values = rows | dict(found.plan.issued)
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
    return [verdict for verdict, _ in judge_each(opened)]


def judge_each(opened: Sequence[Opened]) -> list[tuple[Verdict, Computed]]:
    """Return the verdict of each file with what its formulas give.

    Raises
    ------
    InternalError
        As `judge_all`.

    """
    read = [_read(each) for each in opened]
    shapes = [each.manifest.plan.shape for each in opened]
    stored = [{**each.held.inputs, **each.held.overwritten} for each in opened]
    # Mostly what stands in the cells is what is read there.
    twice = [index for index, (inputs, _) in enumerate(read) if not _alike(stored[index], inputs)]
    given = recompute.evaluate_each(
        [*zip(shapes, stored, strict=True), *((shapes[index], read[index][0]) for index in twice)]
    )
    of_stored = given[: len(opened)]
    of_read = dict(enumerate(of_stored)) | dict(zip(twice, given[len(opened) :], strict=True))
    computed = [
        Computed(of_stored[index], inputs | of_read[index], texts) for index, (inputs, texts) in enumerate(read)
    ]
    return [(_judge(each, own), own) for each, own in zip(opened, computed, strict=True)]


def _alike(stored: Mapping[str, Content], read: Mapping[str, Content]) -> bool:
    """Return whether the same stands in all cells; TRUE and 1 are equal in Python, and are not the same."""
    return stored == read and list(map(type, map(stored.get, read))) == list(map(type, read.values()))


def _read(opened: Opened) -> tuple[Contents, tuple[str, ...]]:
    plan = opened.manifest.plan
    # A picture or a date is no value; what the file stores in its place counts only for what its formulas show.
    without = {each.field for each in opened.held.findings if each.key in integrity.NO_VALUE}
    inputs = {field: None if field in without else content for field, content in opened.held.inputs.items()}
    contents, texts = recompute.as_read(plan.shape, inputs)
    return contents | recompute.locked_contents(plan), texts


def _judge(opened: Opened, computed: Computed) -> Verdict:
    plan = opened.manifest.plan
    if plan.shape.title not in opened.held.standing.sheets or opened.held.foreign:
        return _without_form(opened)  # nothing was submitted that could be judged
    figures = _figures(opened, computed)
    levelled = (_levelled(plan.shape, each) for each in observed.findings(opened, computed))
    told = (describing.described(opened, computed, each) for each in levelled)
    placed = tuple(sorted((_answered(opened, each) for each in told), key=_order))
    code = computed.stored.get(layout.CHECK_CODE)
    return replace(
        _verdict(opened, placed, figures),
        check_code=code if isinstance(code, str) and code else None,
        follows=roots.found(opened, computed, placed),
    )


def _without_form(opened: Opened) -> Verdict:
    """Return the verdict of a workbook without the form of its manifest: only what was looked at counts as run."""
    shape = opened.manifest.plan.shape
    # What else differs follows from it: a program makes #REF! of every formula that spoke of the form.
    told = (each for each in opened.held.findings if each.code[0] in "XR" or each.code in _WITHOUT_FORM)
    found = tuple(sorted(told, key=_order))
    return _verdict(opened, found, dict.fromkeys((*layout.FIGURES, *shape.named_figures, layout.RATING)))


def ran(opened: Opened) -> frozenset[str]:
    """Return the codes that were checked in a file; of a file without its form only those of the file itself."""
    plan = opened.manifest.plan
    if plan.shape.title not in opened.held.standing.sheets or opened.held.foreign:
        return frozenset(code for code in _FILE_RULES if code[0] in "XS")
    codes = {outcome.key.partition("/")[0] for line in plan.shape.lines for outcome in line.outcomes}
    codes |= {"I504"} if any(field.startswith("stated.") for field in plan.shape.places) else set()
    codes |= {code for code in plan.shape.framework.codes if Where.ISSUE in BY_CODE[code].where}
    codes |= _TRIED
    return (_FILE_RULES | codes) - (_BEYOND_VALUES if opened.held.values_only else frozenset())


def not_run(opened: Opened) -> dict[str, str]:
    """Return the codes that were not checked in a file, each with the key of `terms.NOT_RUN` that says why."""
    shape, done = opened.manifest.plan.shape, ran(opened)
    codes = sorted(rule.code for rule in OF_A_FILE if rule.code not in done)
    if shape.title not in opened.held.standing.sheets or opened.held.foreign:
        return dict.fromkeys(codes, "form")

    def reason(code: str) -> str:
        if opened.held.values_only and code in _BEYOND_VALUES:
            return "values"
        return "cells" if code == "I504" or code in shape.framework.codes else "left-out"

    return {code: reason(code) for code in codes}


def _verdict(opened: Opened, findings: tuple[Finding, ...], figures: Mapping[str, Decimal | str | None]) -> Verdict:
    count = len(ran(opened))
    failed = len({each.code for each in findings if each.code == "C205"})
    return Verdict(
        file=opened.file,
        sha256=opened.sha256,
        status=status_of(findings),
        trust=opened.trust,
        template=opened.manifest.template,
        project=dict(zip(("code", "name"), proposals.identity(opened.manifest, opened.held.inputs), strict=True)),
        figures=figures,
        findings=findings,
        rules={"ran": count, "skipped": len(OF_A_FILE) - count, "failed": failed},
    )


def _order(finding: Finding) -> tuple[int, int, str, int, str, str]:
    """Return what findings are sorted by: severity, sheet, code, then from the top of the sheet to its end."""
    letters = finding.cell.rstrip("0123456789")
    row = int(finding.cell[len(letters) :] or 0)
    severity = list(Severity).index(finding.severity)
    return severity, finding.sheet_position, finding.code, row, letters.rjust(3), finding.field


def _levelled(shape: layout.Shape, finding: Finding) -> Finding:
    """Return a finding as grave as its form takes it; the lines of the self-check carry that themselves."""
    levels = dict(shape.levels)
    if finding.code not in levels or Where.CELL in finding.rule.where:
        return finding
    return replace(finding, severity=levels[finding.code])


def _answered(opened: Opened, finding: Finding) -> Finding:
    """Return a warning with the answer that the unit gave in the line of its field, if it did."""
    # Whoever explains a value does not thereby explain how the workbook was changed.
    if finding.response or finding.severity is not Severity.WARNING or finding.code[0] in "SC":
        return finding
    return replace(finding, response=observed.answer(opened, layout.response(finding.field)))


def _figures(opened: Opened, computed: Computed) -> dict[str, Decimal | str | None]:
    shape = opened.manifest.plan.shape
    lost = opened.held.gone | recompute.following(shape, opened.held.gone)
    figures: dict[str, Decimal | str | None] = {
        name: _rounded(None if field in lost else computed.read.get(field), digits)
        for name, (field, digits) in shape.named_figures.items()
    }
    figures = dict.fromkeys(layout.FIGURES) | figures
    rating = None if layout.RATING in lost else computed.read.get(layout.RATING)
    return figures | {layout.RATING: rating if isinstance(rating, str) and rating else None}


def _rounded(value: Content, digits: int) -> Decimal | None:
    """Return a figure as the form shows it: half up on 15 significant digits; None where it could not be computed."""
    if not isinstance(value, float):
        return None
    return to_decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, ALL_DIGITS)
