"""`python -m tte` is `tte`."""

from __future__ import annotations

import sys

from tte.cli import main

if __name__ == "__main__":
    sys.exit(main())
