"""Commands for authors, which change posts and nothing else; not in PLUGINS."""

DEFAULTS = {"AUTHORING_FILE": "{date:%Y}/{slug}.md"}
