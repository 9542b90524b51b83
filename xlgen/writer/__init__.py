"""Writes .xlsx workbooks, forms and plain tables: the only package that uses xlsxwriter."""

from __future__ import annotations

from xlgen.writer.form import write
from xlgen.writer.tables import Column, Table, tables

__all__ = ["Column", "Table", "tables", "write"]
