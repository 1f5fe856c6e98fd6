"""Small blogs at random, how they are edited, and what must become of them.

A blog here is plain values. What it says by itself (which posts a listing has, in which order, under
which ids, or why it cannot be built) is written down once more, apart from the code that it tries.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import quote

from conftest import PIXEL
from hypothesis import strategies as st
from signs import signed

SITE = "https://deux-rives.example"
AUTHORITY = "deux-rives.example,2008"
NOW, LATER = 1_600_000_000, 1_930_000_000  # seconds since 1970: before and after scheduled posts
MOST = 8

# Three concepts and what a post of each language calls them. The last has one name, and no line in
# tags.toml; numbers are in no language.
CONCEPTS = [{"fr": "lac", "en": "lake", "de": "see"}, {"fr": "pont", "en": "bridge"}, {}]
NAMELESS = "1990"


class Post(NamedTuple):
    """A post: what an author chooses. *n* is its number for ever."""

    lang: int = 0  # which of the blog's languages
    marked: bool = False  # language and summaries written with markers, not in the header
    day: int = 1
    status: str = "published"  # or draft, hidden, scheduled
    tags: tuple[int, ...] = ()
    summaries: tuple[bool, bool] = (False, False)
    own: str = ""  # or summary, more
    titled: bool = False  # in the other languages, too
    renamed: bool = False  # its title is another
    guid: bool = False
    links: tuple[int, ...] = ()
    pinned: int | None = None
    translates: int | None = None
    folder: str = ""
    slug: str = ""  # `p…` when empty
    alias: bool = False
    words: int = 0


posts = st.builds(
    Post,
    lang=st.integers(0, 2),
    marked=st.booleans(),
    day=st.integers(1, 4),
    status=st.sampled_from([*["published"] * 5, "draft", "hidden", "scheduled"]),
    tags=st.lists(st.integers(0, 2), unique=True).map(tuple),
    summaries=st.tuples(st.booleans(), st.booleans()),
    own=st.sampled_from(["", "summary", "more"]),
    titled=st.booleans(),
    renamed=st.booleans(),
    guid=st.booleans(),
    links=st.lists(st.integers(0, 9), max_size=2).map(tuple),
    pinned=st.none() | st.integers(0, 9),
    translates=st.none() | st.integers(0, 9),
    folder=st.sampled_from(["", "2016/", "été 1/", "+a&b/"]),
    slug=st.sampled_from([*[""] * 12, "same"]),
    alias=st.booleans(),
    words=st.integers(0, 40),
)


@dataclass(frozen=True)
class Blog:
    """A blog: its *posts* by number, its settings, and the *moment* at which it is built."""

    posts: dict[int, Post]
    languages: tuple[str, ...] = ("fr", "en")
    vocabulary: bool = True
    page: int = 2  # posts on one
    content: str = "summary"  # of listings
    folder: str = ""  # of the site on its host
    pages: tuple[int, ...] = ()  # their languages
    moment: int = NOW
    name: int = 42
    theme: int = 0
    ever: int = field(default=0)  # posts that there have been

    def lang(self, n: int) -> str:
        """The language of a post."""
        return self.languages[self.posts[n].lang % len(self.languages)]

    def others(self, n: int) -> list[str]:
        """The other languages of the blog."""
        return [lang for lang in self.languages if lang != self.lang(n)]

    def fate(self, n: int) -> str:
        """What becomes of a post."""
        status = self.posts[n].status
        due = self.moment >= LATER
        return "published" if status == "scheduled" and due else status

    def having(self, *fates: str) -> list[int]:
        """The posts of which one of these becomes."""
        return [n for n in self.posts if self.fate(n) in fates]

    def path(self, n: int) -> str:
        """The path of a post's file."""
        return f"{self.posts[n].folder}{n}.md"

    def slug(self, n: int) -> str:
        """The slug of a post."""
        return self.posts[n].slug or f"p{n}"

    def date(self, n: int) -> str:
        """The day of a post."""
        post = self.posts[n]
        return f"{2030 if post.status == 'scheduled' else 2014 + post.day // 2}-02-0{post.day}"

    def url(self, n: int) -> str:
        """The address of a post."""
        return f"archives/{self.date(n).replace('-', '/')}/{self.slug(n)}/"

    def id(self, n: int) -> str:
        """What feeds know a post by."""
        guid = f"http://old.example/?p={n}"
        return guid if self.posts[n].guid else f"tag:{AUTHORITY}:{quote(self.path(n), safe='/+')}"

    def tags(self, n: int) -> set[str]:
        """The slugs of a post's tags."""
        found = set()
        for concept in self.posts[n].tags:
            name = CONCEPTS[concept].get(self.lang(n))
            if not name:
                found.add(NAMELESS)
            elif self.vocabulary and concept == 0:
                found.add("lac")
            else:
                found.add(f"{name}{self.lang(n)[0]}")  # ⓕ is written f
        return found

    def listed(self, lang: str | None = None, tag: str | None = None) -> list[int]:
        """The posts of a listing, newest first, to the last key."""
        found = [
            n
            for n in self.having("published")
            if lang in (None, self.lang(n)) and (tag is None or tag in self.tags(n))
        ]
        return sorted(found, key=lambda n: (self.date(n), self.slug(n), self.path(n)), reverse=True)

    def sheets(self, listed: list[int]) -> dict[str, list[int]]:
        """Those posts by the addresses of pages, numbered from the oldest."""
        numbered = max(0, len(listed) // self.page - 1)
        oldest_first = listed[::-1]
        sheets = {"": listed[: len(listed) - numbered * self.page]}
        for k in range(1, numbered + 1):
            sheets[f"page/{k}/"] = oldest_first[(k - 1) * self.page : k * self.page][::-1]
        return sheets

    def views(self, tag: str | None = None) -> Iterator[tuple[str | None, list[int]]]:
        """The views of a listing: a language or None, with its posts; one without posts is none."""
        for lang in (None, *(self.languages if len(self.languages) > 1 else ())):
            if listed := self.listed(lang, tag):
                yield lang, listed

    def faults(self) -> list[str]:
        """What must be told, when the blog cannot be built."""
        written = self.having("published", "hidden")
        found = []
        for one, other in itertools.combinations(written, 2):
            if self.url(one) == self.url(other):
                found.append(f"would both be at /{self.url(one)}index.html")
        for n in written:
            for target in self.targets(n):
                fate = self.fate(target)
                if fate in ("draft", "scheduled"):
                    kind = "a draft" if fate == "draft" else "a scheduled post"
                    found.append(f"links to {kind}")
        return found

    def targets(self, n: int) -> list[int]:
        """The posts that a post links to."""
        numbers = sorted(self.posts)
        return [numbers[link % len(numbers)] for link in self.posts[n].links]

    def translated(self, n: int) -> int | None:
        """The post that a post is the translation of: one of another language, that is nothing else's."""
        post, numbers = self.posts[n], sorted(self.posts)
        if post.translates is None or self.fate(n) != "published":
            return None
        target = numbers[post.translates % len(numbers)]
        others = [m for m in numbers if m != n and self.posts[m].translates is not None]
        apart = target not in others and not any(
            numbers[self.posts[m].translates % len(numbers)] in (n, target) for m in others
        )
        good = self.lang(target) != self.lang(n) and self.fate(target) == "published"
        return target if apart and good else None

    def files(self) -> dict[str, bytes]:
        """The content folder: each file's path with its bytes."""
        found = {self.path(n): self._text(n).encode() for n in self.posts}
        for at, lang in enumerate(self.pages):
            code = self.languages[lang % len(self.languages)]
            text = f"Title: {signed('page', code)} {at}\nLang: {code}\nSlug: about-{at}\n\n{signed('words', code)}\n"
            found[f"pages/{at}.md"] = text.encode()
        if self.vocabulary:
            names = ", ".join(
                f'{lang} = "{signed(name, lang)}"'
                for lang, name in CONCEPTS[0].items()
                if lang in self.languages
            )
            about = f'descriptions = {{ en = "{signed("water", "en")} {self.name}." }}'
            found["tags.toml"] = f"[lac]\nnames = {{ {names} }}\n{about}\n".encode()
        return found | {"images/dot.png": PIXEL}

    def _text(self, n: int) -> str:
        post, lang = self.posts[n], self.lang(n)
        title = signed("another" if post.renamed else "title", lang)
        header = {"Title": f"{title} {n}", "Date": f"{self.date(n)} 10:00"}
        header |= {"Slug": self.slug(n)}
        said = {
            other: f"{signed('short', other)} {n}."
            for other, has in zip(self.others(n), post.summaries, strict=False)
            if has
        }
        body = []
        if post.marked:
            header["Title"] += f" [{lang}]"
            body += [f"[{other}] {text}" for other, text in said.items()]
        else:
            header |= {"Lang": lang} | {f"Summary_{other}": text for other, text in said.items()}
        if post.tags:
            names = [CONCEPTS[tag].get(lang) for tag in post.tags]
            header["Tags"] = ", ".join(signed(name, lang) if name else NAMELESS for name in names)
        if post.own == "summary":
            header["Summary"] = f"{signed('own', lang)} {n}."
        if post.titled:
            header |= {f"Title_{o}": f"{signed('called', o)} {n}" for o in self.others(n)}
        if post.guid:
            header["Guid"] = f"http://old.example/?p={n}"
        if post.alias:
            header["Aliases"] = f"/old/{n}/"
        if post.status in ("draft", "hidden"):
            header["Status"] = post.status
        if (target := self.translated(n)) is not None:
            header["Translation_of"] = self.named(target)
        if post.pinned is not None:
            target = sorted(self.posts)[post.pinned % len(self.posts)]
            if target != n and self.fate(target) == "published":
                header["Similar"] = f"{'+' if post.words % 2 else '-'}{self.named(target)}"
        body += [f"{signed('body', lang)} {n}, {signed('words ' * post.words, lang)}."]
        body += ["<!--more-->"] if post.own == "more" else []
        body += [f"## {signed('head', lang)} {{#h{n}}}", f"[{signed('up', lang)}](#h{n})"]
        body += [
            f"![{signed('dot', lang)}]({{static}}/images/dot.png)",
            *(f"<q lang='{other}'>{signed('quoted', other)}</q>" for other in self.others(n)[:1]),
        ]
        body += [
            f"[{signed('see', lang)}]({{filename}}/{self.path(t).replace(' ', '%20')})"
            for t in self.targets(n)
        ]
        return "".join(f"{k}: {v}\n" for k, v in header.items()) + "\n" + "\n\n".join(body) + "\n"

    def named(self, n: int) -> str:
        """A post as another's header names it, whatever slugs there are."""
        return self.url(n).removeprefix("archives/").rstrip("/")

    def settings(self) -> dict[str, object]:
        """What pelicanconf.py would say."""
        return {
            "SITENAME": str(self.name),
            "SITESUBTITLE": {lang: signed("subtitle", lang) for lang in self.languages},
            "SITEURL": SITE + self.folder,
            "LANGUAGES": {lang: {"name": signed("name", lang)} for lang in self.languages},
            "DEFAULT_PAGINATION": self.page,
            "LISTINGS_CONTENT": self.content,
            "TAG_ARCHIVES_CONTENT": self.content,
            "LANGUAGE_FEEDS_MAX_ITEMS": 3,
            "PAGE_PATHS": ["pages"],
            "SEARCH_INDEX": False,
        }


def numbered(members: list[Post]) -> dict[int, Post]:
    """Posts by numbers that no other text of a page has."""
    return {7001 + at: post for at, post in enumerate(members)}


blogs = st.builds(
    lambda members, **chosen: Blog(numbered(members), ever=len(members), **chosen),
    st.lists(posts, max_size=MOST),
    languages=st.sampled_from([("fr", "en"), ("fr", "en"), ("en", "fr"), ("de", "fr", "en"), ("en",)]),
    vocabulary=st.booleans(),
    page=st.integers(1, 3),
    content=st.sampled_from(["summary", "full"]),
    folder=st.sampled_from(["", "/a/blog"]),
    pages=st.lists(st.integers(0, 2), max_size=2).map(tuple),
    moment=st.sampled_from([NOW, NOW, LATER]),
)  # fmt: skip

BESIDES = ("new", "delete", "vocabulary", "page", "content", "name", "theme", "moment", "pages")
edits = st.tuples(
    st.sampled_from([*Post._fields, *Post._fields, *BESIDES, "nothing"]), st.integers(0, 99), posts
)


def edited(blog: Blog, edit: tuple[str, int, Post]) -> Blog:
    """The blog after an edit of that kind: of a field of a post, of its posts, of a setting."""
    kind, number, post = edit
    numbers = sorted(blog.posts)
    match kind:
        case "new":
            if len(numbers) < MOST:
                new = {7001 + blog.ever: post}
                return replace(blog, posts=blog.posts | new, ever=blog.ever + 1)
        case "delete":
            if numbers:
                gone = numbers[number % len(numbers)]
                return replace(blog, posts={n: p for n, p in blog.posts.items() if n != gone})
        case "vocabulary":
            return replace(blog, vocabulary=not blog.vocabulary)
        case "moment":
            return replace(blog, moment=NOW + LATER - blog.moment)
        case "page" | "content":
            chosen = {"page": 1 + number % 3, "content": ("summary", "full")[number % 2]}
            return replace(blog, **{kind: chosen[kind]})
        case "pages":
            return replace(blog, pages=(*blog.pages, number)[-2:])
        case "name" | "theme":
            return replace(blog, **{kind: number})
        case _ if numbers and kind in Post._fields:
            n = numbers[number % len(numbers)]
            changed = blog.posts[n]._replace(**{kind: getattr(post, kind)})
            return replace(blog, posts=blog.posts | {n: changed})
    return blog
