"""Many files through the command: how workers share the work, how long the first result takes, what memory it needs.

python -m tests.benchmarks.many [--files N] [--more N] [--kills N] [--folder DIR]

Prints, for so many files and for more: seconds with one and two workers, seconds to the first line, the greatest memory
of the process and of its workers (Linux alone), and, of runs killed at random moments, whether the output is the same.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks import forms, timing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BASES: Final = 40
"""Forms with money of their own; the files made from them differ in their texts (six Chinese characters of 3 bytes)."""
_STRINGS: Final = "xl/sharedStrings.xml"
_INDICATORS: Final = 30


@dataclass(frozen=True)
class Run:
    """What was seen of a run: seconds, seconds to the first line, greatest KiB of the process and of any worker."""

    seconds: float
    first: float
    parent: int
    worker: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--more", type=int, default=0, help="the same with more files, for how it grows")
    parser.add_argument("--kills", type=int, default=0, help="kill a run on all files so often, and go on")
    parser.add_argument("--folder", type=Path, help="where the files are made, and found again the next time")
    asked = parser.parse_args()
    timing.compile_program()
    with contextlib.ExitStack() as opened:
        place = asked.folder or Path(opened.enter_context(tempfile.TemporaryDirectory()))
        less = files(place / str(asked.files), asked.files)
        one, two = measured(less, 1, place), measured(less, 2, place)
        _say(f"{asked.files} files, one process: {_shown(one)}")
        _say(f"{asked.files} files, two workers: {_shown(two)}; {one.seconds / two.seconds:.2f} times as fast")
        if asked.more:
            more = measured(files(place / str(asked.more), asked.more), 2, place)
            _say(f"{asked.more} files, two workers: {_shown(more)}")
            _say(
                f"{asked.more} take {more.seconds / two.seconds:.1f} times {asked.files}; memory of the process "
                f"{more.parent / two.parent:.2f} times, of a worker {more.worker / two.worker:.2f} times"
            )
        if asked.kills:
            _say(f"killed {asked.kills} times and run again: {killed(less, asked.kills, two.seconds, place)}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _shown(run: Run) -> str:
    return (
        f"{run.seconds:.1f} s, first line after {run.first:.1f} s, "
        f"{run.parent / 1024:.0f} MiB in the process, {run.worker / 1024:.0f} in a worker"
    )


def files(folder: Path, count: int) -> Path:
    """Return a folder of so many filled forms, each with texts of its own; what is there already is not made again."""
    if folder.is_dir() and sum(1 for _ in folder.iterdir()) == count:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    bases = list(_bases())
    for number in range(count):
        parts, text = bases[number % _BASES]
        with zipfile.ZipFile(folder / f"{number:06}.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                # As long as before: the form counts its characters, and stores what it counted.
                own = content.replace(text, f"{number:06}".encode() + text[18:]) if name == _STRINGS else content
                archive.writestr(name, own)
    return folder


def _bases() -> Iterator[tuple[dict[str, bytes], bytes]]:
    """Yield the parts of filled forms, each with a text that stands in it."""
    records = forms.records(_INDICATORS, _BASES)
    for record, (_, raw) in zip(records, forms.filled(_INDICATORS, _BASES), strict=True):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        text = str(record.values["objective.achieved_result"]).encode()
        if parts[_STRINGS].count(text) != 1:
            raise ValueError(record.code)
        yield parts, text


def command(folder: Path, jobs: int, *more: str | Path) -> list[str]:
    """Return the command that verifies a folder."""
    code = "from xlgen.cli import main; main()"
    return [sys.executable, "-c", code, "verify", str(folder), "--jobs", str(jobs), "--json", "-", *map(str, more)]


def measured(folder: Path, jobs: int, place: Path) -> Run:
    """Return what is seen of a run whose lines go into a file."""
    start = time.perf_counter()
    first, parent, worker = 0.0, 0, 0
    with (place / "lines.jsonl").open("wb") as lines, subprocess.Popen(command(folder, jobs), stdout=lines) as run:
        while run.poll() is None:
            time.sleep(0.05)
            if not first and (place / "lines.jsonl").stat().st_size:
                first = time.perf_counter() - start
            parent = max(parent, _peak(run.pid))
            worker = max([worker, *map(_peak, _children(run.pid))])
    return Run(time.perf_counter() - start, first, parent, worker)


def _peak(pid: int) -> int:
    """Return the greatest memory of a process so far in KiB, 0 where nobody says."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        status = Path(f"/proc/{pid}/status").read_text("ascii")
        return int(status.partition("VmHWM:")[2].split()[0])
    return 0


def _children(pid: int) -> Sequence[int]:
    with contextlib.suppress(OSError, ValueError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    return []


def killed(folder: Path, times: int, seconds: float, place: Path) -> str:
    """Return whether runs killed at random moments end with the output of one that was left alone."""
    chooser = random.Random(9)
    wanted = subprocess.run(command(folder, 2), capture_output=True, check=False).stdout
    with tempfile.TemporaryDirectory(dir=place) as output:
        again = command(folder, 2, "-o", output)
        cut = 0
        for _ in range(times):
            with subprocess.Popen(again, stdout=subprocess.DEVNULL) as run:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    run.wait(chooser.uniform(1.0, max(2.0, 2 * seconds / times)))
                cut += run.poll() is None
                run.kill()
        found = subprocess.run(again, capture_output=True, check=False).stdout
    return f"{cut} runs cut off, output {'the same' if found == wanted else 'DIFFERENT'} ({len(found)} bytes)"


if __name__ == "__main__":
    main()
