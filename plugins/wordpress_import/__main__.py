"""`python -m plugins.wordpress_import EXPORT.xml`: the command."""

import sys

from plugins.wordpress_import.command import main

if __name__ == "__main__":
    sys.exit(main())
