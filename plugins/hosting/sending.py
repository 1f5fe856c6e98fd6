"""A site on its way to a target: what is there is found out, then what differs sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from plugins.hosting.carriers import Carrier
from plugins.hosting.manifest import UNKNOWN, Manifest, Plan, digests_of, found_in, plan_of
from plugins.hosting.manifest import underway as plan_underway


class Sending:
    """The files of a *site*, of these *digests*, that a *carrier* is to bring to its target.

    *texts* are files that the target wants besides, by name, unless the site has them itself.
    *aside* is an empty folder to work in. Raises SendingError, here as later, with what the
    program that carries has said when it fails.
    """

    def __init__(
        self,
        site: Path,
        digests: Mapping[str, str],
        carrier: Carrier,
        texts: Mapping[str, str],
        aside: Path,
    ) -> None:
        self._site, self._aside, self._carrier = site, aside, carrier
        carrier.get_manifests(aside)
        self._there, self._others = found_in(aside)
        for name in texts.keys() - digests.keys():
            (aside / name).write_text(texts[name], "utf-8")
        self._own = digests_of(aside)
        self._wanted = self._own | dict(digests)

    def plan(self, *, everything: bool = False) -> Plan:
        """What is to be done; *everything* is sent, if so wished, whatever the target has."""
        there = self._there.files
        return plan_of(self._wanted, dict.fromkeys(there, UNKNOWN) if everything else there)

    def carry_out(self, plan: Plan, message: str) -> None:
        """Do it: what is new, what is changed, what is gone; *message* tells of it in histories."""
        self._put_manifest(plan_underway(plan, self._there))
        self._remove(plan.in_the_way)
        for names in (plan.new, plan.changed):
            self._put(self._aside, [name for name in names if name in self._own])
            self._put(self._site, [name for name in names if name not in self._own])
        self._remove([*plan.removed, *self._others])
        self._put_manifest(self._there._replace(files=self._wanted))
        self._carrier.finish(message)

    def _put_manifest(self, manifest: Manifest) -> None:
        manifest.save(self._aside)
        self._carrier.put(self._aside, [manifest.name])

    def _put(self, folder: Path, names: Sequence[str]) -> None:
        if names:
            self._carrier.put(folder, names)

    def _remove(self, names: Sequence[str]) -> None:
        if names:
            self._carrier.remove(names, self._wanted)
