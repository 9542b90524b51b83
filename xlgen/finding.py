"""What may be said of a file: the catalogue of findings, one finding, and the errors that are ours to raise."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlgen import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Severity(enum.Enum):
    """How grave a finding is; the order of the members is the order in which findings are listed."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Where(enum.Flag):
    """What can see a finding: a live formula (CELL), the verifier alone (FILE), the office as it issues (ISSUE).

    ROUND is what only all files of a round together show.
    """

    CELL = enum.auto()
    FILE = enum.auto()
    ISSUE = enum.auto()
    ROUND = enum.auto()


class Owner(enum.Enum):
    """Who can cure it: the unit that fills (FILLER) or the office that issued (OFFICE)."""

    FILLER = "F"
    OFFICE = "O"


class Status(enum.Enum):
    """What became of a file."""

    ACCEPTED = "accepted"
    FLAGGED = "flagged"
    SENT_BACK = "sent-back"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue; its Chinese title, sentence and explanation stand in `terms`.

    What is `beta` is on trial: it is told, and changes no file's status.
    """

    code: str
    name: str
    severity: Severity
    where: Where
    owner: Owner = Owner.FILLER
    beta: bool = False

    @property
    def title(self) -> str:
        """The Chinese title."""
        return terms.TITLES[self.code]


_E, _W, _N = Severity
_CELL, _FILE, _ISSUE, _ROUND = Where
_OFFICE = Owner.OFFICE

RULES: tuple[Rule, ...] = (
    Rule("X101", "unreadable-file", _E, _FILE),
    Rule("X102", "encrypted-workbook", _E, _FILE),
    Rule("X103", "oversized-content", _E, _FILE),
    Rule("X104", "macro-present", _W, _FILE),
    Rule("X105", "external-link", _W, _FILE),
    Rule("X106", "older-format", _N, _FILE),
    Rule("X107", "unsafe-content", _E, _FILE),
    Rule("X108", "reading-abandoned", _E, _FILE, Owner.OFFICE),
    Rule("X109", "not-a-form-file", _N, _FILE),
    Rule("S101", "not-an-issued-form", _E, _FILE),
    Rule("S102", "unknown-template", _E, _FILE, Owner.OFFICE),
    Rule("S103", "seal-broken", _E, _FILE),
    Rule("S104", "sheet-missing", _E, _FILE),
    Rule("S105", "sheet-added", _N, _FILE),
    Rule("S106", "cells-shifted", _E, _FILE),
    Rule("S107", "locked-content-changed", _E, _FILE),
    Rule("S108", "protection-removed", _N, _FILE),
    Rule("S109", "validation-changed", _N, _FILE),
    Rule("S110", "content-hidden", _W, _FILE),
    Rule("S111", "content-added", _N, _FILE),
    Rule("S112", "sheet-renamed", _N, _FILE),
    Rule("S113", "name-changed", _W, _FILE),
    Rule("S114", "display-altered", _W, _FILE),
    Rule("S115", "merge-changed", _N, _FILE),
    Rule("C201", "formula-replaced", _E, _FILE),
    Rule("C202", "formula-altered", _E, _FILE),
    Rule("C203", "value-differs", _E, _FILE),
    Rule("C204", "not-recalculated", _N, _FILE),
    Rule("C205", "execution-error", _E, _FILE, Owner.OFFICE),
    Rule("V301", "value-missing", _E, _CELL),
    Rule("V302", "text-for-number", _E, _CELL),
    Rule("V303", "number-as-text", _W, _FILE),
    Rule("V304", "out-of-range", _E, _CELL),
    Rule("V305", "not-in-list", _E, _CELL),
    Rule("V306", "error-value", _E, _CELL),
    Rule("V307", "formula-in-input", _N, _FILE),
    Rule("V308", "picture-in-cell", _E, _FILE),
    Rule("V309", "placeholder-left", _E, _CELL),
    Rule("B401", "funding-parts-differ", _E, _CELL),
    Rule("B402", "execution-over-100", _E, _CELL),
    Rule("B403", "low-execution-unexplained", _W, _CELL),
    Rule("B404", "revision-unexplained", _N, _CELL),
    Rule("B405", "spending-without-budget", _E, _CELL),
    Rule("B406", "unit-of-money-suspect", _W, _CELL),
    Rule("B407", "stated-rate-differs", _W, _CELL),
    Rule("I501", "maximum-scores-not-100", _E, _ISSUE | _CELL, _OFFICE),
    Rule("I502", "section-sum-differs", _E, _ISSUE | _CELL, _OFFICE),
    Rule("I503", "score-over-maximum", _E, _CELL),
    Rule("I504", "score-differs-from-rule", _E, _FILE),
    Rule("I505", "deviation-unexplained", _E, _CELL),
    Rule("I506", "explanation-without-deviation", _N, _CELL),
    Rule("I507", "over-achieved-unexplained", _W, _CELL),
    Rule("I508", "direction-suspect", _W, _ISSUE, _OFFICE),
    Rule("I509", "duplicate-indicator", _W, _ISSUE, _OFFICE),
    Rule("I510", "progress-differs-from-execution", _N, _CELL),
    Rule("I511", "outputs-without-spending", _W, _CELL),
    Rule("I512", "rating-differs", _E, _CELL),
    Rule("I513", "total-differs", _E, _CELL),
    Rule("I514", "single-indicator-heavy", _N, _ISSUE, _OFFICE),
    Rule("N601", "result-copies-objective", _W, _CELL),
    Rule("N602", "text-too-short", _N, _CELL),
    Rule("N603", "text-too-long", _N, _CELL),
    Rule("N604", "objective-differs-from-target", _N, _ISSUE, _OFFICE, beta=True),
    Rule("N605", "parts-in-text-differ", _N, _FILE, beta=True),
    Rule("N606", "unfinished-but-full", _N, _FILE, beta=True),
    Rule("N607", "vague-target", _N, _ISSUE, _OFFICE, beta=True),
    Rule("N608", "category-mismatch", _N, _ISSUE, _OFFICE, beta=True),
    Rule("N609", "cost-exceeds-spending", _N, _FILE, beta=True),
    Rule("N610", "score-far-above-execution", _N, _FILE, beta=True),
    Rule("R701", "return-missing", _E, _ROUND),
    Rule("R702", "duplicate-return", _W, _ROUND),
    Rule("R703", "return-unexpected", _W, _ROUND, _OFFICE),
    Rule("R704", "near-identical-return", _N, _ROUND),
    Rule("R705", "all-full-marks", _N, _ROUND),
    Rule("R706", "department-total-differs", _W, _ROUND),
    Rule("R707", "return-late", _N, _ROUND),
    Rule("R708", "superseded-issue-returned", _E, _ROUND),
    Rule("R709", "correction-requested", _N, _FILE, _OFFICE),
)
BY_CODE = {rule.code: rule for rule in RULES}
OF_A_FILE = tuple(rule for rule in RULES if rule.where is not Where.ROUND)
OF_A_ROUND = tuple(rule for rule in RULES if rule.where is Where.ROUND)

UNVERIFIABLE_CODES = frozenset({"X108", "S102", "C205"})
"""Findings after which no figure of a file can be trusted: the file is `unverifiable`, not sent back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing seen in one file; it is worded late, by `message`.

    `key` is the code, or the code and a variant of its sentence (`V304/share`). `found` and `expected` are plain
    JSON values; `affects` the figures that follow from the cell. `owner` is given where it is not the catalogue's;
    `response` is what the unit answered in the column 情况说明, `detail` what the sentence leaves
    open, `after` what is to be said after it.
    `seen` and `wanted` are found and expected as their cell shows them; `beside_form` tells a cell of another sheet.
    """

    key: str
    severity: Severity
    sheet: str = ""
    sheet_position: int = 0
    beside_form: bool = False
    cell: str = ""
    field: str = ""
    label: str = ""
    found: object = None
    expected: object = None
    affects: tuple[str, ...] = ()
    owner: Owner | None = None
    response: str = ""
    detail: str = ""
    after: str = ""
    seen: str = ""
    wanted: str = ""

    @property
    def code(self) -> str:
        """The code of the catalogue."""
        return self.key.partition("/")[0]

    @property
    def rule(self) -> Rule:
        """The catalogue's entry."""
        return BY_CODE[self.code]

    @property
    def cured_by(self) -> Owner:
        """Who can cure it."""
        return self.owner or self.rule.owner

    @property
    def message(self) -> str:
        """The Chinese message: label before address, what is there, what to do, unless the unit has answered."""
        place = f"“{terms.shown(self.label)}”" if self.label else ""
        if self.cell:
            # The form's own cells go by their address; those of other sheets need the sheet beside it.
            cell = terms.ON_SHEET.format(sheet=self.sheet, cell=self.cell) if self.beside_form else self.cell
            place += f"（{cell}）"
        seen, wanted = _said(self.seen, self.found), _said(self.wanted, self.expected)
        said = terms.there(self.key, seen, wanted, placed=bool(place))
        return terms.message(self.key, place, said, self.detail, answered=bool(self.response)) + self.after


def _said(shown: str, value: object) -> str:
    """Return how a message says a value; a formula says nothing to the person who fills the form, JSON carries it."""
    if value is None or (isinstance(value, str) and value.startswith("=")):
        return ""
    return shown or terms.quoted(value)


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a finding decides about its file; `settled` says that an office let it pass, or is only trying it."""

    code: str
    severity: Severity
    cured_by: Owner
    answered: bool = False
    settled: bool = False


def status_of(findings: tuple[Finding, ...]) -> Status:
    """Return what becomes of a file with these findings."""
    return status_from(
        Standing(each.code, each.severity, each.cured_by, bool(each.response), each.rule.beta) for each in findings
    )


def status_from(standings: Iterable[Standing]) -> Status:
    """Return what becomes of a file whose findings stand so."""
    found = tuple(standings)
    if any(each.code in UNVERIFIABLE_CODES for each in found):
        return Status.UNVERIFIABLE
    fillers = [each for each in found if each.cured_by is Owner.FILLER and not each.settled]
    if any(each.severity is Severity.ERROR for each in fillers):
        return Status.SENT_BACK
    # An answered warning counts as explained: it is shown to the reviewer, and flags nothing.
    unanswered = any(each.severity is Severity.WARNING and not each.answered for each in fillers)
    return Status.FLAGGED if unanswered else Status.ACCEPTED


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a template, a record or a command: what kind (a key of `terms.MISTAKES`), where, and the rest.

    Like a finding it is worded late: found, expected and remedy are sentences of the catalogue.
    """

    key: str
    place: str
    arguments: Mapping[str, object]

    def __str__(self) -> str:
        """Return the mistake as one Chinese line: where, found, expected, what to do."""
        return terms.mistake(self.key, self.place, self.arguments)

    def within(self, outer: str) -> Mistake:
        """Return the mistake with its place named from further out."""
        return Mistake(self.key, f"{outer}{self.place}", self.arguments)

    def at(self, place: str) -> Mistake:
        """Return the mistake at another place."""
        return Mistake(self.key, place, self.arguments)


def mistake(key: str, place: str = "", **arguments: object) -> Mistake:
    """Return a mistake of the catalogue."""
    return Mistake(key, place, arguments)


class XlgenError(Exception):
    """A wrong command, template or record (exit 2) or a fault of ours (exit 3), with all its mistakes at once."""

    exit_code = 2

    def __init__(self, source: str, *mistakes: Mistake) -> None:
        super().__init__(source)
        self.source = source
        # What is wrong with a column is wrong in each of its rows; it is told once.
        self.mistakes = tuple({str(each): each for each in mistakes}.values())

    def __str__(self) -> str:
        """Return the Chinese message: the file, then a line a mistake."""
        return "\n".join((self.source, *(f"  · {each}" for each in self.mistakes)))


class UsageError(XlgenError):
    """What was asked for cannot be done: a missing file, a folder that exists, two projects of one code."""


class TemplateError(XlgenError):
    """A form definition with mistakes."""


class RosterError(XlgenError):
    """A record or a list of projects with mistakes."""


class InternalError(XlgenError):
    """A fault of ours; nothing was changed."""

    exit_code = 3
