"""What is printed: a table where somebody looks on, lines with tabs where it is piped, JSON Lines for machines."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from xlgen import terms
from xlgen.files import save
from xlgen.finding import Owner, Status
from xlgen.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlgen.verbs.generate import Issued
    from xlgen.verbs.verdict import Verdict

REPORT = "问题清单.jsonl"
_COLOURS = {
    Status.ACCEPTED: "green",
    Status.FLAGGED: "yellow",
    Status.SENT_BACK: "red",
    Status.UNVERIFIABLE: "magenta",
}


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


def as_json(content: object) -> str:
    """Return one line of JSON."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def json_lines(found: Iterable[Verdict], summary: dict[str, object]) -> list[str]:
    """Return the verdicts and the summary as JSON Lines."""
    return [*(as_json(each.to_json()) for each in found), as_json(summary)]


def results(found: Iterable[Verdict]) -> list[Result]:
    """Return verdicts as results of which nothing more is known."""
    return [Result(file=each.file, verdict=each.to_json(), facts={}) for each in found]


def save_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines to a file."""
    save(path, "".join(f"{line}\n" for line in lines).encode())


def report(folder: Path, found: Iterable[Verdict], summary: dict[str, object]) -> Path:
    """Write the list of findings into a folder and return its path."""
    path = folder / REPORT
    save_lines(path, json_lines(found, summary))
    return path


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
    """Print a table, or lines with tabs where nobody looks on."""
    console = Console()
    if not console.is_terminal:
        say("\t".join(heads))
        for row in rows:
            say("\t".join(str(each).replace("\n", " ").replace("\t", " ") for each in row))
        return
    drawn = Table(title=title, title_justify="left")
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*(each if isinstance(each, Text) else Text(each) for each in row))  # a name may hold [brackets]
    console.print(drawn)


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


def verdict_row(verdict: Verdict) -> tuple[str | Text, ...]:
    """Return a verdict as a row: code, name, rate, execution score, total, status, file."""
    project = verdict.project or {}
    figures = verdict.figures
    rate = figures.get("execution_rate")
    return (
        project.get("code", terms.NO_VALUE),
        project.get("name", terms.NO_VALUE),
        terms.NO_VALUE if rate is None else f"{rate:.2%}",
        _figure(figures.get("execution_score")),
        _figure(figures.get("total_score")),
        status(verdict.status),
        verdict.file,
    )


VERDICT_HEADS = ("项目编码", "项目名称", "执行率", "执行率得分", "总分", "结论", "文件")


def status(found: Status) -> Text:
    """Return a status in Chinese, coloured where somebody looks on."""
    return Text(terms.STATUSES[found.value], style=_COLOURS[found])


def _figure(value: object) -> str:
    return terms.NO_VALUE if value is None else str(value)


def verdicts(found: Iterable[Verdict]) -> None:
    """Print the table of verdicts, then the findings of each file that has any."""
    kept = list(found)
    table("校验结果", VERDICT_HEADS, [verdict_row(each) for each in kept])
    for verdict in kept:
        if verdict.findings:
            say(f"\n{verdict.file}\n  {_head(verdict)}")
            for line in findings(verdict):
                say(line)


def _head(verdict: Verdict) -> str:
    """Return the project, what became of its file, and how many findings of each severity are still to be seen to."""
    project = " ".join(each for each in (verdict.project or {}).values() if each) or terms.NO_PROJECT
    count = Counter(each.severity for each in verdict.findings if not each.response)
    counts = "，".join(
        terms.HOW_MANY.format(severity=terms.SEVERITIES[each.value], count=n) for each, n in count.items()
    )
    return terms.HEAD.format(project=project, status=status(verdict.status), counts=f"（{counts}）" if counts else "")


def attachments(found: Mapping[str, str]) -> None:
    """Print which of the files that were not judged somebody must save otherwise or unpack first."""
    for name, key in found.items():
        if key != "X109":
            say(f"  {name}：{terms.SENTENCES[key]}")


def findings(verdict: Verdict) -> Iterator[str]:
    """Yield a line a finding: how grave, where and what, what the unit answered, the code to look it up by."""
    for each in verdict.findings:
        severity = terms.ANSWERED if each.response else terms.SEVERITIES[each.severity.value]
        if each.cured_by is Owner.OFFICE:
            severity = terms.OF_OFFICE.format(severity=severity)
        title = "" if each.label else f"{each.rule.title}："
        answer = terms.ANSWER.format(response=terms.quoted(each.response)) if each.response else ""
        yield f"  {severity} {title}{each.message}{answer}［{each.code}］"


def closing(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that end a round: how many of each, what was returned twice, is missing or belongs to none."""
    found = summary["summary"]
    statuses = [(terms.STATUSES[each.value], found[each.value]) for each in Status]
    counts = "，".join(f"{word} {count}" for word, count in statuses if count)
    yield terms.FILES.format(count=found["files"], counts=f"：{counts}" if counts else "")
    for each in found["duplicates"]:
        yield terms.DUPLICATE.format(code=each["code"], count=len(each["files"]), files=_some(each["files"]))
    missing = [f"{each['code']} {each['name']}".strip() for each in found["missing"]]
    listed = ((terms.MISSING, missing), (terms.UNEXPECTED, found["unexpected"]), (terms.ATTACHED, found["attachments"]))
    for text, names in listed:
        if names:
            yield text.format(count=len(names), names=_some(names))


def _some(names: Sequence[str]) -> str:
    """Return the first of some names; a whole district's would fill the screen."""
    listed = "、".join(names[: terms.MOST_LISTED])
    return listed if len(names) <= terms.MOST_LISTED else terms.AND_OTHERS.format(names=listed)


def progress(found: Iterable[Verdict], total: int) -> Iterator[Verdict]:
    """Yield the verdicts, with a bar on standard error where somebody looks on."""
    console = Console(stderr=True)
    columns = (TextColumn("校验"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("verify", total=total)
        for each in found:
            yield each
            bar.advance(task)
