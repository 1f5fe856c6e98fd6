"""Send the published site to a target: what has changed, what is gone last.

A deploy that is interrupted, whatever it was at, is finished by the next one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from plugins.bilingual.commands import status_of
from plugins.hosting.branches import Branch
from plugins.hosting.carriers import Carrier, Folder, Rclone, Rsync, SendingError
from plugins.hosting.manifest import Plan, digests_of
from plugins.hosting.objects import headers_of_objects
from plugins.hosting.sending import Sending
from plugins.hosting.servers import base_of
from plugins.hosting.targets import Target, checked_targets, chosen

INTERRUPTED = "interrupted; the same command goes on where this one ended"


def carrier_for(target: Target, settings: Mapping[str, Any], names: Sequence[str]) -> Carrier:
    """What carries the files of these *names* to a *target*."""
    match target.kind:
        case "folder":
            return Folder(target.place)
        case "rsync":
            return Rsync(target.place)
        case "rclone":
            rules = Path(settings["OUTPUT_PATH"], "_headers")
            told = rules.read_text("utf-8") if rules.is_file() else ""
            base = base_of(settings["SITEURL"])
            return Rclone(target.place, headers_of_objects(names, told, base))
        case "git":
            cache, author = Path(settings["CACHE_PATH"]), str(settings["SITENAME"])
            return Branch(target.place, target.branch, cache, author)


def own_files(target: Target) -> dict[str, str]:
    """The texts of the files that a *target* wants beside those of the site, by name."""
    if target.kind != "git":
        return {}
    named = {"CNAME": target.domain, ".domains": target.domain} if target.domain else {}
    return {".nojekyll": "", **{name: f"{domain}\n" for name, domain in named.items()}}


def deploy(file: str, options: argparse.Namespace) -> int:
    """Send the site of the settings in *file* to a target; the exit status."""
    began = time.monotonic()
    settings = read_settings(file)
    target = chosen(checked_targets(settings.get("HOSTING_TARGETS", {})), options.target)
    site = Path(settings["OUTPUT_PATH"]).resolve()
    if target.kind == "folder" and _meet(site, Path(target.place).expanduser().resolve()):
        raise ValueError(f"HOSTING_TARGETS: {target.name} is {site} itself, or around or within it")
    if options.check:
        return 0
    digests = digests_of(site)
    if "index.html" not in digests:
        raise ValueError(f"{site} holds no site: publish it first, with invoke publish")
    carrier = carrier_for(target, settings, list(digests))
    try:
        with tempfile.TemporaryDirectory() as aside:
            sending = Sending(site, digests, carrier, own_files(target), Path(aside))
            plan = sending.plan(everything=options.all)
            if options.dry_run:
                print("\n".join(told(plan)))
            elif plan:
                sending.carry_out(plan, f"Publish {counted(plan)}")
    except SendingError as error:
        print("\n".join([str(error), *getattr(error, "__notes__", ())]), file=sys.stderr)
        print("not all was sent; the same command goes on where this one ended", file=sys.stderr)
        return 1
    took = time.monotonic() - began
    said = f"{counted(plan)}; {took:.1f} s" if plan else "nothing to send, all is there"
    print(f"{target.name}: {said}{' (nothing was sent)' if plan and options.dry_run else ''}")
    return 0


def told(plan: Plan) -> list[str]:
    """A line for each file of a *plan*."""
    marks = {"-": sorted(plan.in_the_way + plan.removed), "+": plan.new, "~": plan.changed}
    return [f"{mark} {name}" for mark in ("+", "~", "-") for name in marks[mark]]


def counted(plan: Plan) -> str:
    """How many files a *plan* is about."""
    gone = len(plan.in_the_way) + len(plan.removed)
    return f"{len(plan.new):,} new, {len(plan.changed):,} changed, {gone:,} removed"


def _meet(one: Path, other: Path) -> bool:
    """Whether a folder is another one, or in it."""
    return one == other or one in other.parents or other in one.parents


def main(arguments: Sequence[str] | None = None) -> int:
    """Send the site; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m plugins hosting.deploy", description=__doc__)
    parser.add_argument("target", nargs="?", default="", help="one of HOSTING_TARGETS")
    parser.add_argument("-s", "--settings", default="publishconf.py", help="settings file")
    parser.add_argument("--dry-run", action="store_true", help="say what would be sent")
    parser.add_argument("--all", action="store_true", help="send all, whatever is there")
    parser.add_argument("--check", action="store_true", help="only look whether there is a target")
    options = parser.parse_args(arguments)
    return status_of(partial(deploy, options=options), options.settings, INTERRUPTED)


if __name__ == "__main__":
    sys.exit(main())
