"""The posts of the corpus as each tool reads them: same titles, bodies, tags, dates, summaries.

What differs is the header, and how a link to another post is written.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus import Post

LINK = re.compile(r"\{filename\}([\w-]+)\.md")  # [a title]({filename}name-12.md)


def passerelle(post: Post) -> str:
    """The file of *post* for this project."""
    return post.text


def pelican(post: Post) -> str:
    """The file of *post* for stock Pelican, which knows one summary."""
    header = re.sub(r"^Summary_\w+:", "Summary:", post.header, flags=re.M)
    return f"{header}\n{post.body}"


def hugo(post: Post) -> str:
    """The file of *post* for Hugo: languages and years are taxonomies."""
    header = {
        "title": post.title,
        "date": f"{post.date:%Y-%m-%dT%H:%M:%SZ}",
        "langcode": post.lang,
        "plang": [post.lang],
        "years": [f"{post.date:%Y}"],
        "tags": post.tags,
        "summary": post.summary,
    }
    lines = "".join(f"{key} = {_quoted(value)}\n" for key, value in header.items())
    return f"+++\n{lines}+++\n\n" + LINK.sub(r'{{< relref "/posts/\1" >}}', post.body)


def eleventy(post: Post) -> str:
    """The file of *post* for Eleventy, where `tags` would be its collections."""
    header = {
        "title": post.title,
        "date": f"{post.date:%Y-%m-%dT%H:%M:%SZ}",
        "langcode": post.lang,
        "topics": post.tags,
        "summary": post.summary,
    }
    lines = "".join(
        f"{key}: {value if key == 'date' else _quoted(value)}\n" for key, value in header.items()
    )
    return f"---\n{lines}---\n\n" + LINK.sub(r"/posts/\1/", post.body)


FORMATS = {"passerelle": passerelle, "pelican": pelican, "hugo": hugo, "eleventy": eleventy}


def write_posts(posts: Iterable[Post], form: str, folder: Path) -> None:
    """Write *posts* into *folder* as the tool *form* reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for post in posts:
        (folder / f"{post.name}.md").write_text(FORMATS[form](post), "utf-8")


def _quoted(value: object) -> str:
    """JSON, which is also TOML and YAML for texts and lists of them."""
    return json.dumps(value, ensure_ascii=False)
