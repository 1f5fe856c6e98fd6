"""What a body was typed in: Markdown, Textile or HTML.

PHP Markdown leaves no mark in an export: the raw text is there, and WordPress would show it as
it is. So the text itself has to tell.
"""

from __future__ import annotations

import re

SURE = (
    re.compile(
        r"(?<!!)\[[^\[\]\n]{1,200}\]\((?:https?://|/|#|mailto:)[^\s()]*(?:\s+\"[^\"\n]*\")?\)"
    ),
    re.compile(r"^ {0,3}\[[^\[\]\n]{1,100}\]:\s+\S+", re.MULTILINE),  # [id]: https://…
    re.compile(r"!\[[^\[\]\n]*\]\([^\s()]+(?:\s+\"[^\"\n]*\")?\)"),
    re.compile(r"\[\^[\w-]+\]:?"),
)
PERHAPS = (
    re.compile(
        r"(?<![\w*])\*\*(?=\S)[^*\n]+(?<=\S)\*\*(?![\w*])|(?<!\w)__(?=\S)[^_\n]+(?<=\S)__(?!\w)"
    ),
    re.compile(r"^#{1,6} +\S.*$", re.MULTILINE),
    re.compile(r"^(?=[^\n<]*\w)[^\n<]*\n(?:={3,}|-{3,}) *$", re.MULTILINE),
    re.compile(r"(?:\A|\n\n)> +\S"),
    re.compile(r"(?:\A|\n\n) {0,3}[*+-] +\S.*\n {0,3}[*+-] +\S"),
    re.compile(r"(?:\A|\n\n) {0,3}1\. +\S.*\n {0,3}2\. +\S"),
    re.compile(
        r"(?<![\w*])\*(?=[^\s*])[^*\n]+(?<=\S)\*(?![\w*])|(?<!\w)_(?=[^\s_])[^_\n]+(?<=\S)_(?!\w)"
    ),
    re.compile(r"(?<!`)`[^`\n<>]+`(?!`)"),
)
TAGS = re.compile(
    r"</?(?:p|div|a|em|strong|b|i|ul|ol|li|h[1-6]|blockquote|br|span|table)\b[^<>]*>", re.I
)
CODE = re.compile(
    r"<(pre|code)\b.*?</\1\s*>|\[(code|sourcecode|cc)\b.*?\[/\2\]|<!--.*?-->", re.DOTALL | re.I
)


def looks_like(text: str) -> str:
    """`markdown`, `html`, `blocks`, `bare` or `unsure`, from how a *text* is marked.

    >>> looks_like("Voir [ce billet](https://example.org/), *vite*."), looks_like("Rien du tout.")
    ('markdown', 'bare')
    """
    if "<!-- wp:" in text:
        return "blocks"
    plain = CODE.sub(" ", text)
    sure = sum(len(pattern.findall(plain)) for pattern in SURE)
    perhaps = sum(1 for pattern in PERHAPS if pattern.search(plain))
    tags = len(TAGS.findall(plain))
    if not sure and not perhaps:
        return "html" if tags else "bare"
    if sure and sure * 2 + perhaps * 2 > tags:
        return "markdown"
    if perhaps >= 2 and perhaps * 2 > tags:
        return "markdown"
    return "unsure" if (sure or perhaps) and tags < 4 * (sure + perhaps) else "html"
