"""A site prepared aside and installed at once: a build that fails changes nothing.

What did not change keeps its file and its time, what the last build wrote and this one did
not is removed last, and files that no build wrote stay.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pelican import Pelican

from plugins.rendering import installing
from plugins.rendering.aside import InstallError, prepared_aside
from plugins.rendering.changes import files_in
from plugins.rendering.installing import plainly
from plugins.rendering.links import broken_links


class Passerelle(Pelican):
    """Pelican, with its output prepared aside, and no plugin missing in silence.

    For the setting PELICAN_CLASS. With RENDERING_CHECK_LINKS, a page whose internal links do
    not all resolve keeps the site from being installed.
    """

    def init_plugins(self) -> None:
        """Load the plugins; one that cannot load ends the process with status 1."""
        wanted = len(self.settings["PLUGINS"] or ())
        super().init_plugins()
        if len(self.plugins) < wanted:
            print("a plugin cannot load (see above): nothing was written", file=sys.stderr)
            raise SystemExit(1)

    def run(self) -> None:
        """Build the site, then install it; whatever stops the build leaves the site as it was."""
        destination = Path(self.settings["OUTPUT_PATH"])
        if not Path(self.path).is_dir():
            print(f"{self.path}: there is no such folder", file=sys.stderr)
            raise SystemExit(1)
        try:
            with prepared_aside(destination) as staging:
                self.settings["OUTPUT_PATH"] = self.output_path = str(staging)
                try:
                    super().run()
                finally:
                    self.settings["OUTPUT_PATH"] = self.output_path = str(destination)
                if self.settings.get("RENDERING_CHECK_LINKS"):
                    stop_on_broken_links(staging)
                install(staging, destination)
        except KeyboardInterrupt:
            print("interrupted; build again to be sure of what is there", file=sys.stderr)
            raise SystemExit(130) from None  # Pelican would end with 0


def stop_on_broken_links(folder: Path) -> None:
    """End the process with status 1, naming each, when internal links do not resolve."""
    broken = broken_links(folder)
    for page, link in broken:
        print(f"error: {page}: the link “{link}” leads nowhere", file=sys.stderr)
    if broken:
        print(f"{len(broken)} broken links: nothing was written", file=sys.stderr)
        raise SystemExit(1)


def install(staging: Path, destination: Path) -> None:
    """Put *staging* in place as the whole site, file by file; status 1 when that cannot be."""
    try:
        installing.install(staging, set(files_in(staging)), destination, at_once=False)
    except InstallError as reason:
        print(reason, file=sys.stderr)
    except OSError as error:
        print(f"{plainly(error)}: the site could not be put in place", file=sys.stderr)
    else:
        return
    raise SystemExit(1)
