"""The index of a site: Pagefind (https://pagefind.app/) run on records, its files as bytes.

Its own Python interface waits a tenth of a second for each answer; so the program is asked
directly, in the form of its service: requests and answers in JSON, each in Base64 before a comma.
"""

from __future__ import annotations

import json
import subprocess
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from plugins.search.order import ENTRY, in_order
from plugins.search.records import Record

# What a search asks for. Interfaces of Pagefind's own are left out.
SCRIPT = "pagefind.js"
FOLDERS = ("index", "filter", "fragment")
UNDATED = "0000"  # what is sorted by date must have one: pages come after posts


class IndexingError(Exception):
    """There is no index: Pagefind is not there, or fails."""


def program() -> Path:
    """Pagefind's program; IndexingError when it is not installed."""
    try:
        from pagefind.service import get_executable  # noqa: PLC0415  (it may be missing)

        found = get_executable()
    except (ImportError, FileNotFoundError):
        found = None
    if found is None:
        raise IndexingError("Pagefind is not installed")
    return found


def version_of(executable: Path) -> str:
    """The version that Pagefind's program tells; IndexingError when it does not run."""
    try:
        done = subprocess.run([executable, "--version"], capture_output=True, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise IndexingError(f"Pagefind does not run ({error})") from None
    return done.stdout.decode("utf-8", "replace").strip()


def index_of(executable: Path, records: Iterable[Record], lang: str) -> dict[str, bytes]:
    """The files of the index of *records*, by name; the same bytes for the same records.

    All are in one index, of the language *lang*, whatever they are written in: Pagefind looks for
    words in one index only. Raises IndexingError when it fails.
    """
    ordered = sorted(records)  # Pagefind numbers pages in the order in which they come
    last = _answer(executable, [*_requests(ordered, lang)])
    try:
        files = {each["path"]: b64decode(each["content"]) for each in last["files"]}
        return in_order(_needed(files))
    except (IndexError, KeyError, OSError, TypeError, ValueError):
        raise IndexingError("Pagefind does not answer as it should") from None


def _requests(records: Sequence[Record], lang: str) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {"force_language": lang}}
    for each in records:
        yield {"type": "AddRecord", "index_id": 0, **_as_pagefind_takes(each, lang)}
    yield {"type": "GetFiles", "index_id": 0}


def _as_pagefind_takes(record: Record, lang: str) -> dict[str, Any]:
    """A record as a request has it; what is in `meta` is searched too, first of all the title."""
    meta = {"title": record.title, "titles": "\n".join(record.titles), "date": record.date}
    filters = {"lang": [record.lang], "tag": list(record.tags)}
    return {
        "url": record.url,
        "content": record.content,
        "language": lang,
        "meta": {name: text for name, text in meta.items() if text},
        "filters": {name: values for name, values in filters.items() if values},
        "sort": {"date": record.day or UNDATED},
    }


def _answer(executable: Path, requests: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Pagefind's answer to the last of *requests*; IndexingError if it does not do all of them."""
    try:
        process = subprocess.Popen(
            [executable, "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise IndexingError(f"Pagefind does not run ({error})") from None
    # It answers while it is asked: who only wrote would wait for it, and it for the answer.
    asking = threading.Thread(target=_write, args=(process.stdin, requests), daemon=True)
    asking.start()
    try:
        return _last(process.stdout, len(requests))
    finally:
        process.kill()  # it ends when nobody asks any more, but not at once
        asking.join()
        process.communicate()


def _write(stream: Any, requests: Sequence[dict[str, Any]]) -> None:
    with suppress(OSError):  # it has ended: who waits for the answers tells it
        for number, payload in enumerate(requests):
            message = json.dumps({"message_id": number, "payload": payload}).encode()
            stream.write(b64encode(message) + b",")
        stream.flush()


def _last(stream: Any, count: int) -> dict[str, Any]:
    """The last of *count* answers; IndexingError when one tells an error or does not come."""
    rest = bytearray()
    while count:
        read = stream.read1()
        if not read:
            raise IndexingError("Pagefind ended before it had done its work")
        rest += read
        if b"," not in read:
            continue
        *answers, rest = rest.split(b",")
        count -= len(answers)
        for answer in answers:
            payload = _payload(answer)
    return payload


def _payload(answer: bytearray) -> dict[str, Any]:
    try:
        payload: dict[str, Any] = json.loads(b64decode(answer))["payload"]
        failure = payload["message"] if payload["type"] == "Error" else ""
    except (ValueError, KeyError, TypeError):
        raise IndexingError("Pagefind does not answer as it should") from None
    if failure:
        raise IndexingError(f"Pagefind fails ({failure})")
    return payload


def _needed(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files that a search asks for, among all that Pagefind gives."""
    languages = json.loads(files[ENTRY])["languages"].values()
    programs = {f"wasm.{each['wasm'] or 'unknown'}.pagefind" for each in languages}
    return {
        name: content
        for name, content in sorted(files.items())
        if name in programs | {SCRIPT, ENTRY}
        or name.endswith(".pf_meta")
        or name.split("/")[0] in FOLDERS
    }
