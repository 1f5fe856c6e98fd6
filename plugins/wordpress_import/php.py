"""Values that PHP has serialised, read by a reader that runs nothing and knows no objects.

    a:2:{s:2:"fr";s:9:"Un résumé";s:2:"en";s:9:"A summary";}

Lengths are bytes of the encoding that the value once had; one that is wrong is recovered where
the next `";` is.
"""

from __future__ import annotations

import re

Value = str | int | float | bool | None | dict[str, "Value"]
DEEPEST = 20
NUMBER = re.compile(rb"([id]):(-?[0-9.Ee+-]{1,32}|NAN|INF|-INF);")
STRING = re.compile(rb's:(\d{1,9}):"')
ARRAY = re.compile(rb"a:(\d{1,6}):\{")
NEXT = re.compile(rb'";(?=[sidbaNO}]|$)')  # after a string: a value, an end


class PhpError(ValueError):
    """What is read is no array, string or number of PHP."""


def read_php(text: str) -> Value:
    """The value in *text*; PhpError when it is none, or holds an object."""
    value, _ = _value(text.encode("utf-8", "surrogatepass"), 0, 0)
    return value


def read_array(text: str) -> dict[str, Value]:
    """The array in *text*, empty when there is none."""
    try:
        value = read_php(text.strip())
    except (PhpError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _value(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    if depth > DEEPEST:
        raise PhpError("too deep")
    if data.startswith(b"N;", at):
        return None, at + 2
    if data[at : at + 2] == b"b:" and data[at + 3 : at + 4] == b";":
        return data[at + 2 : at + 3] == b"1", at + 4
    if found := NUMBER.match(data, at):
        try:
            number = found[2].decode()
            return (int(number) if found[1] == b"i" else float(number)), found.end()
        except ValueError:
            raise PhpError("no number") from None
    if found := STRING.match(data, at):
        return _string(data, found.end(), int(found[1]))
    if found := ARRAY.match(data, at):
        return _array(data, found.end(), int(found[1]), depth)
    raise PhpError(f"nothing that is read here: {data[at : at + 12]!r}")


def _string(data: bytes, start: int, length: int) -> tuple[str, int]:
    end = start + length
    if data[end : end + 2] != b'";':  # the length is of another encoding
        found = NEXT.search(data, start)
        if found is None:
            raise PhpError("a string without an end")
        end = found.start()
    return data[start:end].decode("utf-8", "replace"), end + 2


def _array(data: bytes, at: int, count: int, depth: int) -> tuple[dict[str, Value], int]:
    values: dict[str, Value] = {}
    for _ in range(count):
        key, at = _value(data, at, depth + 1)
        value, at = _value(data, at, depth + 1)
        values[str(key)] = value
    if data[at : at + 1] != b"}":
        raise PhpError("an array without an end")
    return values, at + 1
