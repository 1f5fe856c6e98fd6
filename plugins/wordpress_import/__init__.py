"""A WordPress export in, posts out: a command, not in `PLUGINS`.

`command.py` is what one types, `importing.py` the order of the steps; everything between an
export's bytes and a post's is pure.
"""
