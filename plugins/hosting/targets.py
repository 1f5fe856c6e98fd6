"""Where the site is sent: the targets that the settings declare, checked at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import get_args
from urllib.parse import urlsplit

from plugins.hosting.carriers import Kind

KINDS: tuple[Kind, ...] = get_args(Kind)
OPTIONS = {"git": ("branch", "domain")}
BRANCH = "gh-pages"
EXAMPLE = '{"server": {"rsync": "me@example.org:/srv/blog/"}}'
SECRET = re.compile(r"(?:pass|secret|token|key)\w*\s*=", re.IGNORECASE)  # in an rclone address


@dataclass(frozen=True)
class Target:
    """A place to send the site to: its name, the program that does it, the address it takes."""

    name: str
    kind: Kind
    place: str
    branch: str = BRANCH
    domain: str = ""


def checked_targets(value: object) -> dict[str, Target]:
    """The targets of `HOSTING_TARGETS` by name; ValueError, with what to write, if one cannot be.

    >>> checked_targets({"disk": {"folder": "/mnt/blog"}})["disk"].place
    '/mnt/blog'
    """
    if not isinstance(value, Mapping):
        raise ValueError(f"HOSTING_TARGETS: {value!r} is no table of targets; write {EXAMPLE}")
    return {str(name): _target(str(name), options) for name, options in value.items()}


def chosen(targets: Mapping[str, Target], name: str) -> Target:
    """The target of that *name*, or the only one; ValueError, naming those there are."""
    if not targets:
        raise ValueError(
            f"no target is declared; write in publishconf.py: HOSTING_TARGETS = {EXAMPLE}"
        )
    if not name and len(targets) == 1:
        return next(iter(targets.values()))
    if name in targets:
        return targets[name]
    known = ", ".join(targets)
    if not name:
        raise ValueError(f"which target? type one of: {known}")
    near = get_close_matches(name, targets, 1)
    meant = f"; did you mean {near[0]}?" if near else f"; there are: {known}"
    raise ValueError(f"“{name}” is no target of HOSTING_TARGETS{meant}")


def _target(name: str, options: object) -> Target:
    where = f"HOSTING_TARGETS: {name}"
    kinds = [kind for kind in KINDS if isinstance(options, Mapping) and kind in options]
    if not isinstance(options, Mapping) or len(kinds) != 1:
        raise ValueError(f"{where} names one of {', '.join(KINDS)}; write {EXAMPLE}")
    kind = kinds[0]
    for key, text in options.items():
        if key not in (kind, *OPTIONS.get(kind, ())):
            raise ValueError(f"{where}: “{key}” is no option of {kind}")
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{where}: {key} = {text!r} is no text; write {EXAMPLE}")
        if text.startswith("-"):
            raise ValueError(f"{where}: “{text}” would be taken for an option; write ./{text}")
    place: str = options[kind]
    if _holds_secret(place):  # which is not repeated
        raise ValueError(
            f"{where}: the address holds a password, which everybody who reads the settings would"
            f" know; take it out: docs/deploying.md says where {kind} finds it"
        )
    return Target(
        name, kind, place, options.get("branch", BRANCH), options.get("domain", "").strip()
    )


def _holds_secret(place: str) -> bool:
    """Whether an address has a password in it: `https://me:secret@…`, `:sftp,pass=…:`."""
    try:
        password = urlsplit(place).password
    except ValueError:
        password = ""
    return bool(password or (place.startswith(":") and SECRET.search(place)))
