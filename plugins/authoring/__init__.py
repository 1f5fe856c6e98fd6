"""Commands for authors, which change posts and nothing else; not in PLUGINS."""
