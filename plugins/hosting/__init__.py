"""What a host is told: where old addresses lead, what pages may load, how long files are kept.

One table makes the redirects' pages, on any host, and hosts' own rules: the context's
`redirects`, a list of `Redirect`. A plugin adds its own when articles or pages are final, and so
does the file `redirects.csv` of the content; then the `Aliases` of posts and pages join them. The
context's `lasting_folders` are those where a file with another content has another name,
`feed_types` the types of feeds by pattern, "feeds/*.json", `missing_pages` the pages that tell that
there is none. Posts and pages get `needs`: what their texts load; what other pages load plugins add
then to the context's `policy_needs`, as "script-src 'self'".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.bilingual import stop, written
from plugins.bilingual.generator import Document, DocumentGenerator, Plain
from plugins.bilingual.problems import Problem
from plugins.bilingual.redirects import SEGMENT, Redirect
from plugins.hosting.faults import Fault, faults, over_limits, place
from plugins.hosting.headers import LONGEST, WRITTEN, Headers, checked_seconds, headers_for
from plugins.hosting.policy import checked_policy, needs_of, policy_of
from plugins.hosting.servers import SERVERS, checked_servers
from plugins.hosting.table import CURE, address_of, read_table
from plugins.hosting.targets import checked_targets

DEFAULTS = {
    "HOSTING_SERVERS": ("apache", "netlify", "nginx"),
    "HOSTING_HEADERS": True,
    "HOSTING_HSTS": 0,
    "HOSTING_POLICY": {},
    "HOSTING_REDIRECTS": "redirects.csv",
    "HOSTING_TARGETS": {},
}


@dataclass(frozen=True)
class Rules:
    """A server's redirect file in the place of a template, after what it says with every file."""

    server: str
    redirects: tuple[Redirect, ...]
    siteurl: str
    headers: str = ""

    def render(self, context: Any) -> str:
        """The file; the same whatever the *context*."""
        rules = SERVERS[self.server].text(self.redirects, self.siteurl) if self.redirects else ""
        return self.headers + rules


@dataclass(frozen=True)
class Moved:
    """The page at an old address, wordless, where a theme has none of its own."""

    def render(self, context: Any) -> str:
        """The page, which leads on to the `new_url` of the *context*."""
        new = f"{context['SITEURL']}/{context['new_url']}"
        return (
            '<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title>→</title>'
            '<meta name="robots" content="noindex">'
            f'<meta http-equiv="refresh" content="0; url={escape(new)}"></head>\n'
            f'<body><p><a href="{escape(new)}">{escape(context["new_url"])}</a></p></body>\n'
            "</html>\n"
        )


class HostingGenerator(DocumentGenerator):
    """One small page a redirect, and one file a server with all of them."""

    def make_documents(self) -> Iterable[Document]:
        """The redirects' pages and files; what is wrong with the redirects is noted."""
        contents = {
            each.relative_source_path: each for each in written(self.context) if each.aliases
        }
        table: list[Redirect] = self.context.setdefault("redirects", [])
        for content in contents.values():
            table.extend(self._redirects(content))
        # What authors write or ask for: plugins' rules without a page give way to it.
        asked = {place(each.old) for each in table if each.page}
        asked.update(place(content.save_as) for content in written(self.context))
        table[:] = [each for each in table if each.page or place(each.old) not in asked]
        servers = checked_servers(self.settings["HOSTING_SERVERS"])
        self._note(faults(table), contents)
        if "netlify" in servers:
            self._note(over_limits(table), contents)
        redirects = tuple(sorted(table))
        yield from self._pages(redirects)
        for file, template in self._files(servers, redirects).items():
            label = f"what hosts read ({file}: HOSTING_SERVERS)"
            yield Document(file, label, template, relative=False)

    def _files(self, servers: Iterable[str], redirects: tuple[Redirect, ...]) -> dict[str, Any]:
        """What hosts read: headers and redirects by the name of the file, one or two a server."""
        files: dict[str, Any] = {}
        siteurl = self.settings["SITEURL"]
        headers = self._headers() if self.settings["HOSTING_HEADERS"] else None
        for name in servers:
            file, text_of = WRITTEN[name]
            text = text_of(headers, siteurl) if headers else ""
            if text:
                files[file] = Plain(text)
            if redirects:
                joined = text if file == SERVERS[name].file else ""
                files[SERVERS[name].file] = Rules(name, redirects, siteurl, joined)
        return files

    def _headers(self) -> Headers:
        """What is said with every file of the site, from what its pages load."""
        settings = self.settings
        needs = {need for content in written(self.context) for need in content.needs}
        needs.update(self.context.get("policy_needs", ()))
        policy = policy_of(needs, settings["SITEURL"], settings["HOSTING_POLICY"])
        if "netlify" in settings["HOSTING_SERVERS"] and len(policy) > LONGEST:
            message = f"the policy of all that posts load has {len(policy):,} characters"
            cure = "have posts load from fewer hosts: Cloudflare Pages leaves such a header out"
            self.context["problems"].append(Problem("_headers", 1, message, cure, "warning"))
        return headers_for(
            policy,
            settings["HOSTING_HSTS"],
            settings.get("LANGUAGE_FEEDS_FOLDER", ""),
            [f"{path.strip('/')}/" for path in settings["STATIC_PATHS"] if path.strip("/.")],
            sorted(self.context.get("lasting_folders", ())),
            self.context.get("feed_types"),
            self.context.get("missing_pages", ()),
        )

    def _redirects(self, content: Any) -> Iterator[Redirect]:
        """The redirects that a post or a page asks for."""
        for alias in content.aliases:
            old = address_of(alias)
            if old is None or SEGMENT in old:
                message = f"“{alias}” is not an address that a file can answer"
                content.notes.add("aliases", message, CURE)
            else:
                yield Redirect(old, content.url, content.relative_source_path)

    def _pages(self, redirects: Iterable[Redirect]) -> Iterator[Document]:
        template = "redirect" if self.has_template("redirect") else Moved()
        for each in redirects:
            if each.has_page:
                yield Document(
                    each.old,
                    f"the old address “/{each.old}” ({each.origin})",
                    template,
                    {"lang": self.settings["DEFAULT_LANG"], "new_url": each.new},
                    origin=each.origin,
                )

    def _note(self, found: Iterable[Fault], contents: dict[str, Any]) -> None:
        """Tell each fault where its redirect comes from."""
        for fault in found:
            told = fault.message, fault.cure, fault.level
            origin = fault.redirect.origin
            if origin in contents:
                contents[origin].notes.add("aliases", *told)
            else:
                file, _, line = origin.rpartition(":")  # a row of a table
                where, at = (file, int(line)) if line.isdigit() else (origin, 1)
                self.context["problems"].append(Problem(where, at, *told))


def prepare(pelican: Any) -> None:
    """Complete and check the settings."""
    for key, value in DEFAULTS.items():
        pelican.settings.setdefault(key, value)
    try:
        checked_servers(pelican.settings["HOSTING_SERVERS"])
        checked_seconds(pelican.settings["HOSTING_HSTS"])
        checked_policy(pelican.settings["HOSTING_POLICY"])
        checked_targets(pelican.settings["HOSTING_TARGETS"])
    except ValueError as error:
        stop(str(error))


def add_table(generator: Any) -> None:
    """Add the rows of the table of old addresses to the redirects; tell what is wrong in it."""
    name = generator.settings["HOSTING_REDIRECTS"]
    path = Path(generator.settings["PATH"]) / name
    if not name or not path.is_file():
        return
    try:
        rows = list(read_table(path.read_text("utf-8-sig"), name))
    except ValueError:
        rows = [Problem(name, 1, "it is not UTF-8", "save it as UTF-8")]
    generator.context.setdefault("redirects", []).extend(r for r in rows if isinstance(r, Redirect))
    generator.context["problems"] += [row for row in rows if isinstance(row, Problem)]


def note_needs(content: Any) -> None:
    """Keep with a text what it loads, for the policy of the site."""
    if hasattr(content, "summaries"):
        content.needs = needs_of("".join([content._content or "", *content.summaries.values()]))


def add_generator(pelican: Any) -> type[HostingGenerator]:
    """The generator of the redirects' pages and files."""
    return HostingGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.content_object_init.connect(note_needs)
    signals.article_generator_finalized.connect(add_table)
    signals.get_generators.connect(add_generator)
