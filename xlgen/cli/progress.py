"""How far a run has come, on standard error where somebody looks on; loaded only by what runs for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from xlgen import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlgen.batch.running import Step


class _Rate(ProgressColumn):
    """Files a second, since the beginning."""

    def render(self, task: Task) -> Text:
        """Return the rate, "" before there is one."""
        return Text(terms.RATE.format(rate=task.speed) if task.speed else "")


def progress(found: Iterable[Step], total: int) -> Iterator[Step]:
    """Yield the steps of a run, with a bar, the rate and the time left on standard error where somebody looks on."""
    console = Console(stderr=True)
    columns = (TextColumn(terms.VERIFYING), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, redirect_stdout=False, disable=not console.is_terminal)
    with bar:  # what is printed meanwhile goes where it goes without a bar
        task = bar.add_task(terms.VERIFYING, total=total)
        for each in found:
            bar.advance(task, each.counts.total())
            yield each
