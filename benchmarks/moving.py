"""What moving from WordPress costs: an export of 5,000 posts made here, in seconds and memory.

    invoke benchmark

A third of the posts is Markdown, a third HTML as it was typed once, a third blocks.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from html import escape
from pathlib import Path

import markdown

from benchmarks.corpus import OTHER, Corpus, Post, slug

HOME = "https://old.example"
ROOT = Path(__file__).parents[1]
POSTS, SECONDS, MEBIBYTES = 5_000, 90, 500  # what is asked


def export_of(posts: int, file: Path) -> None:
    """Write an export of so many *posts* of the corpus into *file*, as WordPress does."""
    with file.open("w", encoding="utf-8") as out:
        out.write(f'<rss version="2.0">\n<channel><link>{HOME}</link><language>fr-FR</language>\n')
        for number, post in enumerate(Corpus(posts).posts(), 1):
            out.write(_item(number, post))
        out.write("</channel>\n</rss>\n")


def _item(number: int, post: Post) -> str:
    """A post as Markdown, as classic HTML, or in blocks, by turns; in either generation's keys."""
    body = re.sub(r"{filename}([\w-]+)\.md", rf"{HOME}/?name=\1", post.body)
    other = OTHER[post.lang]
    meta = {"language": post.lang, "other-excerpt": post.summary}
    if number % 3:
        body = markdown.markdown(body, extensions=["extra"])
        size = len(post.summary.encode())
        excerpts = f'a:1:{{s:2:"{other}";s:{size}:"{post.summary}";}}'
        meta = {"bb-post-language": post.lang, "bb-post-excerpts": excerpts}
    if number % 3 == 1:  # WordPress's own editor wrote no <p>
        body = re.sub(r"</?p>", "", body)
    elif number % 3 == 2:
        body = re.sub(r"(<p>.*?</p>)", r"<!-- wp:paragraph -->\n\1\n<!-- /wp:paragraph -->", body)
    fields = {
        "title": post.title, "link": f"{HOME}/archives/{post.date:%Y/%m/%d}/{post.name}/",
        "dc:creator": "one", "guid": f"{HOME}/?p={number}", "content:encoded": body,
        "wp:post_id": number, "wp:post_date": f"{post.date:%Y-%m-%d %H:%M:%S}",
        "wp:post_name": post.name, "wp:status": "publish", "wp:post_type": "post",
    }  # fmt: skip
    tags = "".join(
        f'<category domain="post_tag" nicename="{slug(tag)}">{escape(tag)}</category>'
        for tag in post.tags
    )
    meta_xml = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value>{escape(text)}</wp:meta_value></wp:postmeta>"
        for key, text in meta.items()
    )
    said = "".join(
        f"<wp:comment><wp:comment_id>{number * 10 + n}</wp:comment_id><wp:comment_author>x"
        f"</wp:comment_author><wp:comment_content>{escape(post.summary)}</wp:comment_content>"
        "<wp:comment_approved>1</wp:comment_approved></wp:comment>"
        for n in range(number % 4)
    )
    plain = "".join(f"<{name}>{escape(str(text))}</{name}>" for name, text in fields.items())
    return f"<item>{plain}{tags}{meta_xml}{said}</item>\n"


def measure(posts: int) -> tuple[float, float, float]:
    """Import an export of so many *posts*: its megabytes, seconds by the clock, mebibytes.

    The memory is that of the process that reads, and of those it shares the work with, at most.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export_of(posts, folder / "export.xml")
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "plugins.wordpress_import", folder / "export.xml",
             "--content", folder / "content", "--report", folder / "report"],
            cwd=ROOT, stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        seconds = time.perf_counter() - begun
        each = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size = (folder / "export.xml").stat().st_size / 1e6
    return size, seconds, each * (1 + min(os.cpu_count() or 1, 8))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=POSTS)
    asked = parser.parse_args()
    size, seconds, memory = measure(asked.posts)
    print(f"{asked.posts:,} posts, {size:.1f} MB: {seconds:.1f} s, at most {memory:.0f} MiB")
    if asked.posts == POSTS:
        print(f"asked: {SECONDS} s, {MEBIBYTES} MiB")


if __name__ == "__main__":
    main()
