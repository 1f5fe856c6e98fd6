"""An index in one order: the same bytes for the same records, in whatever order Pagefind had them.

Its filters come in the order of a table that is another at each run. The format is that of
Pagefind 1.5: CBOR (RFC 8949) behind a mark, compressed by gzip; a file's name has its digest.
"""

from __future__ import annotations

import gzip
import json
from hashlib import blake2b
from typing import Any

import cbor2

MARK = b"pagefind_dcd"
ENTRY = "pagefind-entry.json"
FILTERS = 3  # where the list of filters is in a pf_meta: each a name, and its file's


def in_order(files: dict[str, bytes]) -> dict[str, bytes]:
    """The *files* of an index by name, with their filters in order.

    ValueError, KeyError or IndexError when they are not in the format that is known.
    """
    result = dict(files)
    entry = json.loads(result.pop(ENTRY))
    for language in entry["languages"].values():
        name = f"pagefind.{language['hash']}.pf_meta"
        meta = _read(result.pop(name))
        meta[FILTERS] = sorted(_filter(result, *each) for each in meta[FILTERS])
        content = _written(meta)
        language["hash"] = _named(language["hash"], content)
        result[f"pagefind.{language['hash']}.pf_meta"] = content
    result[ENTRY] = json.dumps(entry, sort_keys=True).encode()
    return result


def _filter(files: dict[str, bytes], name: str, called: str) -> list[str]:
    """Put the values of a filter in order; its name, and that of its file from now on."""
    title, values = _read(files.pop(f"filter/{called}.pf_filter"))
    content = _written([title, sorted(values)])
    called = _named(called, content)
    files[f"filter/{called}.pf_filter"] = content
    return [name, called]


def _read(content: bytes) -> Any:
    plain = gzip.decompress(content)
    if not plain.startswith(MARK):
        raise ValueError("no file of Pagefind's")
    return cbor2.loads(plain.removeprefix(MARK))


def _written(value: Any) -> bytes:
    return gzip.compress(MARK + cbor2.dumps(value), mtime=0)


def _named(before: str, content: bytes) -> str:
    """The name of a file that was named *before* after another content: as long, as unique."""
    lang, _, digits = before.partition("_")
    return f"{lang}_{blake2b(content).hexdigest()[: len(digits)]}"
