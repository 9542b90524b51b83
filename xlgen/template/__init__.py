"""The form definition: a TOML file read strictly, with all its mistakes at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xlgen import terms
from xlgen.finding import TemplateError, UsageError, mistake
from xlgen.strict import read, shown
from xlgen.template.definition import Definition, Supplied
from xlgen.template.inspection import inconsistencies, read_rules, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlgen import formula, targets


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A form definition that may be used: its text's digest, and its rules as formula trees."""

    definition: Definition
    sha256: str
    source: str
    rules: Mapping[str, formula.Node]

    @property
    def id(self) -> str:
        """The form's id, which is its file's name."""
        return self.definition.id

    def method_of(self, operator: targets.Operator) -> str:
        """Return the scoring method of a target's sign."""
        return self.definition.scoring.methods[operator.value]


def load(path: Path) -> Template:
    """Return the form definition in a TOML file.

    Raises
    ------
    UsageError
        There is no such file.
    TemplateError
        It has mistakes; all of them are named, each with its place.

    """
    content, raw = _read(path, ())
    definition = read(Definition, content)
    if not isinstance(definition, Definition):
        raise TemplateError(str(path), *definition)
    rules, mistakes = read_rules(definition)
    mistakes = [*inconsistencies(definition, path.stem), *mistakes]
    if mistakes:
        raise TemplateError(str(path), *mistakes)
    return Template(definition, hashlib.sha256(raw).hexdigest(), str(path), MappingProxyType(rules))


def _read(path: Path, below: tuple[str, ...]) -> tuple[dict[str, Any], bytes]:
    """Return a form definition as its file says it, with what it extends, and the bytes of both.

    Tables are joined key by key; anything else in the variant stands for what the form it extends says.
    """
    try:
        raw = path.read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        raise UsageError(str(path), mistake("file-unreadable", wanted=terms.TEMPLATE_FILE)) from error
    try:
        content = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise TemplateError(str(path), mistake("not-toml", _position(error))) from error
    base = content.pop("extends", None)
    if base is None:
        return content, raw
    if not isinstance(base, str):
        raise TemplateError(
            str(path), mistake("wrong-kind", "extends", found=shown(base), wanted=terms.WANTED["string_type"])
        )
    chain = (*below, path.stem)
    if base in chain:
        raise TemplateError(str(path), mistake("extends-itself", "extends", word=base))
    folders = {path.parent: None, shipped("templates"): None}
    found = next((folder / f"{base}.toml" for folder in folders if (folder / f"{base}.toml").is_file()), None)
    if found is None:
        known = {each.stem for folder in folders for each in folder.glob("*.toml")} - {path.stem}
        raise TemplateError(str(path), unknown("extends", base, known))
    inherited, below_raw = _read(found, chain)
    return _joined(inherited, content), raw + b"\x00" + below_raw


def _joined(base: dict[str, Any], variant: dict[str, Any]) -> dict[str, Any]:
    joined = dict(base)
    for key, value in variant.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        joined[key] = _joined(base[key], value) if both else value
    return joined


def _position(error: Exception) -> str:
    """Return where a TOML text is wrong; the parser says it in English, at the end of its message."""
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return terms.LINE_AND_COLUMN.format(line=found[1], column=found[2]) if found else ""


def shipped(name: str) -> Path:
    """Return a folder that ships with the package (`templates`, `samples`), in a wheel or in a checkout.

    Raises
    ------
    UsageError
        The folder is in neither place: the installation is not whole.

    """
    package = Path(__file__).parent.parent
    for candidate in (package / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise UsageError(str(package / name), mistake("installation-broken"))


@lru_cache(maxsize=8)
def library(folders: tuple[Path, ...] = ()) -> Mapping[str, Template]:
    """Return the forms at hand by id: the shipped ones, then those of an office's own folders.

    Raises
    ------
    UsageError
        A folder is missing, or one id stands twice.
    TemplateError
        A form has mistakes.

    """
    found: dict[str, Template] = {}
    for folder in (shipped("templates"), *folders):
        if not folder.is_dir():
            raise UsageError(str(folder), mistake("path-missing", wanted=terms.TEMPLATE_FOLDER))
        for path in sorted(folder.glob("*.toml")):
            if path.stem in found:
                raise UsageError(str(path), mistake("word-twice", word=path.stem))
            found[path.stem] = load(path)
    return MappingProxyType(found)


def pick(template_id: str, folders: tuple[Path, ...] = ()) -> Template:
    """Return the form of an id.

    Raises
    ------
    UsageError
        There is none; the nearest id is named.

    """
    forms = library(folders)
    if template_id not in forms:
        raise UsageError(template_id, unknown("template", template_id, forms))
    return forms[template_id]


__all__ = ["Definition", "Supplied", "Template", "library", "load", "pick", "shipped"]
