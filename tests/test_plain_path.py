"""The fast path says what the plain one says: 2,000 random forms, good and bad.

On the fast path forms are judged a hundred together: what was read of one is known for the next, formulas of one text
are computed in one call. On the plain path each form is judged alone, its sheets are read as a whole, nothing is
known of any form before it, and each formula is computed by a call of its own.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.batches import one_by_one
from tests.fillings import fillings
from tests.forms import NO_REGISTER
from tests.issued import issued_forms
from xlgen import recompute, writer
from xlgen.batch import Limits, judging
from xlgen.layout import Role
from xlgen.model import CellError
from xlgen.reader import Reader, Source, pieces
from xlgen.reader.known import Known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.fillings import Filling
    from xlgen.layout import Shape
    from xlgen.model import Content
    from xlgen.recompute import Contents

FORMS: Final = 2_000
TOGETHER: Final = 100
MOST: Final = 160
"""Formulas in a form that is drawn: one by one they take their time."""
_STALE: Final = (0.0, 7.25, "", "文字", True, CellError.DIVISION)


def _drawn(first: int) -> list[Filling]:
    """Return fillings of the smaller forms, as many as are judged together, with the next seeds from `first` on."""
    forms = issued_forms()
    small = [number for number, form in enumerate(forms) if len(list(form.shape.of_role(Role.FORMULA))) <= MOST]
    seeds = (start + number for start in itertools.count(first, len(forms)) for number in small)
    return [each for seed in itertools.islice(seeds, TOGETHER) for each in fillings(1, first_seed=seed)]


def _workbooks(drawn: Sequence[Filling]) -> Iterator[bytes]:
    """Yield each filling as a workbook; in every third the value shown at one formula is not what it gives."""
    computed = recompute.evaluate_each([(each.form.shape, each.contents) for each in drawn])
    for filling, results in zip(drawn, computed, strict=True):
        if filling.seed % 3 == 0:
            fields = sorted(results)
            results[fields[filling.seed % len(fields)]] = _STALE[filling.seed % len(_STALE)]
        yield writer.write(filling.form.manifest, filling.contents | results)


def _each_alone(many: Sequence[tuple[Shape, Mapping[str, Content]]]) -> list[Contents]:
    return [one_by_one(shape, dict(given)) for shape, given in many]


def _judged(sources: Sequence[Source]) -> list[dict[str, Any]]:
    with Reader() as reader:
        return [each.verdict.to_json() for each in judging.judged(sources, NO_REGISTER, reader, Limits(seconds=0))]


@pytest.mark.parametrize("part", range(FORMS // TOGETHER))
def test_the_fast_path_says_what_the_plain_one_says(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = _drawn(part * 100_000)
    sources = []
    for filling, content in zip(drawn, _workbooks(drawn), strict=True):
        path = tmp_path / f"{filling.seed}.xlsx"
        path.write_bytes(content)
        sources.append(Source(path.name, path))

    fast = _judged(sources)

    monkeypatch.setattr(pieces, "_cut", lambda _: None)
    monkeypatch.setattr(Known, "get", lambda *_: None)
    monkeypatch.setattr(recompute, "evaluate_each", _each_alone)
    plain = [verdict for each in sources for verdict in _judged([each])]

    assert TOGETHER == len(plain)
    assert plain == fast
