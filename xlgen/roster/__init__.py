"""Reads records: a JSON file of one or a list of them, or a folder of such files, strictly and all mistakes at once."""

from __future__ import annotations

from xlgen.roster.declared import FORMAT, INDICATOR_KEYS, SIGNOFF_KEYS, record_model, schema
from xlgen.roster.records import flatten, read_records
from xlgen.strict import place

__all__ = ["FORMAT", "INDICATOR_KEYS", "SIGNOFF_KEYS", "flatten", "place", "read_records", "record_model", "schema"]
