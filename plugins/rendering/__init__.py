"""Rendering: the site is prepared aside, checked, and installed at once; and previewed.

Not in PLUGINS: `PELICAN_CLASS = Passerelle` in the settings.
"""

from plugins.rendering.publish import Passerelle

__all__ = ["Passerelle"]
