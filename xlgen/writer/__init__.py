"""Writes .xlsx workbooks, forms and plain tables: the only package that uses xlsxwriter."""

from __future__ import annotations

from xlgen.writer.form import write
from xlgen.writer.notice import Notice, Remark
from xlgen.writer.tables import Chart, Column, Entry, Formula, Kind, Link, Table, Total, tables

__all__ = [
    "Chart",
    "Column",
    "Entry",
    "Formula",
    "Kind",
    "Link",
    "Notice",
    "Remark",
    "Table",
    "Total",
    "tables",
    "write",
]
