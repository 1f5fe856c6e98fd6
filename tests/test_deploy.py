"""Deploying: to a real sshd, a real git repository, rclone's own servers, a folder."""

import contextlib
import getpass
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, program, wait_for
from hypothesis import given
from hypothesis import strategies as st

from plugins.hosting.carriers import Folder, SendingError, hidden, run
from plugins.hosting.manifest import BEGIN, Manifest, digests_of, emptied, found_in
from plugins.hosting.objects import headers_of_objects
from plugins.hosting.sending import Sending
from plugins.hosting.targets import checked_targets, chosen

KINDS = ("folder", "rsync", "git", "sftp", "s3")
SITE = {
    "index.html": "<h1>Accueil</h1>",
    "404.html": "None.",
    "archives/2016/10/12/été à l’eau/index.html": "Texte.",
    "archives/2016/10/12/two/index.html": "Text.",
    "feeds/all.atom.xml": "<feed/>",
    "feeds/[x]*?.json": "{}",
    "theme/abc/style.css": "p {}",
    "images/space in it.png": "…",
    ".well-known/security.txt": "Contact",
    "_headers": "/*\n  X-Frame-Options: DENY\n/feeds/*\n  Cache-Control: max-age=3600\n"
    "/feeds/*.atom.xml\n  Content-Type: application/atom+xml\n",
}  # fmt: skip


def free_port():
    """A port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def server(command, port, **environment):
    """A server that answers on a port while the block runs."""

    def answers():
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", port)) == 0

    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: process.poll() is not None or answers())
        assert process.poll() is None, f"{command[0]} has ended"
        yield
    finally:
        process.kill()
        process.wait()


def rclone():
    """Rclone, of the environment or the machine's."""
    beside = Path(sys.executable).with_name("rclone")
    return str(beside) if beside.exists() else program("rclone")


def files_in(folder):
    """The texts of the files in a folder, by name; no manifest."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(BEGIN)
    }


class Place:
    """A target of a kind, in a folder of this machine: how it is written, what it holds."""

    def __init__(self, folder, kind):
        self.kind, self.root, self.environment = kind, folder / "there", {}
        self.target = {"folder": str(self.root)}
        self.stack = contextlib.ExitStack()
        getattr(self, f"_{kind}", lambda folder: None)(folder)

    def _rsync(self, folder):
        sshd, keygen = program("sshd"), program("ssh-keygen")
        program("rsync")
        for name in ("host", "user"):
            subprocess.run(
                [keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True
            )
        port = free_port()
        (folder / "known").write_text(
            f"[127.0.0.1]:{port} {' '.join((folder / 'host.pub').read_text().split()[:2])}\n"
        )
        (folder / "sshd.conf").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile {folder}/pid\n"
            f"AuthorizedKeysFile {folder}/user.pub\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
            "PasswordAuthentication no\n"
        )
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        ssh = (
            f"ssh -p {port} -i {folder}/user -F none -o UserKnownHostsFile={folder}/known"
            " -o BatchMode=yes -o LogLevel=ERROR"
        )
        self.environment = {"RSYNC_RSH": ssh}
        self.target = {"rsync": f"{getpass.getuser()}@127.0.0.1:{self.root}"}
        self.stack.enter_context(server([sshd, "-D", "-e", "-f", folder / "sshd.conf"], port))

    def _git(self, folder):
        program("git")
        self.bare = folder / "pages.git"
        subprocess.run(["git", "init", "-q", "--bare", self.bare], check=True)
        self.target = {"git": str(self.bare), "branch": "pages", "domain": "blog.example"}
        self.environment = {"GIT_CONFIG_GLOBAL": os.devnull}

    def _remote(self, folder, protocol, place, **environment):
        port = free_port()
        self.root.mkdir()
        self.environment = {
            "PATH": f"{Path(rclone()).parent}{os.pathsep}{os.environ['PATH']}",
            "RCLONE_CONFIG": str(folder / "none.conf"),
            **{f"RCLONE_CONFIG_THERE_{name}": value for name, value in environment.items()},
        }
        command = [rclone(), "serve", protocol, str(self.root), f"--addr=127.0.0.1:{port}"]
        self.target = {"rclone": f"there:{place}"}
        return port, command

    def _sftp(self, folder):
        obscured = subprocess.run(
            [rclone(), "obscure", "hush-hush"], capture_output=True, text=True, check=True
        ).stdout.strip()
        port, command = self._remote(
            folder, "sftp", "", TYPE="sftp", HOST="127.0.0.1", USER="me", PASS=obscured
        )
        self.environment["RCLONE_CONFIG_THERE_PORT"] = str(port)
        self.stack.enter_context(
            server([*command, "--user=me", "--pass=hush-hush"], port, **self.environment)
        )

    def _s3(self, folder):
        port, command = self._remote(
            folder,
            "s3",
            "bucket/blog",
            TYPE="s3",
            PROVIDER="Rclone",
            ACCESS_KEY_ID="known",
            SECRET_ACCESS_KEY="hush-hush",
        )
        self.environment["RCLONE_CONFIG_THERE_ENDPOINT"] = f"http://127.0.0.1:{port}"
        (self.root / "bucket").mkdir()
        self.served = server([*command, "--auth-key=known,hush-hush"], port, **self.environment)
        self.root = self.root / "bucket/blog"
        self.stack.enter_context(self.served)

    def checked_out(self):
        """The folder with what the target holds."""
        if self.kind != "git":
            return self.root
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        git = ["git", f"--git-dir={self.bare}", f"--work-tree={self.root}"]
        subprocess.run([*git, "checkout", "-q", "-f", "pages", "--", "."], check=True)
        return self.root

    def holds(self):
        """What it holds, but for what is there for git hosts."""
        found = files_in(self.checked_out())
        if self.kind == "git":
            assert found.pop(".nojekyll") == ""
            assert found.pop("CNAME") == found.pop(".domains") == "blog.example\n"
        return found


class Blog:
    """A published site, and the command that sends it to a place."""

    def __init__(self, folder, place):
        self.folder, self.place = folder, place
        self.site = folder / "public"
        (folder / "publishconf.py").write_text(
            f"SITENAME = 'Deux rives'\nTIMEZONE = 'UTC'\nSITEURL = 'https://blog.example'\nPATH = '.'\n"
            f"OUTPUT_PATH = {str(self.site)!r}\nCACHE_PATH = {str(folder / 'cache')!r}\n"
            f"HOSTING_TARGETS = {{'there': {place.target!r}}}\n"
        )
        self.write(SITE)

    def write(self, files):
        """Have the published site be these files alone."""
        shutil.rmtree(self.site, ignore_errors=True)
        for name, text in files.items():
            path = self.site / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def start(self, *arguments):
        """Begin to deploy."""
        return subprocess.Popen(
            [sys.executable, "-m", "plugins", "hosting.deploy", "-s", "publishconf.py", *arguments],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | self.place.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def deploy(self, *arguments, status=0):
        """Deploy: what is said."""
        process = self.start(*arguments)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == status, said
        assert "Traceback" not in said
        assert "hush-hush" not in said
        return said


@pytest.fixture
def make_blog(tmp_path):
    """A function: a blog with a target of a kind."""
    places = []

    def make(kind):
        (tmp_path / "blog").mkdir()
        places.append(Place(tmp_path, kind))
        return Blog(tmp_path / "blog", places[0])

    yield make
    for place in places:
        place.stack.close()


CHANGED = {
    **{name: text for name, text in SITE.items() if "two" not in name and "[x]" not in name},
    "index.html": "<h1>Accueil.</h1>",
    "archives/2016/11/1/three/index.html": "Three.",
}


@pytest.mark.thorough
@pytest.mark.parametrize("kind", KINDS)
def test_what_changed_is_sent_and_no_more(make_blog, kind):
    """The target holds the site, then the next one; nothing is sent when it has all."""
    blog = make_blog(kind)
    said = blog.deploy("--dry-run")
    assert "+ archives/2016/10/12/été à l’eau/index.html" in said
    assert "(nothing was sent)" in said
    assert not files_in(blog.place.root)

    assert " 0 changed, 0 removed" in blog.deploy("there")
    assert blog.place.holds() == SITE
    [manifest] = blog.place.checked_out().glob(f"{BEGIN}*")
    assert "nothing to send" in blog.deploy("there")

    blog.write(CHANGED)
    said = blog.deploy("--dry-run")
    assert said.splitlines()[:-1] == [
        "+ archives/2016/11/1/three/index.html",
        "~ index.html",
        "- archives/2016/10/12/two/index.html",
        "- feeds/[x]*?.json",
    ]
    assert "1 new, 1 changed, 2 removed" in blog.deploy()
    assert blog.place.holds() == CHANGED
    assert not (blog.place.checked_out() / "archives/2016/10/12/two").exists()
    assert list(blog.place.root.glob(f"{BEGIN}*")) == [manifest]
    assert "nothing to send" in blog.deploy()


@pytest.mark.thorough
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_elses_files_are_touched(make_blog, kind):
    """What is at the target already stays, in folders of the site's, too."""
    if kind == "git":
        pytest.skip("a branch is what was committed: see the next test")
    blog = make_blog(kind)
    blog.place.root.mkdir(parents=True, exist_ok=True)
    theirs = {"CNAME": "Theirs.", "archives/2016/10/12/two/photo.txt": "Theirs."}
    for name, text in theirs.items():
        (blog.place.root / name).parent.mkdir(parents=True, exist_ok=True)
        (blog.place.root / name).write_text(text)
    blog.deploy()
    blog.write(CHANGED)
    blog.deploy()

    assert blog.place.holds() == CHANGED | theirs


def test_a_branch_keeps_its_history_and_what_is_not_ours(make_blog):
    """A deploy is a commit on what is there, also on what others have committed meanwhile."""
    blog = make_blog("git")
    blog.deploy()
    theirs = blog.folder.parent / "theirs"
    git = ["git", "-c", "user.name=They", "-c", "user.email=they@example.org", "-C", theirs]
    subprocess.run(["git", "clone", "-q", "-b", "pages", blog.place.bare, theirs], check=True)
    (theirs / "LICENSE").write_text("Theirs.")
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "A licence"], check=True)
    subprocess.run([*git, "push", "-q"], check=True)
    blog.write(CHANGED)
    blog.deploy()

    assert blog.place.holds() == CHANGED | {"LICENSE": "Theirs."}
    log = ["git", f"--git-dir={blog.place.bare}", "log", "--format=%s|%an", "pages"]
    assert subprocess.run(log, capture_output=True, text=True, check=True).stdout.splitlines() == [
        "Publish 1 new, 1 changed, 2 removed|Deux rives",
        "A licence|They",
        "Publish 13 new, 0 changed, 0 removed|Deux rives",
    ]


@pytest.mark.thorough
def test_a_branch_that_moves_meanwhile_is_not_overwritten(make_blog, monkeypatch):
    """What somebody pushed since the branch was fetched stays: deploying again is asked for."""
    blog = make_blog("git")
    blog.deploy()
    hook = blog.place.bare / "hooks/update"
    hook.write_text("#!/bin/sh\necho 'non-fast-forward: somebody was here' >&2\nexit 1\n")
    hook.chmod(0o755)
    blog.write(CHANGED)
    said = blog.deploy(status=1)

    assert "somebody has changed the branch meanwhile: deploy again" in said
    assert blog.place.holds() == SITE


@pytest.mark.thorough
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_deploy_is_finished_by_the_next(make_blog, kind, sent):
    """Wherever it is killed, with all it has begun, and whatever is published then."""
    blog = make_blog(kind)
    chance = random.Random(f"{kind} {sent}")
    blog.write({f"a/{number}/index.html": "x" * 20_000 for number in range(300)} | SITE)
    began = time.monotonic()
    blog.deploy()
    took = time.monotonic() - began
    for turn in range(3):
        texts = {f"a/{n}/index.html": f"{turn} " * 9_000 for n in range(turn * 40, 300)}
        blog.write(texts | SITE | {f"{turn}.html": "new"})
        process = blog.start()
        time.sleep(chance.uniform(0.1, took))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sent)
        said, _ = process.communicate()
        assert "Traceback" not in said
    blog.write(CHANGED)
    blog.deploy()

    assert blog.place.holds() == CHANGED
    assert not (blog.place.checked_out() / "a").exists()


def test_a_failing_program_is_told_with_what_it_said(make_blog):
    """A server that is not there: what rsync says, and what to do; status 1."""
    blog = make_blog("rsync")
    blog.place.stack.close()
    said = blog.deploy(status=1)

    assert "rsync ended with status" in said
    assert "the same command goes on where this one ended" in said


def test_objects_are_told_how_they_are_kept():
    """A store says of a file what the rules say, the last one first."""
    found = headers_of_objects(list(SITE), SITE["_headers"])

    assert found["index.html"] == ("Cache-Control: no-cache",)
    assert found["feeds/[x]*?.json"] == ("Cache-Control: max-age=3600",)
    assert found["feeds/all.atom.xml"] == (
        "Cache-Control: max-age=3600",
        "Content-Type: application/atom+xml",
    )
    below = headers_of_objects(
        ["feeds/a.xml"], "/blog/feeds/*\n  Cache-Control: max-age=1", "/blog/"
    )
    assert below == {"feeds/a.xml": ("Cache-Control: max-age=1",)}


def test_a_store_serves_what_it_was_told(make_blog):
    """The headers reach the objects of a real store."""
    blog = make_blog("s3")
    blog.deploy()
    told = subprocess.run(
        [rclone(), "lsjson", "--metadata", "-R", "there:bucket/blog/feeds"],
        env=os.environ | blog.place.environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert "application/atom+xml" in told


@pytest.mark.parametrize(
    ("targets", "told"),
    [
        ("x", "is no table of targets"),
        ({"a": {}}, "a names one of rsync, git, folder, rclone"),
        ({"a": {"rsync": "h:", "git": "x"}}, "a names one of"),
        ({"a": {"rsync": ""}}, "rsync = '' is no text"),
        ({"a": {"rsync": "h:", "port": "22"}}, "“port” is no option of rsync"),
        ({"a": {"folder": "/x", "branch": "y"}}, "“branch” is no option of folder"),
        ({"a": {"git": "https://me:hush@example.org/x"}}, "holds a password"),
        ({"a": {"rclone": ":sftp,host=x,pass=hush:"}}, "holds a password"),
        ({"a": {"rclone": ":s3,secret_access_key=hush:b"}}, "holds a password"),
        ({"a": {"rsync": "-e rm"}}, "would be taken for an option"),
    ],
)
def test_targets_that_cannot_be_are_said_plainly(site, targets, told):
    """At once, by any build; a password is not repeated."""
    with pytest.raises(ValueError, match=re.escape(told)) as found:
        checked_targets(targets)
    assert "hush" not in str(found.value)
    assert told in site.fails(HOSTING_TARGETS=targets)


def test_targets_are_chosen_by_name():
    """The only one needs none; a name that is nearly one is guessed."""
    two = checked_targets({"server": {"rsync": "h:"}, "disk": {"folder": "/x"}})

    assert chosen(two, "disk").place == "/x"
    assert chosen({"disk": two["disk"]}, "").name == "disk"
    for targets, name, told in (
        ({}, "", "no target is declared"),
        (two, "", "which target? type one of: server, disk"),
        (two, "sever", "did you mean server"),
        (two, "zzz", "there are: server, disk"),
    ):
        with pytest.raises(ValueError, match=re.escape(told)):
            chosen(targets, name)


@pytest.mark.parametrize("where", ["public", "public/sub", "."])
def test_the_site_is_not_sent_into_itself(make_blog, where):
    """A folder that is the site, in it or around it is refused."""
    blog = make_blog("folder")
    conf = blog.folder / "publishconf.py"
    conf.write_text(f"{conf.read_text()}HOSTING_TARGETS = {{'there': {{'folder': {where!r}}}}}\n")

    assert "itself, or around or within it" in blog.deploy(status=1)
    assert files_in(blog.site) == SITE


def test_without_a_site_nothing_is_sent(make_blog):
    """A site that is not there, or empty, does not empty the target."""
    blog = make_blog("folder")
    blog.deploy()
    shutil.rmtree(blog.site)

    assert "publish it first" in blog.deploy(status=1)
    assert blog.place.holds() == SITE


def test_everything_is_sent_when_asked(make_blog):
    """What somebody spoilt at the target is mended by --all."""
    blog = make_blog("folder")
    blog.deploy()
    (blog.place.root / "index.html").write_text("Spoilt.")
    (blog.site / "404.html").unlink()
    blog.deploy()
    assert (blog.place.root / "index.html").read_text() == "Spoilt."
    blog.deploy("--all")

    assert blog.place.holds() == files_in(blog.site)


def test_a_manifest_that_cannot_be_read_tells_nothing(make_blog):
    """Cut off, foreign or hostile, it has all sent again, and removes nothing elsewhere."""
    blog = make_blog("folder")
    blog.deploy()
    [manifest] = blog.place.root.glob(f"{BEGIN}*")
    outside = blog.folder / "mine.txt"
    outside.write_text("Mine.")
    for content in (b"", manifest.read_bytes()[:20], b"[]"):
        manifest.write_bytes(content)
        assert "10 new, 0 changed, 0 removed" in blog.deploy()
    Manifest(manifest.name, {"../blog/mine.txt": "", str(outside): "", "a/../../x": ""}).save(
        blog.place.root
    )
    blog.deploy()

    assert outside.read_text() == "Mine."
    assert blog.place.holds() == SITE


def test_secrets_are_not_repeated(monkeypatch):
    """What programs say is shown without passwords."""
    monkeypatch.setenv("RCLONE_CONFIG_B_SECRET_ACCESS_KEY", "hush-hush")

    assert hidden("at https://me:pw@example.org/x: hush-hush is wrong") == (
        "at https://…@example.org/x: … is wrong"
    )
    with pytest.raises(SendingError, match="nonesuch is not installed"):
        run(["nonesuch"])


NAMES = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join)
SITES = st.dictionaries(NAMES, st.sampled_from(["1", "2"]), max_size=6).filter(
    lambda site: not any(f"{one}/" in f"{two}" and two.startswith(f"{one}/") for one in site for two in site)
)  # fmt: skip


class Failing(Folder):
    """A folder that cannot be reached any more after so many steps."""

    def __init__(self, place, steps):
        super().__init__(place)
        self.steps = steps

    def put(self, folder, names):
        """Put as many as there are steps left."""
        for name in names:
            self._step()
            super().put(folder, [name])

    def remove(self, names, left):
        """Remove, as a step."""
        self._step()
        super().remove(names, left)

    def _step(self):
        self.steps -= 1
        if self.steps < 0:
            raise SendingError("the line is cut")


@given(st.lists(st.tuples(SITES, st.integers(0, 12)), min_size=1, max_size=4), SITES)
def test_whatever_was_interrupted_the_next_deploy_makes_it_whole(tmp_path_factory, tries, last):
    """After any number of deploys cut at any step, one that is not holds that site, and only it."""
    folder = tmp_path_factory.mktemp("deploy")
    for site, steps in [*tries, (last, 99)]:
        files = folder / "site"
        shutil.rmtree(files, ignore_errors=True)
        aside = folder / "aside"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        for name, text in ({"index.html": ""} | site).items():
            (files / name).parent.mkdir(parents=True, exist_ok=True)
            (files / name).write_text(text)
        with contextlib.suppress(SendingError):
            carrier = Failing(folder / "there", steps)
            sending = Sending(files, digests_of(files), carrier, {}, aside)
            sending.carry_out(sending.plan(), "")

    assert files_in(folder / "there") == files_in(files)
    assert not [p for p in (folder / "there").rglob("*") if p.is_dir() and not any(p.iterdir())]


def test_two_manifests_are_believed_where_they_agree(tmp_path):
    """Two that began at once leave two: what both tell alike is known, the rest is sent again."""
    Manifest(f"{BEGIN}a", {"x": "1", "y": "1", "z": "1"}).save(tmp_path)
    Manifest(f"{BEGIN}b", {"x": "1", "y": "2"}).save(tmp_path)

    assert found_in(tmp_path) == (
        Manifest(f"{BEGIN}a", {"x": "1", "y": "", "z": ""}),
        [f"{BEGIN}b"],
    )
    assert emptied(["a/b/c", "a/d/e"], ["a/f"]) == ["a/b", "a/d"]
