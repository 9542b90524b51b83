"""A batch gives each record what it would get alone."""

from __future__ import annotations

from tests.batches import distinct_records, one_by_one
from tests.forms import manifest_of
from xlgen.recompute import evaluate, program


def test_two_thousand_records_together_get_what_each_gets_alone() -> None:
    shape, records = distinct_records(2_000)

    together = evaluate(shape, records)

    assert len({tuple(each.items()) for each in together}) == 2_000
    for index in range(0, 2_000, 100):  # all of them: python -m tests.benchmarks.batch
        assert one_by_one(shape, records[index]) == together[index], index


def test_a_record_does_not_depend_on_its_neighbours() -> None:
    shape, records = distinct_records(3)
    records[1]["funding.appropriation.actual_expenditure"] = "文字"

    assert [evaluate(shape, [each])[0] for each in records] == evaluate(shape, records)


def test_a_formula_given_in_the_contents_is_taken_and_not_computed() -> None:
    shape, (record,) = distinct_records(1)
    record["indicators[0].score"] = 3.0

    given = evaluate(shape, [record])[0]

    assert given["indicators[0].score"] == 3.0
    total = sum(float(str(given[f"indicators[{index}].score"])) for index in range(8)) + float(
        str(given["execution_score"])
    )
    assert round(total, 2) == given["total_score"]


def test_formulas_alike_are_computed_in_one_step() -> None:
    """29 indicators have 87 self-check cells and 29 scores, of a handful of kinds."""
    steps = program(manifest_of("P002").plan.shape)

    scores = [step for step in steps if "indicators[0].score" in step.fields]
    assert [True] == ["indicators[16].score" not in step.fields for step in scores]  # ≥ is another method than =
    # Each part of the check code is over other cells.
    alike = [step for step in steps if not step.fields[0].startswith("check_code")]
    assert sum(len(step.fields) for step in alike) > 4 * len(alike)
