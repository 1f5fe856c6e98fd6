"""Rendering: only what changed is read, rendered and installed; and a live preview.

Not in PLUGINS: `PELICAN_CLASS = Passerelle` in the settings. Pelican is imported when that is
asked for, so that a build with nothing to do need not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plugins.rendering.publish import Passerelle

DEFAULTS = {
    "RENDERING_PROCESSES": 0,
    "RENDERING_CHECK_LINKS": False,
    "RENDERING_AT_ONCE": False,
}

__all__ = ["DEFAULTS", "Passerelle"]


def __getattr__(name: str) -> Any:
    if name != "Passerelle":
        raise AttributeError(name)
    from plugins.rendering.publish import Passerelle  # noqa: PLC0415  (not before it is needed)

    return Passerelle
