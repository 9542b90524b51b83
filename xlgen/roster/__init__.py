"""Reads records, as JSON files or as project lists (.xlsx, .xls): strictly, and all mistakes at once."""

from __future__ import annotations

from xlgen.roster.cells import WrongCellError, code, text
from xlgen.roster.declared import FORMAT, INDICATOR_KEYS, SIGNOFF_KEYS, record_model, schema
from xlgen.roster.grid import Grid, GridCell
from xlgen.roster.plain_table import plain_table
from xlgen.roster.reading import Roster, read_records, read_roster
from xlgen.roster.records import flatten
from xlgen.strict import place

__all__ = [
    "FORMAT",
    "INDICATOR_KEYS",
    "SIGNOFF_KEYS",
    "Grid",
    "GridCell",
    "Roster",
    "WrongCellError",
    "code",
    "flatten",
    "place",
    "plain_table",
    "read_records",
    "read_roster",
    "record_model",
    "schema",
    "text",
]
