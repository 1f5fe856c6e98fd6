"""Links of a finished site: read fast, and after a change only where it can have broken one."""

import html
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pelican.contents import Page
from pelican.settings import DEFAULT_CONFIG

from plugins import typography  # which listens wherever a site was built before
from plugins.bilingual.fragments import ids_in, links_in
from plugins.bilingual.links import moved
from plugins.rendering import links
from plugins.rendering.links import (
    broken_after,
    broken_links,
    links_and_ids,
    target_of,
    target_of_any,
)

NAMES = ["index.html", "a/index.html", "a/b/index.html", "a/c.html", "é b/index.html", "a&b.html",
         "1/index.html", "x.png", "a/x_y.png", "404.html"]  # fmt: skip
IDS = ["x", "top", "é", "fn:1"]


@given(st.text(alphabet="<>/ a=\"'idhref,\n!-", max_size=80) | st.lists(st.sampled_from([
    "<a ", "</a>", "<script>", "</script>", "<!--", "-->", " href=", " ID = ", " NAME=", "'x'", '"y z"', " alt", ">", "<img",
    " srcset='a 1x, b 2x'", " title=\"<a href='no'>\"", "/", "text", "\n", " src=z"])).map("".join))  # fmt: skip
def test_pages_are_read_as_everywhere(text):
    """The fast reading of a page finds the links and ids that the thorough one finds."""
    found, ids = links_and_ids(text)

    assert found == list(dict.fromkeys(links_in(text)))
    assert ids == {each for each in ids_in(text) if each}


@given(st.text(alphabet="../ab#?&é: -", max_size=12), st.sampled_from(NAMES))
def test_plain_links_are_followed_as_any(link, page):
    """The fast way to follow plain links leads where the rules for addresses lead."""
    assert target_of(link, page) == target_of_any(link, page)


def ways(target, page):
    """How a page can write a link to a file."""
    folder, _, last = target.rpartition("/")
    up = "../" * page.count("/")
    absolute = [f"/{quote(target)}", f"/{target}", up + target, f"/{target}".replace("a", "%61")]
    if last == "index.html":
        absolute += [
            f"/{quote(folder)}/" if folder else "/",
            up + (f"{folder}/" if folder else "./"),
        ]
        absolute += [f"/{folder}/./".replace("//", "/"), f"/{folder}/1/..".replace("//", "/") + "/"]
        if page.startswith(folder):
            absolute.append("../" * (page.count("/") - target.count("/")) or "./")
    return absolute


def written(link, way):
    """A link in a page, in one of the forms that HTML has for it."""
    escaped = html.escape(link)
    return [f'<a href="{escaped}">', f"<img src='{escaped}'>", f"<a href='{escaped.replace('x', '&#120;')}'>",
            f'<img srcset="{quote(link, safe="/#%&.:")} 2x">'][way]  # fmt: skip


@st.composite
def sites(draw, names):
    """The files of a small site, whose pages lead to any of *names*."""
    files = {}
    for name in draw(st.sets(st.sampled_from(names), min_size=1)):
        text = "".join(f"<p id='{each}'>" for each in draw(st.sets(st.sampled_from(IDS))))
        for _ in range(draw(st.integers(0, 3))):
            link = draw(st.sampled_from(ways(draw(st.sampled_from(names)), name)))
            fragment = draw(st.sampled_from(["", "", *IDS]))
            text += written(link + (f"#{fragment}" if fragment else ""), draw(st.integers(0, 3)))
        files[name] = text
    return files


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@given(sites(NAMES), st.data())
def test_check_after_a_change_is_the_whole_check(old, data):
    """After a change to a whole site, the links found broken are those of the whole new site."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        while broken := broken_links(write(top / "old", old)):  # make it whole
            for page, _ in broken:
                old[page] = "".join(f"<p id='{each}'>" for each in IDS)
            shutil.rmtree(top / "old")
        new = {**old, **data.draw(sites(NAMES))}
        for gone in data.draw(st.sets(st.sampled_from(sorted(new)))):
            del new[gone]
        changed = {each: text for each, text in new.items() if old.get(each) != text}
        write(top / "prepared", changed)
        write(top / "new", new)

        assert broken_after(
            {each: top / "prepared" / each for each in changed}, old.keys() - new.keys(), new, top / "old"
        ) == broken_links(top / "new")  # fmt: skip


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ({"p1/index.html": '<a href="/p2/#x"><p id="x">'}, 1),
        ({"p1/index.html": "no id any more"}, 2),
        ({"p1/index.html": None}, 2),
        ({"new.html": '<a href="/p3/">'}, 0),
        ({"new.html": '<a href="/p3/#x">'}, 1),
    ],
    ids=["nothing lost", "an id lost", "a page lost", "a new page", "a new page with a fragment"],
)
def test_only_pages_that_can_be_broken_are_read(tmp_path, monkeypatch, change, read):
    """Of the pages that did not change those are read that may lead to what went, and no more."""
    old = {f"p{n}/index.html": f'<p id="x"><a href="/p{n + 1}/#x">' for n in range(20)}
    old["p20/index.html"] = '<p id="x">'
    old["p0/index.html"] += '<a href="/p2/">'
    old["p9/index.html"] += '<a href="/p1/">'
    write(tmp_path / "old", old)
    new = {name: text for name, text in {**old, **change}.items() if text is not None}
    changed = {name: text for name, text in change.items() if text is not None}
    write(tmp_path / "prepared", changed)
    seen = []
    monkeypatch.setattr(
        links, "links_and_ids", lambda text: seen.append(text) or links_and_ids(text)
    )
    broken_after({name: tmp_path / "prepared" / name for name in changed}, old.keys() - new, new, tmp_path / "old")  # fmt: skip

    ours = len(changed) + len(changed.keys() & old.keys())  # new bytes, and the old for their ids
    assert len(seen) - ours == read


TARGETS = ["/b.md", "b.md", "a/b.md", "../b.md", "/a/a/c-1.md", "./b.md", "/../b.md", "//b.md"]
SEGMENTS = st.sampled_from(["..", ".", "", "a", "b.md", "c-1.md", "é.md", ".x", "%20", "a&amp;b"])


@given(st.sampled_from(TARGETS) | st.lists(SEGMENTS, max_size=4).map("/".join),
       st.sampled_from(["", "#", "#top", "#a%20", "?q", "?q#x"]),
       st.sampled_from(["https://example.org", "", ".", "../..", "/blog", "//host"]),
       st.sampled_from(["a/b.md", "b.md", "a/a/c-1.md"]), st.booleans())  # fmt: skip
def test_links_to_files_lead_where_pelican_leads_them(path, rest, siteurl, source, relative):
    """The short way to the file of a link finds what Pelican's own way finds."""
    settings = DEFAULT_CONFIG | typography.DEFAULTS | {"PATH": "/blog", "RELATIVE_URLS": relative}
    context = {"generated_content": {}, "static_content": {}}
    post = Page("", {"title": "x"}, settings, f"/blog/{source}", context)
    for name in ("b.md", "a/b.md", "c-1.md", "a/a/c-1.md"):
        target = Page("", {"title": name, "slug": name[:-3]}, settings, f"/blog/{name}", context)
        context["generated_content"][name] = target
    address = "{filename}" + path + rest

    by_pelican = str(post._update_content(f'<a href="{address}">', siteurl))
    assume(address not in by_pelican)  # it found a file

    assert moved(f'<a href="{address}">', post, siteurl, under=0, listed=False) == by_pelican
