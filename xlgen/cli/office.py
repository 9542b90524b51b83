"""The folder of an office that works by double-clicking: its commands are the others, on folders of fixed names."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlgen import terms
from xlgen.cli import application, command, show
from xlgen.cli.options import By, Due, Zipped
from xlgen.finding import Status, UsageError, mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xlgen.ledger import Issue

app = application("工作文件夹：双击其中的脚本即可下发、校验、汇总。")
Place = Annotated[Path, typer.Argument(help="用 xlgen office new 建好的工作文件夹。", metavar="文件夹")]

_WORST_FIRST = (Status.UNVERIFIABLE, Status.SENT_BACK, Status.FLAGGED, Status.ACCEPTED)


@command(app, "new")
def new(
    folder: Annotated[Path, typer.Argument(help="建在哪里；已有的只更新脚本和手册。", metavar="文件夹")],
    form: Annotated[
        str | None, typer.Option("-t", "--template", help="表样的 id；写明时放入一份空白项目名单。", metavar="ID")
    ] = None,
) -> None:
    """建一个工作文件夹：项目名单、表样、已下发、已回收、报告，以及双击即用的三个脚本（Windows 和 Linux）。"""
    from xlgen.verbs import office  # noqa: PLC0415 - the libraries load when they are needed

    office.lay_down(folder, Path(sys.executable), form)
    show.say(terms.OFFICE_MADE.format(folder=folder, lists=terms.OFFICE_LISTS, returned=terms.OFFICE_RETURNED))


@command(app, "issue")
def issue(folder: Place, by: By = None, due: Due = None, zipped: Zipped = False) -> None:  # noqa: FBT002 - a switch
    """按“项目名单”中的名单下发到“已下发”。"""
    from xlgen.cli import commands  # noqa: PLC0415 - the same
    from xlgen.verbs import office  # noqa: PLC0415 - the same

    commands.generate(
        office.within(folder, terms.OFFICE_ISSUED),
        office.roster_in(folder),
        folders=commands.told_of_faulty(office.templates_in(folder)),
        by=by,
        due=due,
        zipped=zipped,
    )


@command(app, "verify")
def verify(folder: Place) -> int:
    """校验“已回收”中的文件，报告写到“报告”文件夹。"""
    from xlgen.cli import commands  # noqa: PLC0415 - the same
    from xlgen.verbs import office  # noqa: PLC0415 - the same

    return commands.verify(
        [str(office.within(folder, terms.OFFICE_RETURNED))],
        output=office.within(folder, terms.OFFICE_REPORT),
        ledger=office.ledger_in(folder),
        folders=commands.told_of_faulty(office.templates_in(folder)),
    )


@command(app, "summary")
def summary(folder: Place) -> None:
    """按主管部门列出下发、收到、结论和未报的份数，取自最近一次校验。"""
    from xlgen import ledger  # noqa: PLC0415 - the same
    from xlgen.verbs import office  # noqa: PLC0415 - the same

    report = office.within(folder, terms.OFFICE_REPORT) / show.REPORT
    if not report.is_file():
        raise UsageError(str(report), mistake("office-not-verified"))
    lines = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    last = ledger.latest(ledger.read(office.ledger_in(folder)))
    issued = [each for each in last.values() if not each.withdrawn]
    show.table(terms.OFFICE_SUMMARY, _HEADS, [[str(word) for word in row] for row in _rows(issued, _results(lines))])
    for text in show.closing(lines[-1]):
        show.say(text)


_HEADS = ("主管部门", "下发", "收到", *(terms.STATUSES[each.value] for each in Status), "未报")


def _results(lines: Iterable[Mapping[str, Any]]) -> dict[str, Status]:
    """Return what became of each project that is back, by its code; of several files of one, the worst counts."""
    found: dict[str, list[Status]] = defaultdict(list)
    for each in lines:
        # A form that nobody can prove to be the one issued is not the return of its project.
        if (each.get("project") or {}).get("code") and each["trust"] != "digest-only":
            found[each["project"]["code"]].append(Status(each["status"]))
    return {code: min(statuses, key=_WORST_FIRST.index) for code, statuses in found.items()}


def _rows(issued: Iterable[Issue], results: Mapping[str, Status]) -> Iterator[tuple[str | int, ...]]:
    """Yield a row a department, in order, and the sums."""
    departments: dict[str, list[Status | None]] = defaultdict(list)
    for each in issued:
        departments[each.supervising_department or terms.NO_VALUE].append(results.get(each.code))
    for name, statuses in sorted(departments.items()):
        yield (name, *_counts(statuses))
    yield (terms.OFFICE_SUM, *_counts([status for statuses in departments.values() for status in statuses]))


def _counts(statuses: list[Status | None]) -> tuple[int, ...]:
    missing = statuses.count(None)
    return (len(statuses), len(statuses) - missing, *(statuses.count(each) for each in Status), missing)
