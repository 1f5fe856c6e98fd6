"""Commands for authors: ids written into posts, and nothing else in them changed."""

import re
import shutil
import signal
import subprocess
import sys

import pytest
from conftest import ROOT, repository, run
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.authoring.guids import main
from plugins.authoring.headers import RefusedError, header_of, with_field
from plugins.bilingual.header import read_header

ID = "tag:example.org,2008:2016/a.md"
ENDINGS = ["\n", "\r\n", "\r"]
VALUES = st.text("aé: -[]«»\u00a0", max_size=8)
MORE = st.lists(st.sampled_from(["    and more", "\tmore", "    [fr] encore"]), max_size=2)
LINES = st.sampled_from(
    ["Title: A", "Lang: fr", "Summary_en: s", "tags:", "Guid:", "Guid: x", "guid : ", "    more",
     "\tmore", "", "  ", "---", "...", "Text.", "# Heading", "[en] In short.", "Note: well"]
)  # fmt: skip


@st.composite
def posts(draw):
    """A post's file, with a header in any of the forms that are read."""
    names = draw(
        st.lists(st.sampled_from(["Title", "lang", "Summary_fr", "Tags", "x-y"]), unique=True)
    )
    fields = [[f"{name}:{draw(VALUES)}", *draw(MORE)] for name in names or ["Title"]]
    if "Guid" not in names and draw(st.booleans()):
        fields.insert(
            draw(st.integers(0, len(fields))), [draw(st.sampled_from(["Guid:", "GUID: "]))]
        )
    lines = [line for field in fields for line in field]
    fence = draw(st.sampled_from(["", "---", "..."]))
    if fence:
        lines = ["---", *lines, *draw(st.sampled_from([[], [""]])), fence]
    body = draw(
        st.lists(st.sampled_from(["", "Texte à lire.", "Guide: non", "    code"]), max_size=4)
    )
    text = draw(st.sampled_from(ENDINGS)).join([*lines, *body])
    return draw(st.sampled_from(["", "\ufeff"])).encode() + text.encode()


def without(line, source):
    """The *source* without a *line*, and without what ends it, or the line before it at the end."""
    found = re.search(rb"(?:\r\n|\r|\n)%b\Z|%b(?:\r\n|\r|\n)" % (line, line), source)
    return source[: found.start()] + source[found.end() :]


def fields(source):
    """What a reader finds in a file: each field's lines, and the body."""
    header = read_header(source.decode("utf-8-sig"))
    return {name: each.lines for name, each in header.fields.items()}, header.body


def assert_only_the_field_is_new(source):
    """The law of writing a field: what the reader finds is the same but for it, as all bytes are."""
    new = with_field(source, "Guid", ID)
    before, body = fields(source)
    empty = before.pop("guid", None)

    assert fields(new) == (before | {"guid": (ID,)}, body)
    if empty is None:
        assert without(b"Guid: " + ID.encode(), new) == source
    else:
        assert new.replace(ID.encode(), b"") in (
            source,
            re.sub(rb"(?i)(guid:)", rb"\1 ", source, count=1),
        )


def can_be_given(source):
    """Whether a file's header is one that a build takes, without a Guid."""
    try:
        guid = header_of(source).fields.get("guid")
    except RefusedError:
        return False
    return not (guid and guid.text)


@given(posts())
def test_only_the_line_is_new(source):
    """Whatever the header's form, the bytes without the line written are those of before."""
    if can_be_given(source):
        assert_only_the_field_is_new(source)


@given(st.lists(LINES, max_size=12), st.sampled_from(ENDINGS))
@example(["---", "Title: A", "", "---", "", "---"], "\r\n")
@example(["", "Title: A"], "\n")
def test_any_text_is_left_or_understood(lines, ending):
    """A text that only looks like a post is refused, or written into by the same law."""
    source = ending.join(lines).encode()
    if can_be_given(source):
        assert_only_the_field_is_new(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Title: A\nTags: x\n    y\n\nText.", "Title: A\nTags: x\n    y\nGuid: g\n\nText."),
        ("---\r\nTitle: A\r\n\r\n---\r\nText.", "---\r\nTitle: A\r\nGuid: g\r\n\r\n---\r\nText."),
        ("Title: A", "Title: A\nGuid: g"),
        ("Title: A\r\nLang: fr", "Title: A\r\nLang: fr\r\nGuid: g"),
        ("Title: A\nguid:\nLang: fr\n", "Title: A\nguid: g\nLang: fr\n"),
        ("Title: A\nText.\n", "Title: A\nGuid: g\nText.\n"),
        ("Summary: a\n\n    b\nTitle: A\n\nText.", "Summary: a\n\n    b\nTitle: A\nGuid: g\n\nText."),
    ],
    ids=["after the last", "fenced", "no end", "no end, CRLF", "empty", "no blank line", "paragraphs"],
)  # fmt: skip
def test_where_the_line_stands(source, expected):
    """It follows the header's last line, and ends as that does; an empty one is filled in."""
    assert with_field(source.encode(), "Guid", "g").decode() == expected


@pytest.mark.parametrize("value", ["", "a\nb", " a", "a\r"])
def test_value_of_several_lines_is_refused(value):
    """A value that is not one line would be another field, or text."""
    with pytest.raises(ValueError, match="one line"):
        with_field(b"Title: A", "Guid", value)


def test_field_that_is_given_is_kept():
    """A field with a value is never written over."""
    with pytest.raises(ValueError, match="is given on line 2"):
        with_field(b"Title: A\nGuid: x\n", "Guid", "y")


@pytest.fixture
def blog(site):
    """A blog whose settings are in a file of their own: `guids()` is the command."""
    conf = site.folder / "conf.py"
    conf.write_text(
        "from pelicanconf import *\n"
        f"PATH, THEME = {str(site.content)!r}, {str(ROOT / 'theme')!r}\n"
        f"OUTPUT_PATH, CACHE_PATH = {str(site.folder / 'output')!r}, {str(site.folder / 'cache')!r}\n"
    )
    site.conf = conf

    def guids(*arguments):
        site.capture.readouterr()
        status = main(["-s", str(conf), *arguments])
        said = site.capture.readouterr()
        assert "Traceback" not in said.out + said.err
        return status, said.out, said.err

    site.guids = guids
    return site


@pytest.fixture
def two(blog):
    """A post in each language."""
    blog.post("Un", lang="fr", path="2016/un.md", summary_en="In short.")
    blog.post("Two", lang="en", path="2016/two.md", summary_fr="En bref.")
    return blog


def ids(built):
    """The ids of the feed of all posts, in order."""
    return [entry.id for entry in built.feed("all").entries]


def test_ids_stay_and_files_can_be_renamed(two):
    """Feeds give the same ids before and after, and after every file has another name."""
    two.file("2016/trois.md", "\ufeff---\r\nTitle: Trois [fr]\r\nDate: 2016-11-01\r\n---\r\nTexte.")
    two.file("été à l'eau.md", "Title: Four\nDate: 2016-11-02\nGuid:\n\nText.\n")
    two.post("Five", lang="en", guid="http://old.example/?p=5")
    before = two.build()
    status, _, wrong = two.guids()
    after = two.build()

    assert (status, wrong) == (0, "")
    assert len(ids(before)) == 5
    assert ids(after) == ids(before)
    assert after.files() == before.files()
    for number, path in enumerate(sorted(two.content.rglob("*.md"))):
        path.rename(two.content / f"new-{number}.md")
    assert ids(two.build()) == ids(before)


def test_twice_changes_nothing(two):
    """What has a Guid is not touched: the second time says that there is nothing to do."""
    two.guids()
    kept = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in two.content.rglob("*.md")
    }
    status, said, _ = two.guids()

    assert status == 0
    assert said == "Nothing to do: 0 got a Guid, 2 had one\n"
    assert kept == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in kept}


def test_each_file_is_said(two):
    """One line a file with what was written there, then how many there are."""
    two.post("Trois", lang="fr", guid="x")
    _, said, _ = two.guids()
    first, second, last = said.splitlines()

    assert first.endswith("content/2016/two.md: Guid: tag:deux-rives.example,2008:2016/two.md")
    assert second.endswith("content/2016/un.md: Guid: tag:deux-rives.example,2008:2016/un.md")
    assert last == "Posts: 2 got a Guid, 1 had one"


def test_dry_run_writes_nothing(two):
    """`--dry-run` says the same, and every file stays as it is."""
    before = {path: path.read_bytes() for path in two.content.rglob("*.md")}
    status, said, _ = two.guids("--dry-run")

    assert status == 0
    assert "2016/un.md: Guid: tag:" in said
    assert "2 would get a Guid" in said
    assert before == {path: path.read_bytes() for path in before}


def test_posts_are_those_of_the_build(blog):
    """Drafts, scheduled and hidden posts, too; not pages, ignored files, excluded folders."""
    for status, lang in (("draft", "fr"), ("hidden", "en")):
        blog.post(status, lang=lang, status=status, path=f"{status}.md")
    blog.post("Demain", lang="fr", date="2999-01-01", path="demain.md")
    for path in ("pages/about.md", "apart/a.md", ".#a.md", "a.txt"):
        blog.file(path, "Title: A\nDate: 2016-10-01\n\nText.")
    with blog.conf.open("a") as conf:
        conf.write("ARTICLE_EXCLUDES = ['apart', 'pages']\n")
    blog.guids()

    written = {path.name for path in blog.content.rglob("*") if b"Guid: " in _bytes(path)}
    assert written == {"draft.md", "hidden.md", "demain.md"}


def _bytes(path):
    return path.read_bytes() if path.is_file() else b""


def test_other_formats_are_left_to_the_author(two):
    """A post that is not Markdown is named with the line to add; with it, it has its Guid."""
    rst = "Trois\n#####\n\n:date: 2016-11-01\n:lang: fr\n{}\nTexte.\n"
    html = '<html><head><title>Four</title><meta name="date" content="2016-11-02">{}</head><body>x</body></html>'
    two.file("trois.rst", rst.format(""))
    two.file("four.html", html.format(""))
    before = ids(two.build())
    status, said, _ = two.guids()

    assert status == 0
    assert "trois.rst: :guid: tag:deux-rives.example,2008:trois.rst\n" in said
    assert 'four.html: <meta name="guid" content="tag:deux-rives.example,2008:four.html">\n' in said
    assert "2 got a Guid, 0 had one, 2 to be done by hand" in said
    for name, text in (("trois.rst", rst), ("four.html", html)):
        line = re.search(rf"{name}: (.*)\n", said)[1]
        two.file(name, text.format(line + ("\n" if name.endswith("rst") else "")))
    assert two.guids()[1] == "Nothing to do: 0 got a Guid, 4 had one\n"
    for name in ("trois.rst", "four.html"):
        (two.content / name).rename(two.content / f"new-{name}")
    assert ids(two.build()) == before


def test_post_that_cannot_be_understood_is_told(two):
    """A header that a build refuses stays as it is, with line and cure; the others are done."""
    wrong = {
        "latin.md": "Title: Été\nDate: 2016-11-01\n\nTexte.".encode("latin-1"),
        "twice.md": b"Title: A\nLang: en\nLang: fr\n\nText.",
        "open.md": b"---\nTitle: A\n\nText.",
        "none.md": b"Just a text.",
        "stray.md": b"Title: A\n\x01Guid: x\n\nText.",
        "after.md": b"Title: A\n\nGuid: x\n\nText.",
    }
    for name, content in wrong.items():
        two.file(name, content)
    status, said, told = two.guids()

    assert status == 1
    assert "latin.md:1: the file is not UTF-8; save it as UTF-8" in told
    assert "twice.md:3: “lang” is given twice (first on line 2); keep one of them" in told
    assert "none.md:1: the post has no header; begin the file with a line `Title: …`" in told
    assert "after.md:3: “Guid:” stands after the blank line that ends the header" in told
    assert "2 got a Guid, 0 had one, 6 with an error, not done" in said
    assert {name: (two.content / name).read_bytes() for name in wrong} == wrong


def test_id_of_another_post_is_not_written(two):
    """A post whose id another gives as its Guid is told, and left."""
    two.post("Trois", lang="fr", path="trois.md", guid="tag:deux-rives.example,2008:2016/un.md")
    status, _, told = two.guids()

    assert status == 1
    assert (
        "2016/un.md:1: the feed id “tag:deux-rives.example,2008:2016/un.md” is also that of trois.md"
        in told
    )
    assert b"Guid" not in (two.content / "2016/un.md").read_bytes()
    assert b"Guid" in (two.content / "2016/two.md").read_bytes()


def test_id_that_the_settings_give_is_the_one_written(two):
    """An id from EXTRA_PATH_METADATA is what feeds know, so it is what is written."""
    given = {"2016/un.md": {"guid": "http://old.example/?p=1"}}
    with two.conf.open("a") as conf:
        conf.write(f"EXTRA_PATH_METADATA = {given!r}\n")
    before = ids(two.build(EXTRA_PATH_METADATA=given))
    two.guids()

    assert "http://old.example/?p=1" in before
    assert ids(two.build()) == before


def test_id_of_the_settings_that_no_header_can_say(two):
    """An id with doubled spaces would be read as another: it is told, and not written."""
    with two.conf.open("a") as conf:
        conf.write('EXTRA_PATH_METADATA = {"2016/un.md": {"guid": "post  12"}}\n')
    status, _, told = two.guids()

    assert status == 1
    assert "un.md:1: the settings give it “post  12” for a Guid, which is not of one line" in told
    assert b"Guid" not in (two.content / "2016/un.md").read_bytes()


def test_mode_and_links_are_kept(two):
    """A file keeps its mode; a link stays one, and the file that it leads to is written."""
    target = two.folder / "elsewhere.md"
    shutil.move(two.content / "2016/un.md", target)
    (two.content / "2016/un.md").symlink_to(target)
    target.chmod(0o640)
    two.guids()

    assert (two.content / "2016/un.md").is_symlink()
    assert b"Guid: tag:deux-rives.example,2008:2016/un.md\n" in target.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o640


def test_two_posts_in_one_file_are_told(two):
    """Two names of one file are two posts: one Guid would make them one to every reader."""
    (two.content / "again.md").symlink_to(two.content / "2016/un.md")
    status, _, told = two.guids()

    assert status == 1
    assert "again.md:1: another post is the same file; give it a file of its own" in told
    assert b"Guid" not in (two.content / "2016/un.md").read_bytes()


def test_file_that_cannot_be_written_whole_is_left(two):
    """When the disk takes no more, the file is as it was, nothing lies about, the rest is done."""
    long = two.post("Long", "Texte. " * 100_000, lang="fr", path="long.md")
    before = long.read_bytes()
    command = f'ulimit -f 200; exec "{sys.executable}" -m plugins authoring.guids -s "{two.conf}"'
    done = run("bash", "-c", command, PYTHONDONTWRITEBYTECODE="1")

    assert done.returncode == 1, done.stderr
    assert "long.md:1: it cannot be read and replaced (File too large)" in done.stderr
    assert "2 got a Guid" in done.stdout
    assert long.read_bytes() == before
    assert not list(two.content.glob(".*"))


def test_interrupted_it_can_go_on(blog):
    """Ctrl-C ends it without a traceback between two files; the next time does the rest."""
    for number in range(1500):
        blog.post(
            f"Post {number}", lang=("fr", "en")[number % 2], date="2016-10-01", path=f"{number}.md"
        )
    command = [sys.executable, "-m", "plugins", "authoring.guids", "-s", str(blog.conf)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    )
    first = process.stdout.readline()  # and no more: the pipe is full before all is written
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=30)
    written = sum(b"Guid: " in path.read_bytes() for path in blog.content.iterdir())

    assert process.returncode == 130, wrong
    assert b"Traceback" not in wrong
    assert b"again does the rest" in wrong
    assert len((first + said).splitlines()) in (written, written - 1)
    assert len(list(blog.content.iterdir())) == 1500
    assert f"{1500 - written:,} got a Guid, {written:,} had one" in blog.guids()[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "conf.py: there is no such file"),
        ("1 +", "SyntaxError"),
        ("LANGUAGE_FEEDS_AUTHORITY = ''", "write, once and for ever"),
        ("PATH = '/nowhere'", "specify a path containing the content"),
        ("PLUGINS = ['plugins.none']", "a plugin cannot load"),
    ],
)
def test_settings_that_cannot_work_are_told(two, text, told):
    """What is wrong with the settings is said plainly, and no file is touched."""
    if text is None:
        two.conf.unlink()
    else:
        with two.conf.open("a") as conf:
            conf.write(f"{text}\n")
    status, _, said = two.guids()

    assert status == 1
    assert told in said
    assert b"Guid" not in (two.content / "2016/un.md").read_bytes()


def test_task_writes_and_tries(tmp_path):
    """`invoke guids --dry-run` says what `invoke guids` then does."""
    folder = repository(tmp_path / "repository")
    for post in (folder / "content").glob("2*/*.md"):
        post.write_text(re.sub("^Guid: .*\n", "", post.read_text("utf-8"), flags=re.M), "utf-8")
    invoke = [sys.executable, "-m", "invoke", "guids"]
    tried, done = run(*invoke, "--dry-run", cwd=folder), run(*invoke, cwd=folder)

    assert tried.returncode == done.returncode == 0, tried.stderr + done.stderr
    assert tried.stdout.splitlines()[:-1] == done.stdout.splitlines()[:-1]
    assert len(done.stdout.splitlines()) > 10


def test_help_explains():
    """`--help` says what the command does, and that it tries without writing."""
    done = run(sys.executable, "-m", "plugins", "authoring.guids", "--help")

    assert done.returncode == 0
    assert "--dry-run" in done.stdout
    assert "renamed" in done.stdout
