"""Runs the commands where no script is on the path: `python -m xlgen`."""

from __future__ import annotations

from xlgen.cli import main

if __name__ == "__main__":
    main()
