"""What is said of one file, as the contract's JSON object."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlgen.finding import Finding, Status

VERDICT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said of one file; `figures` are computed by us, whatever the file claims.

    `check_code` is the 数据核对码 of what stands in the file: the same as on the paper that was printed from it.
    `follows` maps the place of each finding that follows from another to the place of that one.
    """

    file: str
    sha256: str
    status: Status
    trust: str | None
    template: str | None
    project: Mapping[str, str] | None
    figures: Mapping[str, Decimal | str | None]
    findings: tuple[Finding, ...]
    rules: Mapping[str, int]
    check_code: str | None = None
    follows: Mapping[int, int] = field(default_factory=dict)

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
            "check_code": self.check_code,
            "figures": {name: to_number(value) for name, value in self.figures.items()},
            "findings": [finding_json(each) | self._relations(place) for place, each in enumerate(self.findings)],
            "rules": self.rules,
        }

    def _relations(self, place: int) -> dict[str, object]:
        """Return what a finding follows from, and what follows from it, by their places; nothing for most."""
        root = {"follows": self.follows[place]} if place in self.follows else {}
        followers = [each for each, of in sorted(self.follows.items()) if of == place]
        return root | ({"consequences": followers} if followers else {})


def to_number(value: Decimal | str | None) -> float | int | str | None:
    """Return a figure for JSON: whole numbers without a point."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def finding_json(finding: Finding) -> dict[str, object]:
    """Return a finding as the contract's JSON object; an answered warning carries the answer."""
    answer = {"response": finding.response} if finding.response else {}
    trial = {"beta": True} if finding.rule.beta else {}
    return (answer | trial) | {
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
