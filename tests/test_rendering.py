"""Preparing aside, installing at once, previewing."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys

import pytest
from conftest import ROOT, Built, pelican, wait_for

from plugins.rendering.links import broken_links
from plugins.rendering.publish import install


def stamps(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_unchanged_pages_keep_their_file_and_time(site):
    """A second build touches only what changed."""
    site.post("Un", lang="fr", path="a.md")
    site.post("Deux", lang="fr", path="b.md")
    output = site.build().output
    for path in stamps(output):
        os.utime(path, (1e9, 1e9))
    site.post("Deux", "Autre texte.", path="b.md", lang="fr", date="2016-10-02 10:00")
    site.build()

    touched = {
        path.relative_to(output).as_posix()
        for path, time in stamps(output).items()
        if time > 2e18 / 2 + 1
    }
    assert "archives/2016/10/02/deux/index.html" in touched
    assert "feeds/all.atom.xml" in touched
    assert not {path for path in touched if "/01/un/" in path or path.startswith(("theme/", "404"))}


def test_stale_pages_go_and_strangers_stay(site):
    """What the last build wrote and this one did not is removed; other files stay."""
    post = site.post("Un", lang="fr", tags="x")
    site.post("Deux", lang="fr")
    output = site.build().output
    (output / "CNAME").write_text("example.org")
    (output / "archives/mine.txt").write_text("mine")
    post.unlink()
    built = site.build()

    assert not (output / "archives/2016/10/01").exists()
    assert not (output / "archives/tag").exists()
    assert built.exists("archives/2016/10/02/deux/")
    assert (output / "CNAME").exists()
    assert (output / "archives/mine.txt").exists()


def test_failed_build_leaves_the_site_as_it_was(site):
    """A build that fails in the middle of rendering changes nothing and leaves nothing behind."""
    site.post("Un", lang="fr")
    output = site.build().output
    before = stamps(output)
    broken = site.folder / "overrides"
    broken.mkdir()
    (broken / "tags.html").write_text("{{ nothing.at.all }}")
    site.post("Deux", lang="fr", tags="x")
    with pytest.raises(Exception, match="undefined"):
        site._run({"THEME_TEMPLATES_OVERRIDES": [str(broken)]})

    assert stamps(output) == before
    left = [path.name for path in site.folder.iterdir() if path.name.startswith(".")]
    assert left == [".output.written.json"]


def staged(tmp_path, **files):
    """A folder with these files, to install."""
    folder = tmp_path / f"staging{len(list(tmp_path.iterdir()))}"
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_damaged_record_removes_nothing(tmp_path):
    """A record of the last build that is damaged, or names files outside, harms nothing."""
    outside = tmp_path / "outside"
    outside.write_text("keep")
    for text in ("{", '["../outside", "/etc/x", 3]', '{"a": 1}'):
        (tmp_path / ".site.written.json").write_text(text)
        install(staged(tmp_path, a="new"), tmp_path / "site")

    assert outside.read_text() == "keep"
    assert (tmp_path / "site/a").read_text() == "new"


def test_interrupted_install_is_healed_by_the_next(tmp_path, monkeypatch):
    """Files moved before an interruption are known, and go when the next build has them no more."""
    site = tmp_path / "site"
    moved = []

    def interrupted(new, old):
        if not str(old).endswith(".json"):
            if moved:
                raise KeyboardInterrupt
            moved.append(old)
        return replace(new, old)

    replace = os.replace
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        install(staged(tmp_path, a="1", b="2"), site)
    monkeypatch.undo()
    assert [path.name for path in site.iterdir()] == ["a"]

    install(staged(tmp_path, c="3"), site)
    assert [path.name for path in site.iterdir()] == ["c"]


def test_file_becomes_folder_and_back(tmp_path, capsys):
    """An address that was a file may become a folder, and the reverse; a stranger's file is told."""
    site = tmp_path / "site"
    install(staged(tmp_path, about="1"), site)
    install(staged(tmp_path, about__index="2"), site)
    assert (site / "about/index").read_text() == "2"
    install(staged(tmp_path, about="3"), site)
    assert (site / "about").read_text() == "3"

    (site / "mine").write_text("mine")
    with pytest.raises(SystemExit):
        install(staged(tmp_path, about="4", mine__x="5"), site)
    assert "is in the way of /mine/x" in capsys.readouterr().err
    assert (site / "about").read_text() == "3"


def test_publishing_refuses_broken_links(site):
    """With RENDERING_CHECK_LINKS a page whose fragment does not exist keeps the site from changing."""
    site.post("Un", lang="fr", body="[plus bas](#rien)")

    told = site.fails(RENDERING_CHECK_LINKS=True)

    assert "archives/2016/10/01/un/index.html: the link “#rien” leads nowhere" in told


def test_links_are_followed_like_a_browser(tmp_path):
    """Links of every form are followed to files and fragments; other sites are not."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text(
        '<a id="x" href="../b.html#y"></a><a href="?q#x"></a><a href=\'/a/\'></a><a href="b.html"></a>'
        '<a href="https://example.org/x"></a><a href="../b.html#no"></a><a href="mailto:x"></a>'
    )
    (tmp_path / "b.html").write_text("<p id=\"y\" title=\"<a href='no' id='no'>\"></p>")

    assert broken_links(tmp_path) == [("a/index.html", "b.html"), ("a/index.html", "../b.html#no")]


def test_output_does_not_depend_on_the_machine(site, tmp_path):
    """Order of files, locale, time zone and hash seed change no byte."""
    for n in range(6):
        site.post(f"P{n}", lang=("fr", "en")[n % 2], tags="é, x", date="2016-10-12 10:00")
    outputs = []
    for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "C.UTF-8")):
        out = tmp_path / seed
        done = pelican(site.content, "-s", ROOT / "pelicanconf.py", "-o", out, "-e", f'CACHE_PATH="{tmp_path}/c"',
                       PYTHONHASHSEED=seed, TZ=zone, LC_ALL=locale)  # fmt: skip
        assert done.returncode == 0, done.stderr
        outputs.append(Built(out, "").files())

    assert outputs[0] == outputs[1]


def test_moment_of_the_build_is_given_by_source_date_epoch(site, tmp_path):
    """A scheduled post is published when its moment has come, by the clock or SOURCE_DATE_EPOCH."""
    site.post("Demain", lang="fr", date="2030-01-01 08:00")
    found = []
    for epoch in ("1000000000", "1900000000"):
        out = tmp_path / epoch
        done = pelican(
            site.content,
            "-s",
            ROOT / "pelicanconf.py",
            "-o",
            out,
            "-e",
            f'CACHE_PATH="{tmp_path}/c"',
            SOURCE_DATE_EPOCH=epoch,
        )
        assert done.returncode == 0, done.stderr
        found.append(Built(out, "").exists("archives/2030/01/01/demain/"))

    assert found == [False, True]


def test_wrong_source_date_epoch_is_said_plainly(site, monkeypatch):
    """A SOURCE_DATE_EPOCH that is no number stops the build with a word."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")

    assert 'SOURCE_DATE_EPOCH="tomorrow" is not a number' in site.fails()


# Preview


def test_drafts_are_shown_and_marked_in_a_preview_only(site):
    """A preview shows drafts and scheduled posts, marked; a build writes neither."""
    site.post("Un", lang="fr", status="draft")
    site.post("Two", lang="en", date="2999-01-01")
    site.file("pages/a.md", "Title: A\nStatus: draft\n\nText.")
    plain = site.build()
    assert not plain.exists("archives/2016/10/01/un/")
    assert not plain.exists("archives/2999/01/01/two/")
    assert not plain.exists("a/")

    seen = site.build(BILINGUAL_DRAFTS=True)
    assert (
        seen.page("archives/2016/10/01/un/")
        .select_one(".unpublished")
        .get_text()
        .startswith("Brouillon")
    )
    assert (
        seen.page("archives/2999/01/01/two/")
        .select_one(".unpublished")
        .get_text()
        .startswith("Scheduled")
    )
    assert seen.exists("a/")


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read().decode()


def test_preview_serves_what_was_saved(site):
    """The preview shows a saved change, keeps the last good pages on an error, and ends cleanly."""
    post = site.post("Un", "Avant.", lang="fr", status="draft")
    preview = subprocess.Popen(
        [sys.executable, "-m", "plugins.rendering.preview", "--port", "0", "--content", site.content],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        said = until(preview, r"http://127\.0\.0\.1:(\d+)/ ")
        port = int(re.search(r"127\.0\.0\.1:(\d+)/ ", said)[1])
        url = "/archives/2016/10/01/un/"
        assert "Avant." in get(port, url)[1]
        assert get(port, "/nowhere/")[0] == 404
        assert "Page introuvable" in get(port, "/nowhere/")[1]
        text = post.read_text()
        post.write_text(text.replace("Avant.", "Après."))
        wait_for(lambda: "Après." in get(port, url)[1])
        post.write_text(text.replace("2016-10-01", "demain"))
        said += until(preview, "is not a date")
        assert "Après." in get(port, url)[1]
    finally:
        preview.send_signal(signal.SIGINT)
        preview.wait(10)
    assert "Traceback" not in said + preview.stdout.read()


def until(process, pattern):
    """What a process says, until it says *pattern*."""
    said = ""
    while not re.search(pattern, said):
        line = process.stdout.readline()
        assert line, f"it ended, saying: {said}"
        said += line
    return said


def test_port_in_use_is_said_plainly(site):
    """A port that is taken is said without a traceback, with another to try."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "plugins.rendering.preview", "--port", str(port), "--content", site.content],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert f"port {port} cannot be used" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr
