"""The content cache: right by construction, whatever becomes of its files."""

import random

import pytest
from conftest import PIXEL, ROOT, pelican
from pelican import signals
from test_pictures import photograph

from plugins.bilingual.reader import BilingualReader
from plugins.rendering.store import Store
from plugins.rendering.values import Codec, Comparison, OpaqueError

CHANCE = random.Random(7)


def kept(site):
    """The files of the cache of a blog."""
    return sorted((site.folder / "cache/content").iterdir())


def damaged(content):
    """Ways in which a file may be found."""
    middle = len(content) // 2
    flipped = bytes([content[middle] ^ 0xFF])
    yield b""
    yield content[:middle]
    yield content[:middle] + flipped + content[middle + 1 :]
    yield b"something else entirely"
    yield content + b"more"


@pytest.fixture
def blog(site):
    """Two posts in two languages, built."""
    site.post("Un", lang="fr", body="« Oui » !", summary_en="Yes.")
    site.post("Two", lang="en", body='A "word".')
    site.build()
    return site


@pytest.mark.thorough
@pytest.mark.parametrize("kind", [".index", ".bodies", ".remembered"])
def test_damaged_cache_files_are_misses(blog, kind):
    """A file of the cache that is cut, changed or foreign gives the same site, not a crash."""
    before = blog.build().files()
    for path in kept(blog):
        content = path.read_bytes()
        for other in damaged(content) if path.suffix == kind else ():
            path.write_bytes(other)
            found = blog.build(RENDERING_PROCESSES=1)

            assert found.files() == before
            assert "Traceback" not in found.told
            path.write_bytes(content)


def test_a_body_that_vanished_is_read_again(blog):
    """A page whose post's body is gone from the cache is rendered from the file itself."""
    before = blog.build().files()
    for path in kept(blog):
        if path.suffix == ".bodies":
            path.write_bytes(b"x" * path.stat().st_size)
    (blog.folder / ".output.pages").unlink()  # so that all is rendered

    assert blog.build().files() == before


def test_settings_and_code_are_part_of_the_key(blog, monkeypatch):
    """Another setting is another cache: nothing made by the one is shown by the other."""
    swiss = {"LANGUAGES": {"fr": {"locale": "fr-CH"}, "en": {}}}
    plain = blog.build().page("archives/2016/10/01/un/").select_one(".prose").get_text()
    other = blog.build(**swiss).page("archives/2016/10/01/un/").select_one(".prose").get_text()

    assert plain.strip() != other.strip()
    assert blog.build().page("archives/2016/10/01/un/").select_one(".prose").get_text() == plain


def test_an_unwritable_cache_only_costs_time(blog):
    """A cache folder that is a file, as on a disk that is full, does not stop the build."""
    blog.file("lake.jpg", photograph(900, 600))
    blog.post("Lac", "![Un lac]({static}lake.jpg)", lang="fr")
    before = blog.build().files()
    (blog.folder / "file").write_text("")

    assert blog.build(CACHE_PATH=str(blog.folder / "file")).files() == before
    assert any(name.endswith(".webp") for name in before)


@pytest.mark.thorough
def test_warnings_of_reading_are_told_at_every_build(blog, tmp_path):
    """What was logged while a file was read is logged again when it comes from the cache."""
    blog.file("images/x.png", PIXEL)
    for number in range(60):  # as many as are read in several processes
        body = "![]({static}/images/x.png)"
        blog.post(f"P{number}", lang="en", body=body, date="2016-11-01 10:00")
    told = []
    for output in ("one", "two"):
        built = pelican(
            blog.content, "-s", ROOT / "pelicanconf.py", "-o", tmp_path / output,
            "--cache-path", tmp_path / "cache", "--log-handler", "plain",
            "-e", "LOG_FILTER=[]",
        )  # fmt: skip
        assert built.returncode == 0, built.stderr
        told.append([line for line in built.stderr.splitlines() if "alt attribute" in line])

    assert len(told[0]) > 1
    assert told[0] == told[1]


def test_a_file_saved_while_it_is_read_is_not_kept_under_its_old_bytes(blog, monkeypatch):
    """What a file holds once it is read is kept under that, and not under what it held before."""
    path = blog.content / "001.md"
    first, second = path.read_text("utf-8"), path.read_text("utf-8").replace("Oui", "Non")
    path.write_text(first + "\nEncore.\n", "utf-8")
    read = BilingualReader.read

    def page(built):
        return next(text for name, text in built.files().items() if name.endswith("/un/index.html"))

    def saved_before(reader, source_path):
        if source_path == str(path) and "Encore" in path.read_text("utf-8"):
            path.write_text(second, "utf-8")
        return read(reader, source_path)

    monkeypatch.setattr(BilingualReader, "read", saved_before)
    assert b"Non" in page(blog.build(RENDERING_PROCESSES=1))
    path.write_text(first + "\nEncore.\n", "utf-8")
    monkeypatch.undo()
    found = page(blog.build(RENDERING_PROCESSES=1))

    assert b"Encore" in found
    assert b"Non" not in found


def test_two_stores_may_write_one_folder(tmp_path):
    """Two builds at once lose nothing that the last of them knows, and read no other's bodies."""
    codec = Codec({})
    one, two = Store(tmp_path, "ff"), Store(tmp_path, "ff")
    records = {}
    for number in range(20):
        for name, store in (("one", one), ("two", two)):
            text = f"{name} {number} é"
            records[text] = store.add(text.encode(), codec.pack([number, text]), text, {})
    one.save()
    two.save()
    third = Store(tmp_path, "ff")
    for number in range(20):
        text = f"two {number} é"
        found = third.get(text.encode())
        assert found is not None
        assert codec.unpack(found.packed) == [number, text]
        assert third.body(found) == text
    assert third.get("one 1 é".encode()) is None


@pytest.mark.parametrize("value", [object(), {1: object()}, lambda: None, "\ud800", 2**70])
def test_what_has_no_bytes_is_not_kept_and_never_equal(value):
    """A value that cannot be written is refused, and is not equal even to itself."""
    with pytest.raises(OpaqueError):
        Codec({}).pack(value)
    comparison = Comparison({})

    assert comparison.digest(value) != comparison.digest(value)


def test_what_cannot_be_kept_is_made_anew(blog):
    """A post to which a plugin gives what no bytes hold is rendered at every build, the same."""

    def give(content):
        content.odd = lambda: None

    before = blog.build().files()
    signals.content_object_init.connect(give)
    try:
        for _ in range(2):
            assert blog.build(CACHE_PATH=str(blog.folder / "other")).files() == before
    finally:
        signals.content_object_init.disconnect(give)
