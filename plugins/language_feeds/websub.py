"""Tells the hub of each feed that changed since it was last told, after a site is deployed.

What it was told is kept beside the published folder. A feed that the hub refuses is tried again
the next time.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pelican.settings import read_settings

from plugins.bilingual.commands import status_of
from plugins.bilingual.settings import checked_folder
from plugins.language_feeds import DEFAULTS
from plugins.language_feeds.hub import address, checked_hub, is_told, ping_form, state_of, told_by

PATIENCE = 10  # seconds that a hub may take to answer
ENOUGH = 3  # connections that fail one after the other: the hub is away


class NoRedirect(HTTPRedirectHandler):
    """Follows no redirect: a form sent on would be a mere look at a page, and a false success."""

    def redirect_request(self, *_: Any) -> None:
        """None: the answer is an error."""


def ping(hub: str, feed: str) -> None:
    """Tell *hub* that the *feed* at an address has changed; OSError or HTTPException if not."""
    kind = "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind, "User-Agent": "Passerelle"}
    request = Request(hub, ping_form(feed), headers)
    with build_opener(NoRedirect).open(request, timeout=PATIENCE):
        pass


def feeds_in(output: Path, folder: str, siteurl: str) -> dict[str, str]:
    """The digests, by address, of the feeds in a *folder* of the published *output*."""
    found = (path for path in sorted((output / folder).rglob("*")) if is_told(path.name))
    return {
        address(siteurl, path.relative_to(output).as_posix()): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in found
        if path.is_file()
    }


def reason_of(error: OSError | HTTPException) -> str:
    """Why a hub was not told, in words."""
    if isinstance(error, HTTPError):
        moved = error.headers.get("Location", "") if 300 <= error.code < 400 else ""
        said = f"{error.code} {error.reason}" + (f", it has moved to {moved}" if moved else "")
        return "".join(each for each in said if each.isprintable())
    inner = error.reason if isinstance(error, URLError) else error
    return getattr(inner, "strerror", None) or str(inner) or type(inner).__name__


def tell(hub: str, feeds: Mapping[str, str], told: dict[str, str]) -> int:
    """Tell *hub* of *feeds* that it has not been *told* of, and add them; how many failed.

    Once it is clear that the hub is away the rest is not tried, and counts as failed.
    """
    failed = in_a_row = 0
    for at, (feed, digest) in enumerate(feeds.items()):
        try:
            ping(hub, feed)
        except (OSError, HTTPException) as error:
            failed += 1
            in_a_row = 0 if isinstance(error, HTTPError) else in_a_row + 1
            print(f"error: {hub} was not told of {feed}: {reason_of(error)}", file=sys.stderr)
            if in_a_row == ENOUGH and at + 1 < len(feeds):
                print("the hub is away: the rest was not tried", file=sys.stderr)
                return len(feeds) - at - 1 + failed
        else:
            in_a_row = 0
            told[feed] = digest
            print(f"told: {feed}", flush=True)
    return failed


def keep(path: Path, state: bytes) -> None:
    """Keep what the hub was told at *path*: all of it, or what was there."""
    part = path.with_suffix(".part")
    try:
        part.write_bytes(state)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def tell_of_changes(settings_file: str, dry_run: bool) -> int:
    """Tell the hub in the *settings_file* of the feeds that changed; the exit status.

    ValueError, with what to do, when there is no hub, no site, or no address for it.
    """
    settings = DEFAULTS | read_settings(settings_file)
    output, siteurl = Path(settings["OUTPUT_PATH"]), settings["SITEURL"]
    hub = checked_hub(settings["LANGUAGE_FEEDS_HUB"] or "")
    if not hub:
        raise ValueError('no hub: set LANGUAGE_FEEDS_HUB = "https://hub.example/", that of yours')
    if not siteurl.startswith(("http://", "https://")):
        raise ValueError('a hub fetches feeds: set SITEURL = "https://example.org", your address')
    if not output.is_dir():
        raise ValueError(f"{os.path.relpath(output)}: there is no such folder; publish first")
    feeds = feeds_in(output, checked_folder(settings, "LANGUAGE_FEEDS_FOLDER", "feeds/"), siteurl)
    file = output.parent / f".{output.name}.pinged.json"
    before = file.read_bytes() if file.is_file() else b""
    told = {feed: of for feed, of in told_by(before, hub).items() if feed in feeds}
    changed = {feed: digest for feed, digest in feeds.items() if told.get(feed) != digest}
    if dry_run:
        print(
            *(f"to tell: {feed}" for feed in changed), f"Feeds: {len(changed):,} to tell", sep="\n"
        )
        return 0
    try:
        failed = tell(hub, changed, told)
    finally:
        if (state := state_of(told, hub)) != before:
            keep(file, state)
    count = f"{len(changed) - failed:,} told, {len(feeds) - len(changed):,} unchanged"
    print(f"Feeds: {count}" + (f", {failed:,} to be told the next time" if failed else ""))
    return 1 if failed else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell what changed; the exit status."""
    command = "python -m plugins language_feeds.websub"
    parser = argparse.ArgumentParser(prog=command, description=__doc__)
    parser.add_argument("-s", "--settings", default="publishconf.py", help="settings file")
    parser.add_argument("--dry-run", action="store_true", help="only say which feeds changed")
    options = parser.parse_args(arguments)
    act = partial(tell_of_changes, dry_run=options.dry_run)
    return status_of(act, options.settings, "interrupted: again tells the hub of the rest")


if __name__ == "__main__":
    sys.exit(main())
