"""Writes .xlsx workbooks, forms and plain tables: the only package that uses xlsxwriter."""

from __future__ import annotations

from xlgen.writer.form import write
from xlgen.writer.notice import Notice, Remark
from xlgen.writer.tables import Column, Link, Table, tables

__all__ = ["Column", "Link", "Notice", "Remark", "Table", "tables", "write"]
