"""Where the frozen program starts: as itself, or as a process that works for it."""

import sys

from cnnstudio.__main__ import main

sys.exit(main())
