"""Work shared out among processes, where there is fork; in this one elsewhere, the same result."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

T = TypeVar("T")

IN_WORKERS = 50_000, 20, 100  # what Markdown leaves behind is garbage in circles, and much
END, FAILED = b"\0end", b"\0failed"


class WorkerError(RuntimeError):
    """A share of the work could not be done; the text says why."""


def cores() -> int:
    """How many processes can run at once."""
    if not hasattr(os, "fork"):
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processes_of(settings: Mapping[str, Any]) -> int:
    """How many processes may work at once: what the *settings* say, or one a core."""
    return int(settings.get("RENDERING_PROCESSES") or cores())


def shares(items: Sequence[T], most: int, least: int) -> list[Sequence[T]]:
    """*items* in at most *most* shares of neighbours, none much smaller than *least*."""
    count = max(1, min(most, len(items) // max(1, least)))
    bounds = [len(items) * number // count for number in range(count + 1)]
    return [items[start:end] for start, end in pairwise(bounds)]


def in_parallel(
    work: Callable[[Sequence[T]], Iterable[bytes]], parts: Sequence[Sequence[T]]
) -> Iterator[bytes]:
    """The messages that *work* makes of each of *parts*, each part in a process of its own.

    Messages come in any order. What *work* changes in memory is lost, but in the one part that
    there is. Raises WorkerError when a process fails; the others are ended.
    """
    if len(parts) < 2:
        usual, collecting = gc.get_threshold(), gc.isenabled()
        gc.freeze()
        gc.enable()
        gc.set_threshold(*IN_WORKERS)
        try:
            for part in parts:
                yield from work(part)
        finally:
            gc.set_threshold(*usual)
            gc.unfreeze()
            if not collecting:
                gc.disable()
        return
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()  # what is here is shared: a collection in a child would copy it
    children: dict[Connection, int] = {}
    try:
        for part in parts:
            receiving, sending = multiprocessing.Pipe(duplex=False)
            children[receiving] = _fork(work, part, sending, list(children))
        yield from _messages(children)
    finally:
        gc.unfreeze()
        for connection, child in children.items():
            connection.close()
            os.waitpid(child, 0)


def _fork(
    work: Callable[[Sequence[T]], Iterable[bytes]],
    part: Sequence[T],
    sending: Connection,
    others: list[Connection],
) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a spinner's thread may be running
        child = os.fork()
    if child:
        sending.close()
        return child
    status = 1
    try:
        gc.enable()
        gc.set_threshold(*IN_WORKERS)
        for other in others:
            other.close()
        for message in work(part):
            sending.send_bytes(message)
        sending.send_bytes(END)
        status = 0
    except BrokenPipeError:
        status = 1  # nobody listens any more
    except WorkerError as error:
        sending.send_bytes(FAILED + str(error).encode())
    except BaseException:
        sending.send_bytes(FAILED + traceback.format_exc().encode())
    finally:
        os._exit(status)


def _messages(children: dict[Connection, int]) -> Iterator[bytes]:
    listening: list[Connection] = list(children)
    while listening:
        for connection in wait(listening):
            assert isinstance(connection, Connection)
            try:
                message = connection.recv_bytes()
            except EOFError:
                raise WorkerError("a process of this build was ended from outside") from None
            if message == END:
                listening.remove(connection)
            elif message.startswith(FAILED):
                raise WorkerError(message[len(FAILED) :].decode())
            else:
                yield message
