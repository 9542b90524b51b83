"""What is printed: a table where somebody looks on, lines with tabs where it is piped, JSON Lines for machines."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from xlgen import terms
from xlgen.files import draft
from xlgen.finding import BY_CODE, Owner, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rich.text import Text

    from xlgen.report import Written
    from xlgen.results import Results
    from xlgen.verbs.generate import Issued

REPORT = "问题清单.jsonl"
MOST_SHOWN = 100
"""Files in the table, and files whose findings are told, where somebody looks on."""
_COLOURS = {
    Status.ACCEPTED: "green",
    Status.FLAGGED: "yellow",
    Status.SENT_BACK: "red",
    Status.UNVERIFIABLE: "magenta",
}


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def save_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines to a file, one after the other."""
    with draft(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def report(folder: Path, lines: Iterable[str]) -> Path:
    """Write the list of findings into a folder and return its path."""
    path = folder / REPORT
    save_lines(path, lines)
    return path


def written(folder: Path, done: Written) -> None:
    """Print what was written of the report, and what was left out."""
    names = "、".join(each.relative_to(folder).as_posix() for each in done.files)
    say(terms.REPORT_WRITTEN.format(folder=folder, names=names))
    if done.sent_back:
        say(terms.REPORT_SENT_BACK.format(count=done.sent_back, folder=folder / terms.RETURNED_FOLDER))
    listed = folder / terms.RETURNED_FOLDER / f"{terms.NOT_REMADE_FILE}.xlsx"
    for text, count in ((terms.REPORT_LOST, done.lost), (terms.REPORT_BROKEN, done.broken)):
        if count:
            say(text.format(count=count, file=listed))
    if done.left:
        say(terms.EXPORT_LEFT.format(count=len(done.left), codes=_some(done.left)))
    if not done.parquet:
        say(terms.NO_PARQUET)


def complain(text: str) -> None:
    """Print a line on standard error."""
    sys.stderr.write(f"{text}\n")


def looked_at() -> bool:
    """Return whether somebody looks on, or a pipe takes what is printed."""
    from rich.console import Console  # noqa: PLC0415 - drawing loads only where something is drawn

    return Console().is_terminal


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
    """Print a table, or lines with tabs where nobody looks on."""
    from rich.console import Console  # noqa: PLC0415 - the same
    from rich.table import Table  # noqa: PLC0415 - the same
    from rich.text import Text  # noqa: PLC0415 - the same

    console = Console()
    if not console.is_terminal:
        row_piped(heads)
        for row in rows:
            row_piped(row)
        return
    drawn = Table(title=title, title_justify="left")
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*(each if isinstance(each, Text) else Text(each) for each in row))  # a name may hold [brackets]
    console.print(drawn)


def row_piped(row: Iterable[str | Text]) -> None:
    """Print a row as a line with tabs."""
    say("\t".join(str(each).replace("\n", " ").replace("\t", " ") for each in row))


def issued(done: Issued) -> None:
    """Print what a run issued, and what the office should look at."""
    rows = [(each.code, each.name, str(each.number), each.file) for each in done.issues]
    table("下发", ("项目编码", "项目名称", "第几次", "文件"), rows)
    say(f"新下发 {len(done.issues)} 份，未变动 {len(done.unchanged)} 份，见 {done.folder}。")
    if done.restored:
        say(f"其中文件已不在、重新写出的 {len(done.restored)} 份：{'、'.join(done.restored)}。")
    for code, each in done.findings:
        say(f"{terms.SEVERITIES[each.severity.value]} {each.code} {code} {each.rule.title}：{each.message}")
    if done.withdrawn:
        say(f"撤销 {len(done.withdrawn)} 个项目：{'、'.join(done.withdrawn)}；已下发的文件没有删除。")
    if done.zips:
        say(f"压缩包 {len(done.zips)} 个：{'、'.join(each.name for each in done.zips)}。")
    if done.unsourced:
        say(terms.UNSOURCED.format(columns="、".join(done.unsourced)))
    if done.unused:
        say(terms.UNUSED_COLUMNS.format(columns="、".join(done.unused)))


def verdict_row(verdict: Mapping[str, Any]) -> tuple[str | Text, ...]:
    """Return a verdict as a row: code, name, rate, execution score, total, status, file."""
    project, figures = verdict["project"] or {}, verdict["figures"]
    rate = figures.get("execution_rate")
    return (
        project.get("code", terms.NO_VALUE),
        project.get("name", terms.NO_VALUE),
        terms.NO_VALUE if rate is None else f"{rate:.2%}",
        _figure(figures.get("execution_score")),
        _figure(figures.get("total_score")),
        status(Status(verdict["status"])),
        verdict["file"],
    )


VERDICT_HEADS = ("项目编码", "项目名称", "执行率", "执行率得分", "总分", "结论", "文件")


def status(found: Status) -> Text:
    """Return a status in Chinese, coloured where somebody looks on."""
    from rich.text import Text  # noqa: PLC0415 - the same

    return Text(terms.STATUSES[found.value], style=_COLOURS[found])


def _figure(value: float | str | None) -> str:
    return f"{value:.2f}" if isinstance(value, int | float) else str(value or terms.NO_VALUE)


def rows(found: Results, elsewhere: str) -> None:
    """Print the table of verdicts; where somebody looks on it ends early, and says that the rest is `elsewhere`."""
    most = MOST_SHOWN if looked_at() else len(found)
    table(terms.VERDICT_TABLE, VERDICT_HEADS, (verdict_row(each.verdict) for each in itertools.islice(found, most)))
    if len(found) > most:
        say(terms.ROWS_LEFT.format(count=len(found) - most, elsewhere=elsewhere))


def verdicts(found: Results, elsewhere: str) -> None:
    """Print the findings of each file that has any, of so many files where somebody looks on."""
    most = MOST_SHOWN if looked_at() else len(found)
    with_findings = (each.verdict for each in found if each.verdict["findings"])
    for each in itertools.islice(with_findings, most):
        say(f"\n{each['file']}\n  {_head(each)}")
        for line in findings(each):
            say(line)
    left = sum(1 for _ in with_findings)
    if left:
        say("\n" + terms.FINDINGS_LEFT.format(count=left, elsewhere=elsewhere))


def _head(verdict: Mapping[str, Any]) -> str:
    """Return the project, what became of its file, and how many findings of each severity are still to be seen to."""
    project = " ".join(each for each in (verdict["project"] or {}).values() if each) or terms.NO_PROJECT
    count = Counter(each["severity"] for each in verdict["findings"] if _is_open(each))
    counts = "，".join(terms.HOW_MANY.format(severity=terms.SEVERITIES[each], count=n) for each, n in count.items())
    state = status(Status(verdict["status"]))
    return terms.HEAD.format(project=project, status=state, counts=f"（{counts}）" if counts else "")


def _is_open(each: Mapping[str, Any]) -> bool:
    """Return whether somebody must still see to a finding: not answered, let pass, on trial, or told with another."""
    return each.get("follows") is None and not any(each.get(key) for key in ("response", *terms.HELD))


def attachments(found: Mapping[str, str]) -> None:
    """Print which of the files that were not judged somebody must save otherwise or unpack first."""
    for name, key in found.items():
        if key != "X109":
            say(f"  {name}：{terms.SENTENCES[key]}")


def findings(verdict: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line a finding; what follows from another is told below it, and counted with it."""
    for each in verdict["findings"]:
        if each.get("follows") is None:
            yield f"  {finding(each)}"
            if each.get("consequences"):
                followers = [verdict["findings"][follower] for follower in each["consequences"]]
                for text, of_it in ((terms.ALIKE, True), (terms.CONSEQUENCES, False)):
                    cells = [_place(other, each) for other in followers if (other["code"] == each["code"]) == of_it]
                    if cells:
                        yield text.format(count=len(cells), cells=_some(cells))


def _place(follower: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    """Return where a finding is that follows from a root: its cell, beside its sheet where that is another."""
    if follower["sheet"] in {None, root["sheet"]}:
        return str(follower["cell"] or BY_CODE[follower["code"]].title)
    return terms.ON_SHEET.format(sheet=follower["sheet"], cell=follower["cell"])


def finding(each: Mapping[str, Any]) -> str:
    """Return a line: how grave, where and what, what the unit answered or the office decided, the code to look up."""
    response, waived = each.get("response", ""), each.get("waived")
    severity = terms.ANSWERED if response else terms.SEVERITIES[each["severity"]]
    held = next((word for key, word in terms.HELD.items() if each.get(key)), "")
    severity = held or severity
    if each["owner"] == Owner.OFFICE.value:
        severity = terms.OF_OFFICE.format(severity=severity)
    # A message begins with the name of its place, in quotation marks, where it has one.
    title = "" if each["message"].startswith("“") else f"{BY_CODE[each['code']].title}："
    answer = terms.ANSWER.format(response=terms.quoted(response)) if response else ""
    if waived:
        until = terms.WAIVED_UNTIL.format(until=waived["until"]) if waived["until"] else ""
        answer += terms.WAIVED_BY.format(reason=terms.quoted(waived["reason"]), by=waived["by"], until=until)
    return f"{severity} {title}{each['message']}{answer}［{each['code']}］"


def closing(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that end a round: how many of each, what was returned twice, is missing or belongs to none."""
    found = summary["summary"]
    statuses = [(terms.STATUSES[each.value], found[each.value]) for each in Status]
    counts = "，".join(f"{word} {count}" for word, count in statuses if count)
    yield terms.FILES.format(count=found["files"], counts=f"：{counts}" if counts else "")
    for each in found["duplicates"]:
        text = terms.COUNTED if each["counted"] else terms.DUPLICATE
        yield text.format(
            code=each["code"], count=len(each["files"]), files=_some(each["files"]), counted=each["counted"]
        )
    # Of the first round all would be new.
    yield from _changes(found["changed"] if (found.get("round") or 0) > 1 else None)
    told = [each for each in found.get("findings", ()) if not each.get("off")]
    for code in _OF_ROUND:
        yield from _of_code(code, [each for each in told if each["code"] == code])
    for each in found.get("rules", {}).get("cut", ()):
        yield terms.CUT_OF_CODE.format(title=BY_CODE[each["code"]].title, code=each["code"], reason=each["reason"])
    missed = {each["project"] for each in told if each["code"] == "R701"}
    names = {each["code"]: f"{each['code']} {each['name']}".strip() for each in found["missing"]}
    listed = (
        (terms.LATE, [each["project"] for each in told if each["code"] == "R707"]),
        (terms.MISSED, [name for code, name in names.items() if code in missed]),
        (terms.MISSING, [name for code, name in names.items() if code not in missed]),
        (terms.UNEXPECTED, found["unexpected"]),
        (terms.ATTACHED, found["attachments"]),
    )
    for text, some in listed:
        if some:
            yield text.format(count=len(some), names=_some(some))


_OF_ROUND = ("R704", "R705", "R706")
"""What is said of a round in lines of its own; the lists tell the rest."""


def _of_code(code: str, found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a line a finding of one code, so many of them."""
    for each in found[: terms.MOST_LISTED]:
        yield finding(each)
    left = len(found) - terms.MOST_LISTED
    if left > 0:
        yield terms.MORE_OF_CODE.format(title=BY_CODE[code].title, code=code, count=left)


def _changes(changed: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield what changed since the round before, where there was one."""
    if changed is None:
        return
    became = [_became(each["code"], each["from"], each["to"]) for each in changed["changed"]]
    for text, names in ((terms.NEW, changed["new"]), (terms.NO_MORE, changed["withdrawn"]), (terms.CHANGED, became)):
        if names:
            yield text.format(count=len(names), names=_some(names))


def _became(code: str, before: str | None, after: str | None) -> str:
    """Return what became of a project; it has no verdict while several files came and none was chosen."""
    was, now = (terms.STATUSES.get(each or "", terms.NONE_CHOSEN) for each in (before, after))
    return (terms.STAYED if was == now else terms.BECAME).format(code=code, was=was, now=now)


def _some(names: Sequence[str]) -> str:
    """Return the first of some names; a whole district's would fill the screen."""
    listed = "、".join(names[: terms.MOST_LISTED])
    return listed if len(names) <= terms.MOST_LISTED else terms.AND_OTHERS.format(names=listed)
