"""The report of a round as the commands write it: loaded only where one is wanted, for it loads much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlgen import batch, ledger, report, terms
from xlgen.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence
    from pathlib import Path

    from xlgen.batch import Spread
    from xlgen.collection import Taking
    from xlgen.reader import Source
    from xlgen.report import Round, Written
    from xlgen.report.sent_back import Job, Made
    from xlgen.results import Results


def check(mapping: Path | None) -> None:
    """Refuse a mapping with mistakes, before anything is judged.

    Raises
    ------
    UsageError, TemplateError
        As `export.load`.

    """
    if mapping is not None:
        report.export.load(mapping)


def round_of(
    taking: Taking,
    kept: Results,
    summary: Mapping[str, Any],
    sources: Mapping[str, Source],
    password: str = "",
) -> Round:
    """Return the round as its report tells it."""
    issues = ledger.read(taking.ledger) if taking.ledger else ()
    return report.Round(
        results=kept,
        summary=summary["summary"],
        issued=[each for each in issues if taking.department in {None, each.supervising_department}],
        sources=sources,
        due=taking.due.isoformat() if taking.due else "",
        today=taking.today.isoformat() if taking.today else "",
        password=password,
        folder=taking.ledger.parent if taking.ledger else None,
    )


def write(folder: Path, given: Round, mapping: Path | None, spread: Spread) -> Written:
    """Write the report; the forms to be sent back are made by the workers that judged, or by others.

    Raises
    ------
    UsageError
        As `report.write`, and as `batch.made`.

    """
    wanted = given.summary["sent-back"] + given.summary["flagged"]

    def remake(jobs: Iterable[Job]) -> Generator[Sequence[tuple[int, Made]], None, None]:
        return progress(batch.made(report.sent_back.make, jobs, spread, given.password), wanted, len, terms.REMAKING)

    return report.write(folder, given, mapping, remake)
