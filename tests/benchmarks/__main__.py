"""Runs all measurements side by side and writes the table that README.md quotes.

python -m tests.benchmarks [--files N] [--rounds N] [-o FILE]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlgen
from tests.benchmarks import forms, peers, timing, writing
from tests.forms import issued_with
from xlgen import layout, recompute
from xlgen.batch.running import MOST
from xlgen.verbs.workbooks import blank_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tests.benchmarks.timing import Times
    from xlgen.model import Record
    from xlgen.template import Template

RESULTS: Final = Path(__file__).parent / "结果.md"
OURS: Final = "xlgen verify 全过程"
OF_ONE_EACH: Final = "xlgen verify 全过程，每份表样式都不同"
LARGE, SMALL = 500, 50
WRITTEN: Final = 20
"""Forms made a round, at most."""
_HEAD = "| 项目 | 毫秒 | 处理器毫秒 | xlgen 用时是它的 | 按处理器时间 |\n|---|---:|---:|---:|---:|"


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=MOST, help="files a round: what a run judges together")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("-o", type=Path, default=RESULTS)
    asked = parser.parse_args()
    timing.compile_program()
    rounds = max(5, asked.rounds)
    lines = [_title(asked.files, rounds)]
    with tempfile.TemporaryDirectory() as name:
        for section in _sections(Path(name), asked.files, rounds):
            lines.append(section)
            sys.stdout.write(f"{section}\n")
            sys.stdout.flush()
    asked.o.write_text("\n".join(lines) + "\n", "utf-8")


def _sections(folder: Path, files: int, rounds: int) -> Iterator[str]:
    yield from (_reading(folder, size, files, rounds) for size in forms.SIZES)
    yield from (_writing(size, min(files, WRITTEN), rounds) for size in forms.SIZES)
    yield _growth(folder, rounds)
    yield _starting(rounds * 2)


def _title(files: int, rounds: int) -> str:
    versions = "、".join(
        f"{each} {_version(each)}" for each in ("formulas", "ironcalc", "formualizer", "openpyxl", "xlsxwriter")
    )
    return (
        f"# 速度\n\n`make bench` 于 {dt.datetime.now(dt.UTC).date()} 在一台 {os.cpu_count()} 核 {platform.machine()} "
        f"{platform.system()} 计算机上测得，Python {platform.python_version()}，{versions}。\n"
        f"同一轮里各项依次处理同样的文件，{rounds} 轮取中位数，每轮校验 {files} 份、"
        f"生成 {min(files, WRITTEN)} 份，各份的金额、完成值和文字都不同；"
        "比值是各轮比值的中位数。处理器毫秒含子进程，不受别的程序影响。\n"
    )


def _version(name: str) -> str:
    import importlib.metadata  # noqa: PLC0415 - asked for once

    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "未安装"


def verify(files: Sequence[Path]) -> list[str]:
    """Verify files as the command does: read, hold against the plan, recompute, check, write a line of JSON each."""
    return [json.dumps(verdict.to_json(), ensure_ascii=False) for verdict in xlgen.verify(files)]


def _saved(folder: Path, made: Iterable[tuple[str, bytes]]) -> list[Path]:
    folder.mkdir(parents=True)
    paths = []
    for name, content in made:
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    return paths


def _reading(folder: Path, size: int, count: int, rounds: int) -> str:
    works, absent = peers.installed()
    paths = _saved(folder / f"{size}", forms.filled(size, count * (rounds + 1)))
    others = _saved(folder / f"{size}-own", forms.filled(size, 3 * rounds, alike=False))
    parts = [paths[start : start + count] for start in range(0, len(paths), count)]
    verify(parts[0])  # warm: the form's definition, its layout and its formulas are known
    taken = timing.measured({OURS: verify, **works}, parts[1:], peers.MOST)
    own = _timed(others, 3)
    rows = [_row(name, times, taken[OURS]) for name, times in taken.items()]
    formulas, kilobytes = sum(1 for _ in _formulas(size)), paths[0].stat().st_size // 1000
    title = f"## 校验一份填好的表：{size} 个指标，{formulas} 个公式，{kilobytes} kB\n"
    left_out = f"\n未安装，没有测：{'、'.join(absent)}。" if absent else ""
    return "\n".join([title, _HEAD, *rows, _row(OF_ONE_EACH, own), left_out])


def _timed(files: Sequence[Path], count: int) -> Times:
    """Return how long verifying takes, so many files a round."""
    parts = [files[start : start + count] for start in range(0, len(files), count)]
    return timing.of_rounds([timing.timed(partial(verify, part), count) for part in parts])


def _formulas(size: int) -> Iterable[object]:
    (manifest,) = forms.manifests(size, 1)
    return manifest.plan.shape.of_role(layout.Role.FORMULA)


def _row(name: str, times: Times, ours: Times | None = None) -> str:
    wall, cpu = times.milliseconds
    if ours is None or ours is times:
        return f"| **{name}** | {wall:.1f} | {cpu:.1f} | | |"
    by_wall, by_cpu = timing.ratio(ours, times)
    return f"| {name} | {wall:.1f} | {cpu:.1f} | {_ratio(by_wall)} | {_ratio(by_cpu)} |"


def _ratio(number: float) -> str:
    return f"1/{1 / number:.0f}" if 0 < number < 0.1 else f"{number:.2f}"


def _writing(size: int, count: int, rounds: int) -> str:
    form = forms.form()
    records = list(forms.records(size, count * (rounds + 1)))
    tapes = []
    for record in records[count:]:
        manifest = issued_with(form, record)
        contents = recompute.issued_contents(manifest.plan)
        contents |= recompute.evaluate(manifest.plan.shape, [contents])[0]
        tapes.append(writing.prepared(writing.noted(manifest, contents)))
    ours, theirs = [], []
    for start in range(0, len(tapes), count):
        given, replays = records[start + count : start + 2 * count], tapes[start : start + count]
        ours.append(timing.timed(partial(_made, form, given), count))
        theirs.append(timing.timed(partial(_replayed, replays), count))
    made, bare = timing.of_rounds(ours), timing.of_rounds(theirs)
    title = f"## 生成一份表：{size} 个指标\n"
    rows = [_row("xlgen 由记录生成（排版、计算、写出）", made), _row("xlsxwriter 写同样的格子和格式", bare, made)]
    return "\n".join([title, _HEAD, *rows, ""])


def _made(form: Template, records: Sequence[Record]) -> list[bytes]:
    return list(blank_forms(issued_with(form, each) for each in records))


def _replayed(tapes: Sequence[Callable[[], bytes]]) -> list[bytes]:
    return [each() for each in tapes]


def _growth(folder: Path, rounds: int) -> str:
    taken = {}
    count = 10
    for size in (SMALL, LARGE):
        paths = _saved(folder / f"growth-{size}", forms.filled(size, count * (rounds + 1)))
        verify(paths[:count])
        taken[size] = _timed(paths[count:], count)
    rows = [_row(f"{LARGE} 个指标", taken[LARGE]), _row(f"{SMALL} 个指标", taken[SMALL], taken[LARGE])]
    return "\n".join([f"## 校验时间随指标增长：{LARGE} 个与 {SMALL} 个\n", _HEAD, *rows, ""])


def _starting(rounds: int) -> str:
    commands = {"xlgen --help": ["-m", "xlgen", "--help"], 'python -c "import typer"': ["-c", "import typer"]}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, arguments in commands.items():
            taken[name].append(timing.timed(partial(_started, arguments)))
    ours, theirs = (timing.of_rounds(each) for each in taken.values())
    names = list(commands)
    return "\n".join(["## 启动\n", _HEAD, _row(names[0], ours), _row(names[1], theirs, ours), ""])


def _started(arguments: Sequence[str]) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    main()
