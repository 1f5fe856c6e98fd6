"""What one does with the blog: `invoke --list` shows it, `invoke --help TASK` explains it."""

import os
import subprocess
import sys
from pathlib import Path

from invoke import Collection, Exit, task

os.chdir(Path(__file__).parent)  # from whatever folder one types

PIN = (
    "piptools compile --quiet --generate-hashes --strip-extras --no-header --no-annotate"
    " --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links"
)  # so that no host is recorded


OPTIONS = {
    "all_": "render every page, whatever has not changed",
    "force": "install the site even if it loses most of its files",
    "verbose": "say where the time went",
}


START = {
    "title": "its name",
    "author": "who writes it",
    "address": "where it will be: https://example.org",
    "languages": 'their locales, the main one first: "fr, en-GB"',
    "timezone": "of its dates: Europe/Zurich",
}
NEW = {
    "title": "the title; it may end with a marker, such as [fr]",
    "lang": "the language of the post",
    "tags": "its tags, with commas between them",
    "slug": "the last part of its address",
    "date": "its date, if it is not now: 2016-10-12 10:30",
    "edit": "open the file in your EDITOR",
}
DEPLOY = {
    "target": "its name in publishconf.py",
    "dry_run": "publish, and say what would be sent",
    "all_": "send everything, whatever is there",
}
IMPORT = {
    "export": "what Tools → Export of WordPress gave",
    "content": "the folder of the posts, if it is not that of the settings",
    "uploads": "a copy of wp-content/uploads, for the pictures that posts show",
    "default_lang": "the language of what names none",
    "markdown": "what was typed in Markdown: auto, no, until=2008-12-31 or ids=FILE",
    "categories": "tags, keep or ignore",
    "comments": "archive, count or none",
    "types": "the types of items that become files",
    "author": "only what this login wrote",
    "since": "only what was published from this day on",
    "meta": "a custom field for headers, KEY=FIELD; several times, if need be",
    "active_content": "scripts, forms and the like: drop or keep",
    "report": "the folder of the report",
    "restore": "make again what you have taken away",
    "dry_run": "write nothing but the report",
}
DRY_RUN = {"dry_run": "show what would change, and change nothing"}


def named(**values):
    """The options that have a value, as a module takes them."""
    return [f"--{name.replace('_', '-')}={value}" for name, value in values.items() if value]


def flags(**chosen):
    """The options that were chosen, as a module takes them."""
    names = (name.replace("_", "-") for name, is_chosen in chosen.items() if is_chosen)
    return "".join(f" --{name}" for name in names)


def run(command, *more):
    """Run a module of this environment; Ctrl-C is its own to answer, its status is ours."""
    name, *rest = command.replace("plugins.", "plugins ", 1).split()
    process = subprocess.Popen([sys.executable, "-m", name, *rest, *more])
    while process.returncode is None:
        try:
            process.wait()
        except KeyboardInterrupt:
            continue
    if process.returncode:
        raise Exit(code=process.returncode)


@task(help=OPTIONS)
def build(c, all_=False, force=False, verbose=False):
    """Build the blog into output/, changing only what changed."""
    run(f"plugins.rendering.build -s pelicanconf.py{flags(all=all_, force=force, verbose=verbose)}")


@task(help=OPTIONS)
def publish(c, all_=False, force=False, verbose=False):
    """Build the blog for the public into public/: checked, then installed at once."""
    run(f"plugins.rendering.build -s publishconf.py{flags(all=all_, force=force, verbose=verbose)}")


@task(help={"port": "the port to serve on, on this machine only"})
def serve(c, port="8000"):
    """Preview the blog with its drafts, up to date at every save; Ctrl-C ends it."""
    run(f"plugins.rendering.preview --port {port}")


@task(
    help={"format": "text, json or github", "debt": "what readers of each language cannot follow"}
)
def check(c, format="text", debt=False):
    """Tell everything that is wrong or poorer in the posts, and write nothing."""
    run(f"plugins.checks.check --format {format}{flags(debt=debt)}")


@task(
    positional=["slug"],
    help={"slug": "the post: its slug, or 2016/10/12/slug", "most": "candidates to tell"},
)
def similar(c, slug, most="10"):
    """Tell why a post has its similar posts: the candidates, and what each part gave."""
    run(f"plugins.similar_posts.why --most {most} --", slug)


@task(positional=["target"], help=DEPLOY)
def deploy(c, target, dry_run=False, all_=False):
    """Publish, then send to a target of publishconf.py what has changed."""
    run("plugins.hosting.deploy --check --", target)  # before anything takes long
    publish(c)
    run(f"plugins.hosting.deploy{flags(dry_run=dry_run, all=all_)} --", target)


@task(help={"dry_run": "only say which feeds the hub would be told of"})
def ping(c, dry_run=False):
    """Tell the hub which feeds have changed, once the site is where subscribers find it."""
    run(f"plugins.language_feeds.websub -s publishconf.py{flags(dry_run=dry_run)}")


@task(help=START)
def start(c, title="", author="", address="", languages="", timezone=""):
    """Begin a blog of your own, once: what is not given is asked, the sample blog goes."""
    given = {"title": title, "author": author, "address": address}
    run("plugins.authoring.start", *named(languages=languages, timezone=timezone, **given))
    clean(c)  # the sample blog's, built


@task(help=NEW)
def new(c, title="", lang="", tags="", slug="", date="", edit=True):
    """Begin a post: what is not given is asked."""
    given = named(title=title, lang=lang, tags=tags, slug=slug, date=date)
    run("plugins.authoring.new", *given, *([] if edit else ["--no-edit"]))


@task(name="list", default=True)
def list_tags(c):
    """Every tag, with how many posts of each language bear it, and which are alike."""
    run("plugins.authoring.tags list")


@task(positional=["old", "new"], help=DRY_RUN | {"lang": "the language of the name"})
def rename(c, old, new, lang="", dry_run=False):
    """Give a tag another name: posts and tags.toml say it, the old address leads to the new one."""
    run(f"plugins.authoring.tags rename{flags(dry_run=dry_run)}", *named(lang=lang), "--", old, new)


@task(positional=["old", "into"], help=DRY_RUN | {"old": "the tag that goes"})
def merge(c, old, into, dry_run=False):
    """Make two tags one: posts bear the second, and the address of the first leads to it."""
    run(f"plugins.authoring.tags merge{flags(dry_run=dry_run)}", "--", old, into)


@task(positional=["tag", "lang", "name"], help=DRY_RUN)
def translate(c, tag, lang, name, dry_run=False):
    """Give a tag a name in a language."""
    run(f"plugins.authoring.tags translate{flags(dry_run=dry_run)}", "--", tag, lang, name)


@task(positional=["tag", "lang", "text"], help=DRY_RUN)
def describe(c, tag, lang, text, dry_run=False):
    """Say what a tag is about, to readers of a language."""
    run(f"plugins.authoring.tags describe{flags(dry_run=dry_run)}", "--", tag, lang, text)


@task(help={"dry_run": "say what would be written, and write nothing"})
def guids(c, dry_run=False):
    """Write into each post the id that feeds know it by, so that its file can be renamed."""
    run(f"plugins.authoring.guids{flags(dry_run=dry_run)}")


@task(positional=["export"], iterable=["meta"], help=IMPORT)
def import_wordpress(
    c, export, meta, content="", uploads="", default_lang="", markdown="", categories="",
    comments="", types="", author="", since="", active_content="", report="", restore=False,
    dry_run=False,
):  # fmt: skip
    """Bring a blog in from WordPress: posts, languages, summaries, tags, ids, addresses."""
    given = named(content=content, uploads=uploads, report=report, types=types, author=author)
    given += named(default_lang=default_lang, markdown=markdown, categories=categories)
    given += named(comments=comments, since=since, active_content=active_content)
    given += [*(f"--meta={pair}" for pair in meta), "--", export]
    run(f"plugins.wordpress_import.command{flags(restore=restore, dry_run=dry_run)}", *given)


@task
def lint(c):
    """Check the code's form and types."""
    run("ruff check")
    run("ruff format --check")
    run("mypy")


@task(pre=[lint])
def test(c):
    """Check the code, then run every test."""
    run("pytest")


@task(help={"full": "every size, the peers fetched, and the page of results"})
def benchmark(c, full=False):
    """Measure what typography, similar posts, feeds, moving and builds cost, and how that grows."""
    for part in ("similar_posts", "typography", "feeds", "moving"):
        run(f"benchmarks.{part}")
    run(f"benchmarks.speed {'--full --fetch' if full else '--posts 200 --runs 1'}")


@task
def screenshots(c):
    """Take the README's pictures of the site again, with Chromium."""
    run("docs.screenshots")


@task
def lock(c):
    """Pin the dependencies of pyproject.toml again, with the hashes of their files."""
    run(f"{PIN} -o requirements.txt pyproject.toml")
    run(f"{PIN} --extra test -o requirements-test.txt pyproject.toml")


@task
def clean(c):
    """Remove what builds have made: output/, public/ and what they remember."""
    c.run("rm -rf output public .cache .output* .public*", in_stream=False)  # of whoever typed


ns = Collection(
    *(
        build,
        publish,
        serve,
        check,
        similar,
        deploy,
        ping,
        start,
        new,
        guids,
        import_wordpress,
        lint,
        test,
        benchmark,
        screenshots,
        lock,
        clean,
    )
)
ns.add_collection(Collection("tags", list_tags, rename, merge, translate, describe))
