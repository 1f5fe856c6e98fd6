"""The plugins of Passerelle; each folder is one, and its docstring says what readers get.

`bilingual` is the ground floor: it imports no other plugin, and the others import it or
nothing.
"""
