"""Laws of imports: whatever an export holds, nothing is lost in silence, nothing gets out."""

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, Site
from hypothesis import given, settings
from hypothesis import strategies as st
from wxr import HOME, OWN, export, item

from plugins.bilingual.source import read_source
from plugins.wordpress_import.choices import Choices
from plugins.wordpress_import.cleaning import RefusedError
from plugins.wordpress_import.importing import run
from plugins.wordpress_import.report import accounted
from plugins.wordpress_import.site import site_of

HERE = site_of(str(ROOT / "pelicanconf.py"), None, "fr")
FORMS = [
    "<p>", "</p>", "<b>", "</i>", "<em>", "</em>", "<ul>", "<li>", "</ul>", "<ol start=3>", "<table>", "<tr><td>",
    "</table>", "<pre>", "</pre>", "<code>", "</code>", "<blockquote>", "</blockquote>", "<h2>", "</h2>", "<br>",
    "<script>alert(1)</script>", "<svg onload=alert(1)>", '<a href="javascript:alert(1)">', "</a>",
    "<img src=x onerror=alert(1)>", '<a href="/?p=1#comment-2">', '<iframe srcdoc="<script>1</script>">',
    '<a href="&#106;avascript:alert(1)">', "<a href='java\tscript:alert(1)'>", '<form action="https://x.example">',
    "<math><mtext><style><img src=x onerror=alert(1)>", "<noscript><p title='</noscript><script>1</script>'>",
    "<!--", "-->", "<!--more-->", "<!--nextpage-->", "<![CDATA[", "]]>", "<?php echo 1 ?>", "&nbsp;", "&lt;script&gt;", "&#0;",
    "[caption]", '[caption id="x" width="9"]<img src="a.png"> dit[/caption]', "[gallery]", "[code]", "[/code]", "[embed]",
    "[[x]]", "[x y=1]", "[fr]", "[en]", "[:fr]", "[:en]", "[:]", "{:en}", "<!-- wp:paragraph -->", "<!-- /wp:paragraph -->",
    '<!-- wp:block {"ref":1} /-->', "<!-- wp:code {", "{{ SITENAME }}", "{% raw %}", "{static}/x", "{filename}x.md", "{: .x }",
    "---", "===", "# x", "> x", "* x", "1. x", "    x", "\tx", "```", "~~~", "`", "**", "_", "\\", "[a](b)", "[a]: b", "[^1]",
    "[^1]: x", "![", "](", "<http://x.example>", "http://x.example/", "\x02", "\x0b", "\x85", "&#133;", "&#x2028;", "\ufeff", "\u2028", "\u202e", "\ud800",
    "Title: x", "Save_as: ../../x", "Status: published", "\n", "\n\n", "\r\n", " ", "mot", "été", "𝒳", "«\u00a0a\u00a0»",
]  # fmt: skip
texts = st.lists(st.sampled_from(FORMS) | st.text(max_size=8), max_size=30).map("".join)
lines = st.lists(st.sampled_from(FORMS) | st.text(max_size=8), max_size=6).map("".join)
names = lines | st.sampled_from(
    [
        "../../x",
        "/etc/passwd",
        "con",
        "$(touch x)",
        "a/b",
        "a%2fb",
        "%00",
        "..",
        ".",
        "x" * 300,
        "été",
        "billet-1",
    ]
)
dates = st.sampled_from(
    [
        "2016-10-12 10:00:00",
        "0000-00-00 00:00:00",
        "9999-12-31 23:59:59",
        "2016-02-30 00:00:00",
        "",
        "hier",
    ]
)
links = st.one_of(names.map(lambda name: f"{HOME}/archives/2016/10/12/{name}/"), names, lines)
items = st.builds(
    item,
    st.integers(0, 4),
    title=lines | st.none(),
    content=texts | st.none(),
    excerpt=lines,
    name=names | st.none(),
    link=links | st.none(),
    guid=lines | st.none() | st.just(f"{HOME}/?p=1"),
    type=st.sampled_from(["post", "post", "post", "page", "attachment", "wp_block", "recette", ""]),
    status=st.sampled_from(["publish", "publish", "draft", "private", "future", "trash", "x", ""]) | st.none(),
    date=dates | st.none(),
    gmt=dates,
    published=dates | st.just("Wed, 30 Nov -0001 00:00:00 +0000"),
    password=st.sampled_from(["", "", "", "sésame"]),
    parent=st.sampled_from(["0", "1", "x"]),
    url=st.just(f"{HOME}/wp-content/uploads/a.png") | names,
    terms=st.lists(st.tuples(st.sampled_from(["post_tag", "category", "language"]), names, lines), max_size=3),
    meta=st.lists(
        st.tuples(
            st.sampled_from(
                ["language", "other-excerpt", "bb-post-language", "bb-post-excerpts", "_wp_old_slug", "footnotes", "x"]
            ),
            lines | st.sampled_from(["fr", "en", 'a:1:{s:2:"en";s:3:"été";}', "a:9999999:{", 'O:1:"x":0:{}']),
        ),
        max_size=3,
    ),
    comments=st.lists(
        st.fixed_dictionaries(
            {"id": st.sampled_from(["1", "2", "x"]), "parent": st.sampled_from(["0", "1", "2"]),
             "author": lines, "author_email": st.just("cachee@mail.example"), "author_IP": st.just("192.0.2.77"),
             "author_url": lines, "date": dates, "content": texts, "approved": st.sampled_from(["1", "0"])}
        ),
        max_size=3,
    ),
)  # fmt: skip


@pytest.fixture
def folder(monkeypatch):
    """A folder of this example alone, and one process."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    return lambda: Path(tempfile.mkdtemp(prefix="moving-"))


def move(folder: Path, data: bytes):
    """Import *data* into *folder*: what was done; None when it was refused."""
    (folder / "export.xml").write_bytes(data)
    site = replace(HERE, content=folder / "content")
    try:
        return run(
            [folder / "export.xml"], site, Choices(), None, folder / "report", lambda size: None
        )
    except RefusedError:
        return None


def everything(folder: Path) -> dict[str, bytes]:
    """Every file in *folder* but the export and the report."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "report" not in path.relative_to(folder).parts[0]
    }


def check(folder: Path, data: bytes) -> None:
    """The laws that hold for any file whatever."""
    done = move(folder, data)
    if done is None:
        assert set(everything(folder)) == {"export.xml"}
        return
    assert accounted(done.index, done.texts) == done.index.total
    written = everything(folder)
    assert all(name == "export.xml" or name.startswith("content/") for name in written)
    assert (
        len(list(done.index.all())) == len(done.texts) == len({each["file"] for each in done.texts})
    )
    for each in done.texts:
        check_post(written[f"content/{each['file']}"].decode(), each)
    secret = b"cachee@mail.example", b"192.0.2.77"
    assert not any(
        text in file for name, file in written.items() if name != "export.xml" for text in secret
    )
    move(folder, data)
    assert everything(folder) == written


def check_post(text: str, told: dict) -> None:
    """A post says no more than its item: its status is its own, nothing in it acts by itself."""
    source = read_source(text, list(HERE.languages), HERE.default_lang)
    assert not [message for _, message, _, level in source.problems if level == "error"]
    assert not {"save_as", "template"} & set(source.fields)
    status = source.fields["status"].text if "status" in source.fields else ""
    assert (status == "") == (told["outcome"] in ("published", "scheduled"))
    shown = [HERE.html(source.body, source.lang)]
    shown += [HERE.html(each, code) for code, each in source.summaries.items()]
    for html in shown:
        page = BeautifulSoup(html, "lxml")
        assert not page.find_all(["script", "form", "base", "meta"]), html
        for element in page.find_all(True):
            assert not [
                name for name in element.attrs if name.startswith("on") or name == "srcdoc"
            ], html
            for name in ("href", "src", "action", "data"):
                assert (
                    not "".join(str(element.get(name, "")).split())
                    .lower()
                    .startswith("javascript:")
                ), html


@given(several=st.lists(items, min_size=1, max_size=4))
def test_nothing_is_lost_and_nothing_gets_out(folder, several):
    """Items of anything: each is accounted for, inert, and imported again as it was."""
    place = folder()
    check(place, export(*several))
    shutil.rmtree(place)


@pytest.mark.thorough
@settings(max_examples=settings.default.max_examples // 2)
@given(several=st.lists(items, min_size=1, max_size=4))
def test_what_is_imported_builds(folder, capsys, several):
    """Whatever an export holds, the site that comes of it builds, with every link leading somewhere."""
    place = folder()
    move(place, export(*several))
    site = Site(place / "site")
    site.capture = capsys
    site.build(PATH=str(place / "content"), RENDERING_CHECK_LINKS=True)
    shutil.rmtree(place)


@given(data=st.data())
def test_damaged_files_are_refused_or_read(folder, data):
    """A file with pieces taken out, doubled or put in is refused, or all that it holds is there."""
    whole = OWN.read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(whole)))
        end = min(len(whole), start + data.draw(st.sampled_from([0, 1, 10, 100, 5000])))
        piece = data.draw(
            st.sampled_from(
                [
                    b"",
                    whole[start:end] * 2,
                    b"\xff\xfe",
                    b"\x00",
                    b"<",
                    b"&",
                    b"]]>",
                    b"<!DOCTYPE x>",
                    b"<item>",
                ]
            )
            | st.binary(max_size=20)
        )
        whole = whole[:start] + piece + whole[end:]
    place = folder()
    check(place, whole)
    shutil.rmtree(place)
