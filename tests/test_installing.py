"""Putting a prepared site in place: at once or in order, whatever happens in between."""

import os
import random
import re
import shutil
import signal
import sys
import time

import pytest
from conftest import ROOT, run

from plugins.rendering import exchanging
from plugins.rendering.aside import InstallError, alone, prepared_aside
from plugins.rendering.installing import Installed, install, plainly, shrinks

BOTH = pytest.mark.parametrize("at_once", [True, False], ids=["at once", "in order"])
BULK = "".join(f"<p>{n}</p>" for n in range(3000))


def version(letter):
    """One of two sites: whose pages lead to each other, and to a page that the other has not."""
    other = "b" if letter == "a" else "a"
    pages = {
        f"p{n}/index.html": f'<a href="/only-{letter}/{n}/#{letter}">' for n in range(0, 20, 2)
    }
    pages |= {f"only-{letter}/{n}/index.html": f"<p id={letter}>{BULK}" for n in range(0, 20, 2)}
    pages |= {"same.html": "same", "css/style.css": f"{letter}" * 50_000}
    pages |= {f"turn-{letter}": "a file", f"turn-{other}/x": "in a folder"}
    return {name: f"{text}<!-- {name} -->" for name, text in pages.items()}


def put(files, site, *, prepare=None, **options):
    """Install a site of these files, of which those of *prepare* (all) are prepared."""
    options = {"at_once": True, **options}
    with prepared_aside(site) as prepared:
        for name in files if prepare is None else prepare:
            (prepared / name).parent.mkdir(parents=True, exist_ok=True)
            (prepared / name).write_text(files[name])
        return install(prepared, files, site, **options)


def held(site):
    """The files of a folder, with their text."""
    return {
        path.relative_to(site).as_posix(): path.read_text()
        for path in site.rglob("*")
        if path.is_file()
    }


def folders(site):
    """The names of the folders in a folder."""
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_dir()}


def beside(site):
    """What lies beside a site."""
    return {path.name for path in site.parent.iterdir()} - {site.name}


@BOTH
def test_install_makes_the_folder_the_site(tmp_path, at_once):
    """New files come, changed ones change, stale ones and the folders they leave empty go."""
    site = tmp_path / "site"
    first = put({"a": "1", "b/x": "2", "c/d/y": "3"}, site, at_once=at_once)
    done = put({"a": "1", "b/x": "4", "e/z": "5"}, site, at_once=at_once)

    assert first == Installed(written=3, unchanged=0, removed=0)
    assert done == Installed(written=2, unchanged=1, removed=1)
    assert held(site) == {"a": "1", "b/x": "4", "e/z": "5"}
    assert folders(site) == {"b", "e"}


@BOTH
def test_first_site_is_what_was_prepared_and_no_more(tmp_path, at_once):
    """Where there is no site yet the prepared folder becomes it, unless it holds other files."""
    inodes = {}
    for name, files in (("alone", {"a/b": "1"}), ("among others", {"a/b": "1", "c/other": "2"})):
        with prepared_aside(tmp_path / name) as prepared:
            for each, text in files.items():
                (prepared / each).parent.mkdir(parents=True)
                (prepared / each).write_text(text)
            inodes[name] = prepared.stat().st_ino
            install(prepared, ["a/b"], tmp_path / name, at_once=at_once)
        assert held(tmp_path / name) == {"a/b": "1"}

    assert (tmp_path / "alone").stat().st_ino == inodes["alone"]
    assert (tmp_path / "among others").stat().st_ino != inodes["among others"]


@BOTH
def test_only_what_may_have_changed_is_prepared(tmp_path, at_once):
    """Files that are not prepared stay as they are, back and forth; one that is nowhere is told."""
    site = tmp_path / "site"
    files = {f"{n}/index.html": str(n) for n in range(9)}
    put(files, site, at_once=at_once)
    for n in (3, 4, 3, 5, 3, 3):
        files[f"{n}/index.html"] += "!"
        files.pop(f"{n + 3}/index.html", None)
        put(files, site, prepare=[f"{n}/index.html"], at_once=at_once)

        assert held(site) == files
    with pytest.raises(FileNotFoundError) as told:
        put(files | {"lost": ""}, site, prepare=[], at_once=at_once)
    assert plainly(told.value) == f"{site}/lost: neither prepared nor there"


@BOTH
def test_files_seen_in_their_place_are_left_and_others_are_looked_for(tmp_path, at_once):
    """With files told as seen, what is not ours is still found where anything comes or goes."""
    site = tmp_path / "site"
    files = {f"{n}/index.html": str(n) for n in range(5)}
    put(files, site, at_once=at_once)
    (site / "1/note.txt").write_text("not ours")
    (site / "4/mine").write_text("not ours")
    files["1/index.html"] = "new"
    del files["4/index.html"]
    seen = ["0/index.html", "2/index.html", "3/index.html"]
    put(files, site, prepare=["1/index.html"], at_once=at_once, seen=seen)

    assert held(site) == files | {"1/note.txt": "not ours", "4/mine": "not ours"}
    with pytest.raises(InstallError, match="in the way"):
        put(files | {"4/mine/x": ""}, site, prepare=["4/mine/x"], at_once=at_once, seen=[*files])
    with pytest.raises(FileNotFoundError):
        put(files | {"lost": ""}, site, prepare=[], at_once=at_once, seen=[*files])
    assert held(site) == files | {"1/note.txt": "not ours", "4/mine": "not ours"}


@BOTH
def test_unchanged_files_keep_their_inode_and_time(tmp_path, at_once):
    """A file whose bytes did not change is the same file, prepared anew or not."""
    site = tmp_path / "site"
    put({"a": "1", "b": "2", "c": "3"}, site, at_once=at_once)
    before = {name: (site / name).stat() for name in "abc"}
    for n in range(3):
        put({"a": "1", "b": "2", "c": str(n)}, site, prepare="ac", at_once=at_once)
    after = {name: (site / name).stat() for name in "abc"}

    for name in "ab":
        assert after[name].st_ino == before[name].st_ino
        assert after[name].st_mtime_ns == before[name].st_mtime_ns
    assert after["c"].st_ino != before["c"].st_ino


def test_nothing_new_touches_nothing(tmp_path):
    """An install that changes no byte leaves the folder itself as it is."""
    site = tmp_path / "site"
    put({"a": "1"}, site)
    put({"a": "2"}, site)
    before = site.stat()
    put({"a": "2"}, site)

    assert (site.stat().st_ino, site.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@BOTH
def test_published_files_are_no_others(tmp_path, at_once):
    """What is published shares no bytes with the file that it was prepared from."""
    site, source = tmp_path / "site", tmp_path / "source.css"
    for text in ("1", "2"):
        source.write_text(text)
        with prepared_aside(site) as prepared:
            os.link(source, prepared / "a.css")
            os.symlink(source, prepared / "b.css")
            install(prepared, ["a.css", "b.css"], site, at_once=at_once)
        source.write_text("edited")

        assert held(site) == {"a.css": text, "b.css": text}
        assert not any(path.is_symlink() for path in site.iterdir())


@BOTH
def test_files_of_others_stay(tmp_path, at_once):
    """Files and folders that no install wrote stay through installs, the same ones, changed or not."""
    site = tmp_path / "site"
    files = {"archives/2016/x": "1", "a": "1"}
    put(files, site, at_once=at_once)
    for name in (".git/HEAD", ".well-known/t", "archives/2016/mine", "archives/own/deep", "CNAME"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name)
    os.symlink("/nowhere", site / "link")
    strangers = held(site).keys() - files.keys()
    for n in range(4):
        files = {"a": str(n)} if n % 2 else {"archives/2016/x": "1", "a": str(n)}
        put(files, site, at_once=at_once)
        (site / "CNAME").write_text("CNAME")

        assert held(site) == files | {name: name for name in strangers}
        assert os.readlink(site / "link") == "/nowhere"
    shutil.rmtree(site / ".git")
    (site / "archives/2016/mine").unlink()
    put({"a": "last"}, site, at_once=at_once)
    assert held(site).keys() == {"a", "CNAME", ".well-known/t", "archives/own/deep"}


def test_files_of_others_are_seen_in_folders_read_before(tmp_path):
    """A folder whose time has not changed is not read again; one where a file was put is."""
    site = tmp_path / "site"
    files = {"a/x": "0", "b/x": "0", "c/x": "0"}
    for n in range(6):
        files["a/x"] = str(n)
        put(files, site, prepare=["a/x"] if n else None)
        if n == 1:
            time.sleep(2.1)  # from then on times are trusted
    (site / "b/mine").write_text("mine")
    (site / "c/x").unlink()
    with pytest.raises(FileNotFoundError):
        put(files, site, prepare=["a/x"])
    put(files, site)
    put(files | {"a/x": "9"}, site)

    assert held(site) == files | {"a/x": "9", "b/mine": "mine"}


@BOTH
def test_what_is_in_the_way_is_told(tmp_path, at_once):
    """A file of someone else where a folder must be, or the reverse, is told; nothing changes."""
    site = tmp_path / "site"
    put({"a": "1"}, site, at_once=at_once)
    (site / "mine").write_text("mine")
    (site / "own").mkdir()
    (site / "own/x").write_text("x")
    os.symlink(tmp_path, site / "out")
    before = held(site)
    for name in ("mine/x", "own", "out/x", "../x", "/x", "b//x"):
        with prepared_aside(site) as prepared:
            (prepared / "a").write_text("2")
            with pytest.raises(InstallError, match=re.escape(name)):
                install(prepared, ["a", name], site, at_once=at_once)

        assert held(site) == before
    with pytest.raises(InstallError, match="is not a folder"):
        put({"a": "1"}, site / "mine", at_once=at_once)


@BOTH
@pytest.mark.parametrize("text", ["{", '{"files": 1}', '{"files": {"../out": 1, "/x": 2}, "tree": 3}',
                                  '["../out", 3]', '{"others": [1], "stamps": []}', "[" * 9999])  # fmt: skip
def test_damaged_record_removes_nothing(tmp_path, at_once, text):
    """A damaged record makes that nothing is known to be ours: the rest stays, the new comes."""
    site, out = tmp_path / "site", tmp_path / "out"
    out.write_text("keep")
    put({"a": "1", "b/x": "1"}, site, at_once=at_once)
    put({"a": "2", "b/x": "1"}, site, at_once=at_once)
    for record in tmp_path.glob(".site*.json"):
        record.write_text(text)
    put({"a": "3", "c": "3"}, site, at_once=at_once)
    put({"a": "4"}, site, at_once=at_once)

    assert held(site) == {"a": "4", "b/x": "1"}
    assert out.read_text() == "keep"


def test_name_in_record_never_leads_through_a_link(tmp_path):
    """A stale file is not removed through a folder that has become a link elsewhere."""
    site = tmp_path / "site"
    put({"a/x": "1", "b": "1"}, site, at_once=False)
    (site / "a").rename(tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", site / "a")
    put({"b": "1"}, site, at_once=False)

    assert (tmp_path / "elsewhere/x").read_text() == "1"


def test_link_to_the_folder_is_followed(tmp_path):
    """A destination that is a symbolic link stays one: the folder that it leads to is exchanged."""
    (tmp_path / "disk").mkdir()
    os.symlink(tmp_path / "disk/site", tmp_path / "public")
    for text in "12":
        put({"a": text}, tmp_path / "public")

    assert (tmp_path / "public").is_symlink()
    assert held(tmp_path / "disk/site") == {"a": "2"}
    assert beside(tmp_path / "public") == {"disk"}


def test_trees_are_exchanged_and_kept(tmp_path):
    """At once means that the folder itself changes; the old one becomes the next."""
    site = tmp_path / "site"
    put({"a": "1"}, site)
    seen = []
    for n in range(4):
        put({"a": f"n{n}"}, site)
        seen.append(site.stat().st_ino)

    assert seen[0] == seen[2] != seen[1] == seen[3]
    assert beside(site) == {".site-next", ".site.written.json", ".site-next.written.json"}


@BOTH
def test_empty_folders_give_way(tmp_path, at_once):
    """Folders of ours that a killed install left empty are no obstacle where a file is to be."""
    site = tmp_path / "site"
    put({"a": "1", "b/c/x": "1"}, site, at_once=at_once)
    (site / "b/c/x").unlink()
    put({"a": "1", "b": "2"}, site, at_once=at_once)

    assert held(site) == {"a": "1", "b": "2"}


def test_pages_come_after_what_they_show_and_before_feeds(tmp_path, monkeypatch):
    """File by file, nobody is led to what is not there yet: new files first, then changed ones."""
    site = tmp_path / "site"
    put({"old.html": "1", "style.css": "1"}, site, at_once=False)
    moved = []
    replace = os.replace

    def noted(source, target):
        moved.append(os.path.relpath(target, site))
        replace(source, target)

    monkeypatch.setattr(os, "replace", noted)
    files = {"a.xml": "1", "a/index.html": "1", "new.png": "1", "old.html": "2", "style.css": "2"}
    put(files, site, at_once=False)

    names = [name for name in moved if name in files]
    assert names == ["new.png", "a/index.html", "a.xml", "style.css", "old.html"]


@pytest.mark.parametrize("code", sorted(exchanging.IMPOSSIBLE), ids=os.strerror)
def test_where_folders_cannot_be_exchanged_files_are_put_in_order(tmp_path, monkeypatch, code):
    """A system that does not exchange folders, known at once or only at the end, is no obstacle."""
    site = tmp_path / "site"
    put({"a": "1", "b": "1", "c": "1"}, site)
    (site / ".git").mkdir()

    def refused(one, other):
        if site in (one, other) or code == 22:
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr(exchanging, "exchange", refused)
    inode = (site / "b").stat().st_ino
    done = put({"a": "2", "b": "1", "d": "1"}, site)

    assert done == Installed(written=2, unchanged=1, removed=1)
    assert held(site) == {"a": "2", "b": "1", "d": "1"}
    assert (site / ".git").is_dir()
    assert (site / "b").stat().st_ino == inode
    assert beside(site) == {".site.written.json"}


def test_folder_that_cannot_be_moved_undoes_the_exchange(tmp_path, monkeypatch):
    """When what is not ours cannot follow to the new tree, files are put in order in the old one."""
    site = tmp_path / "site"
    put({"a": "1"}, site)
    for name in (".git", ".svn"):
        (site / name).mkdir()
    rename = os.rename

    def refused(old, new):
        if str(old).endswith("-next/.svn"):
            raise PermissionError(13, "Permission denied", str(old))
        rename(old, new)

    monkeypatch.setattr(os, "rename", refused)
    before = site.stat().st_ino
    put({"a": "2"}, site)

    assert site.stat().st_ino == before
    assert held(site) == {"a": "2"}
    assert folders(site) == {".git", ".svn"}


def test_folder_left_in_the_old_tree_is_brought_back(tmp_path, monkeypatch):
    """A kill between the exchange and the move of `.git` is healed by the next install."""
    site = tmp_path / "site"
    put({"a": "1"}, site)
    (site / ".git").mkdir()
    (site / ".git/HEAD").write_text("x")
    monkeypatch.setattr(exchanging, "_carry", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        put({"a": "2"}, site)
    monkeypatch.undo()
    assert held(site) == {"a": "2"}
    put({"a": "2"}, site)

    assert held(site) == {"a": "2", ".git/HEAD": "x"}


def test_spare_that_was_tampered_with_is_made_anew(tmp_path):
    """Files that someone removed from or put into the spare tree make no difference to the site."""
    site = tmp_path / "site"
    files = {f"{n}/x": "1" for n in range(5)}
    put(files, site)
    for n in range(3):
        put(files | {"0/x": f"n{n}"}, site)
    shutil.rmtree(tmp_path / ".site-next/1")
    (tmp_path / ".site-next/2/x").write_text("1")
    (tmp_path / ".site-next/new").mkdir()
    put(files | {"0/x": "!", "new": "!"}, site)

    assert held(site) == files | {"0/x": "!", "new": "!"}


@BOTH
def test_killed_at_any_moment(tmp_path, at_once):
    """A kill leaves no broken file; at once, one of the two sites; and the next install heals all."""
    site = tmp_path / "site"
    put(version("a"), site, at_once=at_once)
    foreign = {"CNAME": "c", ".git/HEAD": "g"}
    for name, text in foreign.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text)
    either = [version("a"), version("b")]
    seen = set()
    for n, moment in enumerate(random.Random(1).choices(range(250), k=60)):
        child = os.fork()
        if child == 0:  # as another process would, without its start
            try:
                for turn in range(n, 10_000):
                    put(version("ba"[turn % 2]), site, at_once=at_once)
            finally:
                os._exit(1)
        time.sleep(moment / 10_000)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        there = held(site)
        for name, text in there.items():
            assert text in [foreign.get(name), *(files.get(name) for files in either)]
        if at_once:
            ours = {name: text for name, text in there.items() if name not in foreign}
            assert ours in either
            seen.add(str(ours))
        if n % 10 == 9:
            put(either[n % 2], site, at_once=at_once)
            assert held(site) == either[n % 2] | foreign
    if at_once:
        assert len(seen) == 2


# What lies beside


def test_two_installs_at_once_wait_or_are_told(tmp_path):
    """Who installs where another process does waits for it, and is told when that takes long."""
    site = tmp_path / "site"
    with alone(site), pytest.raises(InstallError, match="another build is at work on"):
        alone(site, patience=0.1).__enter__()
    with alone(site):
        put({"a": "1"}, site, locked=True)

    assert beside(site) == {".site.written.json"}


def test_many_processes_install_into_one_folder(tmp_path):
    """Installs that processes begin at the same time come one after the other."""
    site = tmp_path / "site"
    children = []
    for n in range(6):
        children.append(os.fork())
        if children[-1] == 0:
            try:
                for turn in range(5):
                    put(version("ab"[(n + turn) % 2]), site)
                os._exit(0)
            finally:
                os._exit(1)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
    assert held(site) in (version("a"), version("b"))
    assert ".site.lock" not in beside(site)


def test_what_a_killed_build_left_goes(tmp_path):
    """A folder that a killed build prepared goes with the next; one in use, or foreign, stays."""
    site = tmp_path / "site"
    (tmp_path / ".site-mine").mkdir()
    (tmp_path / ".site-12345678").mkdir()
    child = os.fork()
    if child == 0:
        try:
            with prepared_aside(site):
                os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    os.waitpid(child, 0)
    left = beside(site)
    with prepared_aside(site), prepared_aside(site):
        during = beside(site)

    assert len(left) == 3
    assert len(during) == 4
    assert beside(site) == {".site-mine", ".site-12345678"}


FULL_DISK = """
import errno, sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from test_installing import held, put
site, at_once = Path(sys.argv[3]) / "site", sys.argv[4] == "at once"
old = {"a": "1" * 9000, "b/x": "1" * 9000}
put(old, site, at_once=at_once)
new = {f"{n}": "2" * 9000 for n in range(200)}
failed = 0
for left in range(0, 120, 3):
    filler = site.parent / "filler"
    try:
        put({**old, **dict(list(new.items())[: left + 1])}, site, at_once=at_once)
        put(old, site, at_once=at_once)
        with open(filler, "ab") as file:
            file.write(bytes(50_000))
    except OSError as error:
        assert error.errno == errno.ENOSPC, error
        failed += 1
        if at_once:
            there = held(site)
            assert all(there[name] == text for name, text in old.items())
        filler.unlink(missing_ok=True)
        put(old, site, at_once=at_once)
        assert held(site) == old
print("failed", failed)
assert failed
"""


@BOTH
def test_full_disk(tmp_path, at_once):
    """On a disk that fills up an install fails with the old site there, and the next mends all."""
    mount = [
        "unshare",
        "-rm",
        "sh",
        "-c",
        'mount -t tmpfs -o size=1m,nr_inodes=300 x "$0" && exec "$@"',
        tmp_path,
    ]
    if run(*mount, "true").returncode:
        pytest.skip("no disk can be mounted here")
    kind = "at once" if at_once else "in order"
    done = run(*mount, sys.executable, "-c", FULL_DISK, ROOT, ROOT / "tests", tmp_path, kind)  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("before", "after", "told"), [(100, 9, True), (100, 10, False), (10, 0, False), (0, 5, False)])  # fmt: skip
def test_site_that_shrinks_to_nothing_is_known(before, after, told):
    """A site that loses nine files in ten is not like one that loses a few, or is small."""
    assert shrinks(before, after) == told
