"""The command that builds: it knows when there is nothing to do, and says what it did."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time

import pytest
from conftest import IN_CI, ROOT, Built, run

from plugins.rendering.links import broken_links
from plugins.rendering.looking import content_of, fresh_in, result_of, state_of
from plugins.rendering.unchanged import Note, around, installed, leave_note, nothing_to_do

NOTHING = "Nothing has changed"
LONG_AGO = 10  # seconds: so that no file is too new to be trusted


def build(*arguments, cwd, **environment):
    """Run the command."""
    return run(
        sys.executable, "-m", "plugins", "rendering.build", *arguments,
        cwd=cwd, PYTHONPATH=str(ROOT), **environment,
    )  # fmt: skip


@pytest.fixture
def blog(tmp_path):
    """A folder of two posts, settings of their own, and how to build them; all of it not new."""
    (tmp_path / "posts/sub").mkdir(parents=True)
    (tmp_path / "posts/a.md").write_text("Title: Un\nDate: 2020-01-01\nLang: fr\n\nTexte.\n")
    (tmp_path / "posts/sub/b.md").write_text("Title: Two\nDate: 2020-01-02\nLang: en\n\nText.\n")
    (tmp_path / "conf.py").write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\n"
        f"THEME, PATH = {str(ROOT / 'theme')!r}, 'posts'\n"
    )
    age(tmp_path)
    return tmp_path


def age(folder):
    """Wait until what is in a folder is no longer new: `ctime` cannot be set."""
    newest = max(path.stat().st_ctime for path in folder.rglob("*"))
    time.sleep(max(0.0, newest + 2.1 - time.time()))


@pytest.mark.thorough
def test_nothing_to_do_is_known_without_pelican(blog):
    """A second build says that nothing has changed; another after each kind of change does not."""
    assert build("-s", "conf.py", cwd=blog, PYTHONVERBOSE="1").returncode == 0
    assert NOTHING in (done := build("-s", "conf.py", cwd=blog, PYTHONVERBOSE="1")).stdout
    assert "import 'pelican'" not in done.stderr
    files = Built(blog / "output", "").files()

    (blog / "output/index.html").write_text("mine")
    assert NOTHING not in build("-s", "conf.py", cwd=blog).stdout
    assert Built(blog / "output", "").files() == files
    (blog / "posts/a.md").write_text("Title: Un\nDate: 2020-01-01\nLang: fr\n\nAutre texte.\n")
    assert NOTHING not in build("-s", "conf.py", cwd=blog).stdout
    assert "Autre texte" in (blog / "output/archives/2020/01/01/un/index.html").read_text("utf-8")
    (blog / "conf.py").write_text((blog / "conf.py").read_text() + "SITENAME = 'Other'\n")
    assert NOTHING not in build("-s", "conf.py", cwd=blog).stdout
    assert "Other" in (blog / "output/index.html").read_text("utf-8")
    (blog / "posts/sub/b.md").unlink()
    assert NOTHING not in build("-s", "conf.py", cwd=blog).stdout
    assert not (blog / "output/archives/2020/01/02/two/index.html").exists()


@pytest.mark.thorough
def test_a_save_just_before_is_known_by_content(blog):
    """After a save and a build there is nothing to do; a second save in the same tick is seen."""
    post = blog / "posts/a.md"
    post.write_text("Title: Un\nDate: 2020-01-01\nLang: fr\n\nA.\n")
    build("-s", "conf.py", cwd=blog)
    note = next((blog / ".cache").glob("*.unchanged"))
    kept = json.loads(note.read_text("utf-8"))
    assert list(kept["fresh"]) == [str(post)]
    assert NOTHING in build("-s", "conf.py", cwd=blog).stdout

    post.write_text("Title: Un\nDate: 2020-01-01\nLang: fr\n\nB.\n")
    kept["state"] = state_of(kept["sources"])  # as if the clock had not ticked
    note.write_text(json.dumps(kept), "utf-8")
    assert NOTHING not in build("-s", "conf.py", cwd=blog).stdout
    assert "B." in (blog / "output/archives/2020/01/01/un/index.html").read_text("utf-8")

    age(blog / "posts")
    assert NOTHING in build("-s", "conf.py", cwd=blog).stdout
    assert json.loads(note.read_text("utf-8"))["fresh"] == {}
    assert NOTHING in build("-s", "conf.py", cwd=blog).stdout


def test_times_tell_once_they_are_older_than_a_tick(tmp_path):
    """New files are known by content; not those that changed since, nor code: it was loaded."""
    post, inner = tmp_path / "a.md", tmp_path / "sub/b.md"
    inner.parent.mkdir()
    for path in (post, inner):
        path.write_text(path.name)
    before, after = post.stat().st_ctime - 1, time.time() + 0.1
    contents = {str(path): content_of(str(path)) for path in (post, inner)}
    sources = [str(tmp_path)]

    assert fresh_in(sources, [], after) == contents
    assert fresh_in(sources, [], after + 3) == {}
    assert fresh_in(sources, [], before) is None
    assert fresh_in([*sources, str(post)], [str(post)], after) is None
    assert fresh_in([*sources, str(post)], [str(post)], after + 3) == {}
    os.utime(post, (after + 3600, after + 3600))  # a camera's clock
    assert fresh_in(sources, [], after + 3) == {str(post): contents[str(post)]}


@pytest.mark.parametrize(
    ("now", "quiet"), [(99, False), (100, True), (199, True), (200, False)], ids=str
)
def test_a_note_holds_until_the_next_post_is_due(tmp_path, now, quiet):
    """What was done is done until a scheduled post is due, and unless the clock has gone back."""
    output = tmp_path / "output"
    output.mkdir()
    note = Note(
        sources=[], fresh={}, output=str(output), around=around(), installed=installed(), state=state_of([]), began=100,
        due=200, result=result_of(str(output), []),
    )  # fmt: skip
    leave_note(tmp_path / "note", note)

    assert (nothing_to_do(tmp_path / "note", now) is not None) == quiet


@pytest.mark.thorough
def test_what_no_build_wrote_is_no_change(blog):
    """Files that others put into the output stay, and are nothing to build for."""
    build("-s", "conf.py", cwd=blog)
    (blog / "output/CNAME").write_text("example.org")

    assert NOTHING in build("-s", "conf.py", cwd=blog).stdout
    assert (blog / "output/CNAME").exists()
    (blog / "output/index.html").unlink()
    assert NOTHING not in build("-s", "conf.py", cwd=blog).stdout


@pytest.mark.thorough
def test_builds_at_once_come_one_after_the_other(blog):
    """Builds of one output, of other settings too, wait for each other; each knows its own."""
    (blog / "other.py").write_text((blog / "conf.py").read_text() + "SITENAME = 'Other'\n")
    for attempt in range(4):
        (blog / "posts/a.md").write_text(
            f"Title: Un\nDate: 2020-01-01\nLang: fr\n\nTexte {attempt}.\n"
        )
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "plugins", "rendering.build", "-s", each],
                cwd=blog, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
            )
            for each in ("conf.py", "conf.py", "other.py")
        ]  # fmt: skip
        assert [process.wait() for process in processes] == [0, 0, 0]
        done = [build("-s", each, cwd=blog).stdout for each in ("conf.py", "other.py")]
        assert NOTHING not in done[1]
        build("-s", "other.py", "-o", "clean", cwd=blog)
        assert Built(blog / "output", "").files() == Built(blog / "clean", "").files()


@pytest.mark.parametrize("module", ["rendering.build", "rendering.preview"])
def test_ctrl_c_at_the_start_says_nothing(blog, module):
    """Ctrl-C while a command still loads ends it with the status of that, without a traceback."""
    process = subprocess.Popen(
        [sys.executable, "-v", "-m", "plugins", module, "--settings", "conf.py"],
        cwd=blog, env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    for line in process.stderr:
        if re.match(r"import 'plugins\.rendering\.(looking|faults)'", line):
            break
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in told


@pytest.mark.thorough
def test_a_scheduled_post_ends_the_quiet(blog):
    """When a post is due, or the clock has gone back, there is something to do."""
    (blog / "posts/c.md").write_text("Title: Later\nDate: 2020-02-01\nLang: en\n\nText.\n")
    age(blog)
    before, after = "1580000000", "1590000000"  # January and May 2020
    build("-s", "conf.py", cwd=blog, SOURCE_DATE_EPOCH=before)
    assert NOTHING in build("-s", "conf.py", cwd=blog, SOURCE_DATE_EPOCH=before).stdout

    build("-s", "conf.py", cwd=blog, SOURCE_DATE_EPOCH=after)
    assert (blog / "output/archives/2020/02/01/later/index.html").exists()
    build("-s", "conf.py", cwd=blog, SOURCE_DATE_EPOCH=before)
    assert not (blog / "output/archives/2020/02/01/later/index.html").exists()


def test_what_was_done_is_told(blog):
    """A last line has counts and the time; --verbose says where it went; --all renders all."""
    build("-s", "conf.py", cwd=blog)
    told = build("-s", "conf.py", "--all", "--verbose", cwd=blog).stdout

    assert "0 written, 0 removed" in told
    assert " pages rendered; " in told
    assert "; 0 pages rendered" not in told
    assert "rendering pages" in told
    assert "reading articles" in told


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-s", "nowhere.py"], "nowhere.py"),
        (["--nonsense"], "unrecognized arguments: --nonsense"),
        (["nowhere", "-s", "conf.py"], "nowhere: there is no such folder or file"),
        (["-s", "wrong.py"], "wrong.py"),
    ],
)
def test_typing_mistakes_are_said_plainly(blog, arguments, told):
    """A wrong option, a folder or settings that are not there: a line, a status, no traceback."""
    (blog / "wrong.py").write_text("SITENAME = \n")
    done = build(*arguments, cwd=blog)

    assert done.returncode not in (0, None)
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (blog / "output").exists()


def test_a_full_disk_or_no_right_to_write_is_said(blog):
    """A place that cannot be written to: one line, status 1."""
    if os.geteuid() == 0:
        target = "/proc/nowhere/output"
    else:
        (blog / "locked").mkdir(mode=0o500)
        target = blog / "locked/output"
    done = build("-s", "conf.py", "-o", target, cwd=blog)

    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.thorough
def test_a_publish_that_is_killed_leaves_a_whole_site(blog):
    """Killed at any moment, a publish leaves the old site or the new one; the next one is right."""
    conf = blog / "publish.py"
    conf.write_text(
        (blog / "conf.py").read_text()
        + "OUTPUT_PATH, RENDERING_AT_ONCE, RENDERING_CHECK_LINKS = 'public', True, True\n"
    )
    for number in range(12):
        (blog / f"posts/{number}.md").write_text(
            f"Title: P{number}\nDate: 2020-03-{number + 1:02}\nTags: t{number % 3}\nLang: en\n\nText.\n"
        )
    assert build("-s", "publish.py", cwd=blog).returncode == 0
    chance = random.Random(3)
    versions = [Built(blog / "public", "").files()]
    for attempt in range(30 if IN_CI else 8):
        post = blog / f"posts/{attempt % 12}.md"
        post.write_text(
            post.read_text() + f"\n## Part {attempt} {{#part-{attempt}}}\n\n[up](#part-{attempt})\n"
            if attempt % 2
            else post.read_text().replace("Title: P", "Title: Q")
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "plugins", "rendering.build", "-s", "publish.py"],
            cwd=blog, env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.1, 0.9))
        process.kill()
        process.wait()
        left = Built(blog / "public", "").files()
        assert broken_links(blog / "public") == []

        assert build("-s", "publish.py", cwd=blog).returncode == 0
        versions.append(Built(blog / "public", "").files())
        assert left in versions[-2:]
    done = build("-s", "publish.py", "-o", "clean", "-e", 'CACHE_PATH="other"', cwd=blog)
    assert done.returncode == 0, done.stderr
    assert Built(blog / "clean", "").files() == versions[-1]
