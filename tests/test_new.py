"""`new` begins a post: known tags found, an address that is free, questions at a terminal only."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT, Terminal
from hypothesis import given
from hypothesis import strategies as st
from test_authoring import blog, two  # noqa: F401  (fixtures)

from plugins.authoring.drafts import Draft, checked_draft, free
from plugins.authoring.new import main
from plugins.bilingual.dates import read_date
from plugins.bilingual.source import read_source


@pytest.fixture
def new(blog):  # noqa: F811
    """The command, on a blog with a post in each language and a tag that has two names."""
    blog.post("Un", lang="fr", tags="lac, nage", path="2016/un.md", date="2016-10-01 10:00")
    blog.post("Two", lang="en", tags="lake", path="2016/two.md", date="2016-10-01 10:00")
    blog.file("tags.toml", '[lac]\nnames = { fr = "lac", en = "lake" }\n')

    def new(*arguments):
        blog.capture.readouterr()
        status = main(["-s", str(blog.conf), *arguments])
        said = blog.capture.readouterr()
        assert "Traceback" not in said.out + said.err
        return status, said.out, said.err

    new.blog = blog
    return new


def header(path):
    """What a reader finds in a file."""
    return read_source(path.read_text("utf-8"), ["fr", "en"], "en")


def test_a_post_begins(new):
    """A draft of its language, with its id, and a place for the summary in the other; it builds."""
    status, said, _ = new(
        "--title", "L’été : un “rêve”", "--lang", "fr", "--date", "2026-06-01 08:00"
    )
    path = new.blog.content / "2026/lete-un-reve.md"
    source = header(path)

    assert status == 0
    assert "2026/lete-un-reve.md: a draft" in said
    assert (source.title, source.lang, source.problems) == ("L’été : un “rêve”", "fr", [])
    assert {name: field.text for name, field in source.fields.items()} == {
        "date": "2026-06-01 08:00",
        "status": "draft",
        "guid": "tag:deux-rives.example,2008:2026/lete-un-reve.md",
    }
    assert source.summaries == {"en": ""}
    assert "1 draft +" in new.blog.build().told
    path.write_text(path.read_text("utf-8").replace("Status: draft\n", "") + "Texte.\n", "utf-8")
    built = new.blog.build()
    assert "no summary in “en”" in built.told
    assert built.exists("archives/2026/06/01/lete-un-reve/")


def test_tags_are_those_of_the_blog(new):
    """One that is known in any language gets its name in the post's; a new one is said with its like."""
    status, said, told = new("-t", "A", "-l", "en", "-T", "lac; Nages,  hiver,lake")

    assert status == 0
    assert (
        header(next(new.blog.content.glob("20[!1]*/a.md"))).fields["tags"].text
        == "lake, Nages, hiver"
    )
    assert "“lac” is “lake” here (2 posts)" in said
    assert "“Nages” is a new tag; like it: nage (1 post)" in told
    assert "“hiver” is a new tag\n" in told


def test_a_tag_without_a_name_in_the_language_is_said(new):
    """It is what it is called elsewhere, until it is given one."""
    _, _, told = new("-t", "A", "-l", "en", "-T", "nage")

    assert "“nage” has no name in “en”" in told


def test_the_address_is_free(new):
    """The same title on the same day gets a number; on another day its own address and file."""
    for _ in range(2):
        assert new("-t", "Two [en]", "--date", "2016-10-01 10:00")[0] == 0
    assert new("-t", "Two [en]", "--date", "2016-10-02")[0] == 0
    names = {path.name: header(path) for path in new.blog.content.glob("2016/two-*.md")}

    assert sorted(names) == ["two-2.md", "two-3.md", "two-4.md"]
    assert {name: source.fields["slug"].text for name, source in names.items()} == {
        "two-2.md": "two-2", "two-3.md": "two-3", "two-4.md": "two-4",
    }  # fmt: skip
    ids = [source.fields["guid"].text for source in names.values()]
    assert len(set(ids)) == 3
    new.blog.build()


def test_the_place_is_a_setting(new):
    """`AUTHORING_FILE` says where files are."""
    with new.blog.conf.open("a") as conf:
        conf.write("AUTHORING_FILE = '{lang}/{date:%Y-%m}-{slug}.md'\n")

    assert new("-t", "A", "-l", "fr", "--date", "2020-02-03")[0] == 0
    assert (new.blog.content / "fr/2020-02-a.md").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "a post needs a title"),
        (["-t", "  "], "a post needs a title"),
        (["-t", "A", "-l", "de"], "unknown language “de”; write one of: fr, en"),
        (["-t", "A [fr]", "-l", "en"], "the title is marked [fr], but --lang says en"),
        (["-t", "…"], "no address can be made"),
        (["-t", "A", "--slug", "two", "--date", "2016-10-01"], "“two” is taken; “two-2” is free"),
        (["-t", "A", "--date", "yesterday"], "“yesterday” is not a date"),
        (["-t", "A", "--date", "2016-13-45"], "“2016-13-45” is not a date"),
        (["-t", "A", "--slug", "../../etc"], "cannot be an address"),
    ],
)
def test_what_is_wrong_is_said(new, arguments, said):
    """A plain line, a status, and no file."""
    before = sorted(new.blog.content.rglob("*"))
    status, _, told = new(*arguments)

    assert status == 1
    assert said in told
    assert sorted(new.blog.content.rglob("*")) == before


WORDS = st.text('aé:’"-[]#| fr,\n\\*&;', max_size=12)


@given(WORDS, st.lists(WORDS, max_size=3), st.sampled_from(["fr", "en"]))
def test_a_header_says_what_was_given(title, tags, lang):
    """Read again it has the same title, language and tags; what cannot be is refused."""
    draft = Draft(title, lang, read_date("2016-10-01"), tags, others=["en"] if lang == "fr" else [])
    try:
        text = checked_draft(draft, ["fr", "en"])
    except ValueError:
        return
    source = read_source(text, ["fr", "en"], "en")
    assert (source.title, source.lang) == (title, lang)
    typed = source.fields["tags"].text if "tags" in source.fields else ""
    assert [each.strip() for each in typed.split(",") if each.strip()] == [
        each for each in tags if each
    ]


def test_numbers_of_names():
    """The first that is free, from 2 on."""
    assert free("a", set().__contains__) == "a"
    assert free("a", {"a", "a-2"}.__contains__) == "a-3"


def at_terminal(conf, *arguments, **environment):
    """The command at a terminal."""
    return Terminal("authoring.new", "-s", conf, *arguments, **environment)


def test_what_is_not_given_is_asked(new, tmp_path):
    """Title, language and tags; a new tag that is like a known one may be that one; then the editor."""
    editor = tmp_path / "my editor"
    editor.write_text(f'#!/bin/sh\necho "$2" > "{tmp_path}/edited"\n')
    editor.chmod(0o755)
    terminal = at_terminal(new.blog.conf, EDITOR=f"'{editor}' -w")
    terminal.expect("Title: ", "Un hiver\n")
    terminal.expect("Language (fr, en) [en]: ", "fr\n")
    terminal.expect("Tags, with commas (often: lac, nage): ", "nages, lak, neige\n")
    terminal.expect("“nages” is a new tag. Is it one of these?")
    terminal.expect("nage (1 post)")
    terminal.expect("nothing to keep it: ", "7\n")
    terminal.expect("nothing to keep it: ", "1\n")
    terminal.expect("“lak” is a new tag")
    terminal.expect("nothing to keep it: ", "\n")
    terminal.expect("a draft")
    assert terminal.status() == 0
    [path] = new.blog.content.rglob("un-hiver.md")
    assert header(path).fields["tags"].text == "nage, lak, neige"
    assert header(path).lang == "fr"
    assert (tmp_path / "edited").read_text().strip() == str(path)


@pytest.mark.parametrize("key", ["Ctrl-C", "Ctrl-D"])
def test_leaving_writes_nothing(new, key):
    """Whoever leaves a question has begun nothing, and sees no traceback."""
    before = sorted(new.blog.content.rglob("*"))
    terminal = at_terminal(new.blog.conf, "-t", "Un hiver", "-l", "fr")
    terminal.expect("Tags, with commas", "\x04" if key == "Ctrl-D" else None)
    if key == "Ctrl-C":
        time.sleep(0.5)  # until the question waits
        os.killpg(terminal.process.pid, signal.SIGINT)
    terminal.expect("no post was begun")
    assert terminal.status() == 130
    assert "Traceback" not in terminal.seen
    assert sorted(new.blog.content.rglob("*")) == before


def test_an_editor_that_is_not_there(new):
    """The file is; it is said that the editor is not."""
    terminal = at_terminal(new.blog.conf, "-t", "Un", "-l", "fr", "-T", "", EDITOR="no-such-editor")
    terminal.expect("no-such-editor: No such file or directory; the file is there all the same")
    assert terminal.status() == 0


def test_tasks_hand_over(new):
    """`invoke new` is the same: an unknown option is said plainly."""
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "new", "--titel", "A"], cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 1
    assert re.search("No idea what '--titel' is", done.stderr)
