"""Templates as Jinja compiles them, kept from build to build: to fill a few takes less time."""

from __future__ import annotations

import marshal
from contextlib import suppress
from itertools import chain
from typing import Any

from jinja2 import BytecodeCache, Environment, TemplateError
from jinja2.bccache import Bucket

from plugins.rendering.remembered import Remembered
from plugins.rendering.templates import lasting_name
from plugins.rendering.values import digest

NAME = "templates"


class Compiled(BytecodeCache):
    """Templates that were compiled, by what they were compiled of: each once, whoever asks.

    What is *remembered* is of the same code and settings, so of the same Jinja and Python.
    """

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered
        self._code: dict[str, Any] = {}
        self._called: dict[int, tuple[Any, str | None]] = {}  # filters and tests, and their names
        self._kept: dict[str, bytes] = remembered.get(NAME) or {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template, when it was compiled from the same source."""
        name = self._name(bucket)
        if name not in self._code and name in self._kept:
            self._code[name] = marshal.loads(self._kept[name])  # sealed: it is as it was written
        bucket.code = self._code.get(name)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template, unless nobody can tell what it was compiled with."""
        if name := self._name(bucket):
            self._code[name] = bucket.code

    def complete(self, environment: Environment) -> None:
        """Compile what is left of the theme, so that no process has to do it for itself."""
        for name in environment.list_templates(extensions=["html"]):
            if not name.startswith("!"):  # a theme by its name: few templates ask for one
                with suppress(TemplateError, OSError, ValueError):  # told if a page asks for it
                    environment.get_template(name)

    def keep(self) -> None:
        """Remember what was used, if any of it is new."""
        if self._code.keys() - self._kept.keys():
            self._kept = {name: marshal.dumps(code) for name, code in self._code.items()}
            self._remembered.set(NAME, self._kept)

    def _name(self, bucket: Bucket) -> str:
        """What tells a template: its name and source, and what understands it; "" if nobody knows.

        What a filter or a test makes of a constant is compiled in.
        """
        environment = bucket.environment
        parts = [bucket.key, bucket.checksum, *sorted(environment.extensions)]
        called = chain(sorted(environment.filters.items()), sorted(environment.tests.items()))
        for name, value in called:
            if id(value) not in self._called:
                self._called[id(value)] = value, lasting_name(value)
            lasting = self._called[id(value)][1]
            if lasting is None:
                return ""
            parts += [name, lasting]
        return digest("\n".join(parts).encode()).hex()
