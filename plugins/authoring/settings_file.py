"""A settings file as text: what it says of some names is replaced, all else stays as it is."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from typing import Any


def with_settings(text: str, values: Mapping[str, Any]) -> str:
    r"""The *text* of a settings file in which these names have these values, strings or tables.

    Comments and every other line stay. Raises ValueError when the file is no Python, or does
    not give one of the names a value of its own.

    >>> with_settings("A = 1  # one\nB = 2\n", {"B": "x"})
    'A = 1  # one\nB = "x"\n'
    """
    try:
        module = ast.parse(text)
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno} is no Python: {error.msg}") from None
    lines = text.splitlines(keepends=True)
    left = dict(values)
    for node in reversed(module.body):
        name = _assigned(node)
        if name in left:
            said = f"{name} = {_literal(left.pop(name))}\n"
            lines[node.lineno - 1 : node.end_lineno] = [said]
    if left:
        missing = ", ".join(left)
        raise ValueError(f"it gives no value to {missing}; write a line for each: {missing} = ")
    return "".join(lines)


def _assigned(node: ast.stmt) -> str:
    """The one name that a statement gives a value; "" for any other statement."""
    target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    return target.id if isinstance(target, ast.Name) else ""


def _literal(value: Any) -> str:
    """A string, or a table with a line for each key, as one writes it in Python."""
    if not isinstance(value, Mapping):
        return _on_one_line(value)
    lines = (f"    {_on_one_line(key)}: {_on_one_line(each)},\n" for key, each in value.items())
    return f"{{\n{''.join(lines)}}}"


def _on_one_line(value: Any) -> str:
    """Strings, and tables of strings, are the same in JSON."""
    return json.dumps(value, ensure_ascii=False)
