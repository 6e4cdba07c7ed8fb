"""``python -m cnnstudio`` is the same as ``cnnstudio``."""

import sys

from cnnstudio.cli import main

if __name__ == "__main__":
    sys.exit(main())
