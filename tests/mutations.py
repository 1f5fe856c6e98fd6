"""Breaks twenty lines, one at a time, and says whether the tests notice: `python tests/mutations.py`.

With words, only the lines of files whose names hold one of them.

Each is a mistake that someone could make. Those of the tests run that are about the line: what they
notice, the whole suite does.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
UNWANTED = (".*", "output", "public", "__pycache__", "node_modules")


class Mutation(NamedTuple):
    """A part of a line of a *file* of `plugins/`, what it becomes, and the file of tests to notice."""

    file: str
    right: str
    wrong: str
    tests: str


MUTATIONS = (
    # A full page is numbered one post too early: the pages of all listings move.
    Mutation("bilingual/views.py", "max(0, total // size - 1)", "max(0, total // size)", "test_views"),
    # Posts of one moment stand in the order in which they were read.
    Mutation("bilingual/views.py", '"date", "slug", "relative_source_path"', '"date"', "test_laws"),
    # A marker of the post's own language does not end its summary.
    Mutation("bilingual/summaries.py", "if lang == own:", "if lang == '':", "test_bilingual"),
    # Subscribers get every post again whose id came from elsewhere.
    Mutation("bilingual/identity.py", "return str(guid) if guid else", "return", "test_language_feeds"),
    # Words of five letters are bound as well.
    Mutation("typography/widows.py", "> longest", "> longest + 1", "test_typography"),
    # Before a colon stands the narrow space.
    Mutation("typography/french.py", "colon: str = FULL", "colon: str = NARROW", "test_typography"),
    # “chat” of a post in English is the French cat.
    Mutation("tag_archives/concepts.py", "self._names.get((lang, key)),", "", "test_tag_archives"),
    # No similar post needs to be in the post's own language.
    Mutation("similar_posts/choosing.py", "len(by_tags) - bool(own)", "len(by_tags)", "test_similar_scoring"),
    # Someone who reads one language gets posts of which they can read nothing.
    Mutation("language_feeds/generator.py", "post.lang == lang or post.summaries.get(lang)", "True", "test_language_feeds"),
    # The year that is still growing says that it is closed: readers fetch it once and miss the rest.
    Mutation("language_feeds/generator.py", "closed=at > 0", "closed=True", "test_feed_laws"),
    # A scheduled post does not appear although it is due.
    Mutation("rendering/unchanged.py", "now >= note.due", "now < 0", "test_build"),
    # A page is not rendered again although a partial of it read something that changed.
    Mutation("rendering/tracing.py", "noted.needs.update(self.pieces[inner].needs)", "pass", "test_laws"),
    # Files that were ours and are no longer made stay in the public folder.
    Mutation("rendering/changes.py", "(before.files.keys() & found.files.keys()) - wanted", "()", "test_installing"),
    # Pages come before what they show.
    Mutation("rendering/installing.py", '{"html": 1, "xml": 2}', "{}", "test_installing"),
    # A published post may link to one that is no longer there.
    Mutation("checks/links.py", "if target not in self.known and", "if False and", "test_checks"),
    # A picture is made larger than it is.
    Mutation("pictures/versions.py", "{min(each, width) for", "{each for", "test_pictures"),
    # “été” is not found in “l’été”.
    Mutation("search/records.py", r"""ELISION.sub(r"\1' ", text.translate(MARKS))""", "text.translate(MARKS)", "test_search"),
    # A table of old addresses may send readers to another host.
    Mutation("hosting/table.py", 'or new.startswith("//")', "", "test_hosting"),
    # A comment's author may be a link that runs a script.
    Mutation("wordpress_import/comments.py", 'parts.scheme in ("http", "https")', "parts.scheme", "test_wordpress_import"),
    # An author's templates come after the theme's.
    Mutation("theming/__init__.py", '[str(own / "templates"), *settings["THEME_TEMPLATES_OVERRIDES"]]',
             '[*settings["THEME_TEMPLATES_OVERRIDES"], str(own / "nowhere")]', "test_theming"),
)  # fmt: skip


def broken(mutation: Mutation, text: str) -> str:
    """The *text* of a file after the mutation; ValueError when the line is not there, or twice."""
    if text.count(mutation.right) != 1:
        raise ValueError(
            f"{mutation.file}: “{mutation.right}” is there {text.count(mutation.right)} times"
        )
    return text.replace(mutation.right, mutation.wrong)


def noticed(mutation: Mutation, folder: Path) -> bool:
    """Whether the tests fail in a copy of the repository in *folder*, which is mended afterwards."""
    path = folder / "plugins" / mutation.file
    right = path.read_text("utf-8")
    path.write_text(broken(mutation, right), "utf-8")
    command = [sys.executable, "-m", "pytest", "-n0", "-x", "-q", f"tests/{mutation.tests}.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    path.write_text(right, "utf-8")
    if done.returncode > 1:  # no test ran
        raise RuntimeError(done.stdout + done.stderr)
    return done.returncode == 1


def main() -> int:
    """Try each mutation; the number of those that no test noticed."""
    words, missed = sys.argv[1:], 0
    chosen = [one for one in MUTATIONS if not words or any(word in one.file for word in words)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "copy")
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*UNWANTED))
        for mutation in chosen:
            found = noticed(mutation, folder)
            missed += not found
            print(
                f"{'noticed' if found else 'MISSED '}  {mutation.file}: {mutation.right}",
                flush=True,
            )
    print(f"{len(chosen) - missed} of {len(chosen)} noticed")
    return missed


if __name__ == "__main__":
    sys.exit(main())
