"""What templates are, and what else they can reach: the part of it that no fingerprint holds.

Plugins may add globals, filters and tests to Jinja's environments, and bring templates of their
own from anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template

from plugins.rendering.fingerprints import code_name, file_digest
from plugins.rendering.values import DIGEST, Comparison

STATELESS = ("jinja2.", "pelican.", f"{__name__.partition('.')[0]}.")  # and not of its plugins
OF_STRANGERS = "pelican.plugins."


class Templates:
    """The templates of the *environments* of a site, whose objects have *names* by their ids."""

    def __init__(self, environments: Iterable[Environment], names: Mapping[int, str]) -> None:
        self._environments = list(environments)
        self._comparison = Comparison(names, lasting_name)
        self._known: dict[int, tuple[Template, Any]] = {}

    @property
    def opaque(self) -> int:
        """How many values and templates could not be compared."""
        return self._comparison.opaque

    def surroundings(self) -> bytes:
        """The digest of all globals, filters and tests; functions count by their code."""
        found = {
            (kind, name, id(value)): value
            for environment in self._environments
            for kind in ("globals", "filters", "tests")
            for name, value in getattr(environment, kind).items()
        }
        ordered = sorted(found.items(), key=lambda item: item[0][:2])
        return self._comparison.digest([(kind, name, each) for (kind, name, _), each in ordered])

    def told(self, template: Any) -> Any:
        """What tells a template from others: its name, and its source wherever that is.

        One without a file, or of another environment, where nobody notes what it reads, is
        never the same twice.
        """
        if not isinstance(template, Template):
            return template
        if id(template) not in self._known:
            self._known[id(template)] = template, self._told(template)
        return self._known[id(template)][1]

    def _told(self, template: Template) -> Any:
        source = Path(template.filename or "")
        ours = any(template.environment is each for each in self._environments)
        if ours and source.is_file():
            return [template.name, file_digest(source)]
        self._comparison.opaque += 1
        return os.urandom(DIGEST)


def lasting_name(value: Any) -> str | None:
    """The name of what is the same for the same code; None for what may hold anything."""
    kind = value if hasattr(value, "__qualname__") else type(value)
    module = f"{getattr(kind, '__module__', None)}."
    if module.startswith(STATELESS) and not module.startswith(OF_STRANGERS):
        return f"{module}{kind.__qualname__}"
    return code_name(value)
