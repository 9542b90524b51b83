"""How much quicker a batch of records is than a compiled call a formula and record; the values must be the same.

python -m tests.benchmarks.batch [records]
"""

from __future__ import annotations

import sys
import time

from tests.batches import distinct_records, one_by_one
from xlgen.recompute import evaluate


def main() -> None:
    """Print both times, their ratio, and whether every value agrees."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    shape, records = distinct_records(count)
    evaluate(shape, records[:1])  # compile
    start = time.perf_counter()
    together = evaluate(shape, records)
    batch = time.perf_counter() - start
    start = time.perf_counter()
    alone = [one_by_one(shape, record) for record in records]
    single = time.perf_counter() - start
    formulas = len(alone[0])
    sys.stdout.write(
        f"records {count}, formulas a record {formulas}, values equal: {together == alone}\n"
        f"batch {batch:.2f} s ({batch / count * 1e6:.0f} µs a record, {batch / count / formulas * 1e6:.1f} a formula)\n"
        f"one by one {single:.2f} s ({single / count / formulas * 1e6:.0f} µs a formula)\n"
        f"ratio {batch / single:.4f}\n"
    )
    sys.exit(0 if together == alone else 1)


if __name__ == "__main__":
    main()
