"""Reads files one by one and says what each cost: seconds, and memory here and in the children.

python -m tests.files.models.costing FILE …

Prints a JSON line a file. The memory of children is the most of all so far: it rises with the file that needs it.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from cnnstudio.core.errors import StudioError
from cnnstudio.files.saved.saved_model import read_saved


def cost(path: Path) -> dict[str, Any]:
    """What the reading of a file cost, in seconds and megabytes."""
    began, outcome, text = time.perf_counter(), "read", ""
    try:
        read_saved(path)
    except StudioError as error:
        outcome, text = "refused", str(error)
    except Exception as error:  # any other is a finding
        outcome, text = type(error).__name__, str(error)[:300]
    return {
        "file": path.name,
        "size": path.stat().st_size // 2**20,
        "outcome": outcome,
        "text": text,
        "seconds": round(time.perf_counter() - began, 3),
        "own": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    for given in sys.argv[1:]:
        print(json.dumps(cost(Path(given))), flush=True)
