"""The demonstration: the shipped samples issued, filled and verified, held against the verdicts they promise."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import xlgen
from xlgen import batch, collection, ledger, template
from xlgen.cli import reporting, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SAMPLES = "futian-2021"


def run(output: Path) -> int:
    """Return 0 when every sample gives the verdict it promises, else 1; forms and report lie in `output`."""
    samples = template.shipped("samples") / SAMPLES
    issued, returned = output / "下发", output / "收回"
    xlgen.generate(samples / "records", issued)
    xlgen.fill(issued, samples / "records", returned)
    register = issued / ledger.FILE_NAME
    found = batch.collect([returned])
    sources = list(found.sources.values())
    with batch.store(None) as kept:
        for _ in batch.run(sources, batch.setting_of(ledger=register), kept, batch.Spread()):
            pass
        taking = collection.Taking(ledger=register)
        summary = collection.close(kept, (), taking)
        given = reporting.round_of(taking, kept, summary, found.sources)
        written = reporting.write(output, given, None, batch.Spread())
        listed = str(output / show.REPORT)
        show.rows(kept, listed)
        show.verdicts(kept, listed)
        verdicts = [each.verdict for each in kept]
    promised = json.loads((samples / "expected.json").read_text("utf-8"))
    differing = list(_differences(verdicts, promised))
    for line in differing:
        show.say(line)
    show.say(f"\n下发的表：{issued}\n填好的表：{returned}")
    show.written(output, written)
    show.say("八个项目的结论与公开数据一致。" if not differing else f"有 {len(differing)} 处与公开数据不一致。")
    return 1 if differing else 0


def _differences(verdicts: list[Mapping[str, Any]], promised: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each sample that is missing, or whose status, figures or findings are not as promised."""
    found = {(each["project"] or {}).get("code", each["file"]): each for each in verdicts}
    for code in sorted(promised.keys() | found.keys()):
        wanted, verdict = promised.get(code, {}), found.get(code, {})
        figures = verdict.get("figures", {})
        seen = {
            "status": verdict.get("status"),
            **{name: figures.get(name) for name in ("execution_rate", "execution_score", "total_score")},
            "findings": dict(Counter(each["code"] for each in verdict.get("findings", ()))),
        }
        if seen != wanted:
            yield f"{code}：应为 {wanted}，实为 {seen}"
