"""What all files of a run are judged by, and the state of it all by which an earlier result is known to hold still."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlgen
from xlgen import ledger as ledgers
from xlgen import policy, template

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xlgen.ledger import Superseded
    from xlgen.policy import Policy
    from xlgen.verbs.verify import Register

_BUILT_ON: Final = ("formulas", "schedula", "numpy", "lxml", "openpyxl", "xlrd")
_ROUNDS: Final = 100_000
"""Of the hash that stands for a password: the store lies beside the report, and must not give it away."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """What all files of a run are judged by; workers get it once.

    `templates` are folders of an office's own forms, `issued` the digests of the manifests issued to each project,
    `superseded` those that a later issue took the place of, `trusted` a public key, `policy` what holds today of an
    office's own decisions. `forms` are the digests of the forms at hand, `state` stands for all of it and for the
    program itself: under one state a file is judged alike.
    """

    templates: tuple[Path, ...] = ()
    issued: Mapping[str, Collection[str]] = field(default_factory=dict)
    superseded: Mapping[str, Superseded] = field(default_factory=dict)
    trusted: bytes | None = None
    policy: Policy = policy.NONE
    password: str = ""
    state: str = ""

    def register(self) -> Register:
        """Return what the files are held against.

        Raises
        ------
        UsageError
            A folder of forms is missing.

        """
        from xlgen.verbs.verify import Register  # noqa: PLC0415 - who only hands files out does not load the engine

        far_above = self.policy.thresholds.score_above_execution
        return Register(template.library(self.templates), self.issued, self.trusted, self.superseded, far_above)

    def spent(self) -> Setting:
        """Return what is left to know of it once all is judged: of a whole district's ledger it holds much."""
        return replace(self, issued={}, superseded={})

    def key(self, file: str, sha256: str) -> str:
        """Return what a file's result is kept under: name and content of the file, and the state it was judged in."""
        return hashlib.sha256(f"{self.state}\n{sha256}\n{file}".encode("utf-8", "surrogatepass")).hexdigest()


def setting_of(
    *,
    ledger: Path | None = None,
    templates: Sequence[Path] = (),
    trust: Path | None = None,
    password: str = "",
    decided: Policy = policy.NONE,
) -> Setting:
    """Return what files are judged by; `decided` is the policy that holds today.

    Raises
    ------
    UsageError
        The ledger, the public key to `trust` or a folder of forms is wrong.

    """
    trusted = None
    if trust:
        from xlgen import signing  # noqa: PLC0415 - few rounds have a key, and what reads it loads much

        trusted = signing.public_key(trust)
    given = Setting(
        templates=tuple(templates),
        issued=ledgers.digests(ledger) if ledger else {},
        superseded=ledgers.superseded(ledger) if ledger else {},
        trusted=trusted,
        password=password,
        policy=decided,
    )
    return replace(given, state=state_of(given))


def state_of(given: Setting) -> str:
    """Return the digest of a setting with the forms at hand here and the program that runs here."""
    parts = {
        "program": program(),
        "forms": dict(template.library(given.templates).digests()),
        "issued": {code: sorted(digests) for code, digests in given.issued.items()},
        "superseded": sorted(given.superseded),
        "policy": given.policy.model_dump_json(),
        "trusted": (given.trusted or b"").hex(),
        "password": _hashed(given.password),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@functools.cache
def program() -> str:
    """Return the digest of the program and of what it computes and reads with.

    Its version alone does not tell a checkout from the next.
    """
    versions = (xlgen.__version__, *(f"{name} {metadata.version(name)}" for name in _BUILT_ON))
    digest = hashlib.sha256("\n".join(versions).encode())
    folder = Path(xlgen.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _hashed(password: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"xlgen", _ROUNDS).hex() if password else ""
