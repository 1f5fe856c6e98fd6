"""Pages in reserve: where the output is gone, they are taken from the cache, and are the same."""

import errno
import os
import shutil

import pytest

from plugins.rendering import reserve
from plugins.rendering.pages import Made
from plugins.rendering.reserve import Reserve
from plugins.rendering.values import digest


@pytest.fixture
def blog(site):
    """A post in each language."""
    site.post("Un", "Avant.", lang="fr", tags="x", summary_en="Before.")
    site.post("Two", "After.", lang="en", tags="x", summary_fr="Après.")
    return site


def lose(blog, *names):
    """Lose the output, or other files beside it."""
    for name in names or ("output", ".output.pages", ".output.written.json"):
        path = blog.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def pages_in_reserve(blog):
    """The files of the pages in reserve."""
    folder = blog.folder / "cache/pages/output/pages"
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "lost",
    [
        ("output",),
        ("output", ".output.pages"),
        ("output", ".output.pages", ".output.written.json"),
        ("output/archives",),
        ("output/index.html", "output/feeds"),
    ],
)
def test_lost_pages_are_taken_from_the_cache(blog, lost):
    """None is rendered again, whatever of the output is lost; the bytes are the same."""
    first = blog.build().files()
    lose(blog, *lost)
    assert blog.rendered() == []
    assert blog.build().files() == first
    assert blog.rendered() == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_changed_meanwhile_is_rendered(blog, language):
    """Of a lost site, the pages that an edit concerns: no others, and none as it was."""
    blog.build()
    path = blog.content / {"fr": "001.md", "en": "002.md"}[language]
    path.write_text(path.read_text() + "\nEncore.\n")
    edited = blog.rendered()
    kept = blog.build().files()

    path.write_text(path.read_text() + "\nEt encore.\n")
    lose(blog)
    assert blog.rendered() == edited
    again = blog.build().files()
    changed = {name for name in again if again[name] != kept.get(name)}
    assert {name for name in changed if not name.startswith("search/index/")} <= set(edited)
    shutil.rmtree(blog.folder / "cache")
    lose(blog)
    assert blog.build().files() == again


def test_pages_in_reserve_are_those_of_the_site(blog):
    """A page that is gone is not kept, and one takes no room while it is in the output."""
    first = blog.build()
    pages = pages_in_reserve(blog)
    assert "archives/2016/10/01/un/index.html" in pages
    assert not {name for name in pages if name.startswith("theme/")}  # their source is there
    for name in pages:
        assert (first.output / name).samefile(blog.folder / "cache/pages/output/pages" / name)

    (blog.content / "001.md").unlink()
    second = blog.build()
    assert pages_in_reserve(blog) == pages & set(second.files())
    assert "archives/2016/10/01/un/index.html" not in pages_in_reserve(blog)
    for name in pages_in_reserve(blog):
        assert (second.output / name).samefile(blog.folder / "cache/pages/output/pages" / name)


@pytest.mark.parametrize("damaged", [b"", b"<p>Other"])
def test_a_page_that_is_another_is_rendered(blog, damaged):
    """A file that was written over, in the output or in the cache, is no page of the site."""
    first = blog.build().files()
    name = "archives/2016/10/01/un/index.html"
    for written_over in ("output", "cache/pages/output/pages"):
        path = blog.folder / written_over / name
        path.write_bytes(damaged)  # the same file, by two names
        lose(blog, "output")
        assert blog.rendered() == [name]
        assert blog.build().files() == first


def test_other_settings_take_nothing(blog):
    """Pages of another title are rendered, and so are all when that is asked for."""
    blog.build()
    lose(blog)
    assert "index.html" in blog.rendered(SITENAME="Autre")
    blog.build()
    (blog.folder / "cache/pages/output/index").write_bytes(b"damaged")
    lose(blog)
    assert "index.html" in blog.rendered()


@pytest.mark.parametrize("refused", [errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOSPC])
def test_without_links_nothing_is_in_reserve(blog, monkeypatch, refused):
    """On a disk that has none, a build is as before, and leaves nothing in the cache."""

    def link(source, target):
        raise OSError(refused, os.strerror(refused))

    monkeypatch.setattr(reserve.os, "link", link)
    first = blog.build().files()
    assert not pages_in_reserve(blog)
    lose(blog)
    assert "index.html" in blog.rendered()
    assert blog.build().files() == first


def test_a_small_site_in_the_place_of_a_lost_one(blog):
    """What is in reserve is no site that a build could destroy by mistake."""
    for number in range(20):
        blog.post(f"Autre {number}", "Texte.", lang="fr", tags=f"t{number}")
    blog.build()
    lose(blog)
    for path in blog.content.glob("*.md"):
        if path.name != "001.md":
            path.unlink()
    blog.build(LANGUAGE_FEEDS_HISTORY=False)


def test_reserves_of_a_few_outputs_stay(tmp_path):
    """Those of outputs that are no longer built are removed."""
    made = Made(digest=digest(b"text"))
    for number in range(6):
        output = tmp_path / f"output{number}"
        (output / "a").mkdir(parents=True)
        (output / "a/index.html").write_bytes(b"text")
        index = tmp_path / f".output{number}.pages"
        index.write_bytes(b"index")
        os.utime(index, (number, number))
        pages = {"a/index.html": made, "../out.html": made}
        Reserve(tmp_path / "cache" / output.name).keep(index, output, pages, pages, ())
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == [
        f"output{number}" for number in range(2, 6)
    ]
    assert Reserve(tmp_path / "cache/output5").page("a/index.html", made) == b"text"
    assert Reserve(tmp_path / "cache/output0").page("a/index.html", made) is None
