"""Every file of every writer against what its own Keras predicts; prints a table and one JSON line.

python tests/benchmarks/strangers.py [--large] [--share 1.0] [--folder FOLDER]

--large: DenseNet121, ResNet50 and VGG16 too, some hundred megabytes. FOLDER is kept and used again.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.errors import StudioError
from cnnstudio.engine.start import bring_up
from tests.files.models.graphs import GRAPHS, LARGE
from tests.files.models.recipes import STACKS
from tests.files.models.strangers import CLOSE, Stranger, difference, is_told, opened, some, strangers, write


def main() -> int:
    """Compares, and exits with 1 when a file was not read or predicted otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    bring_up()
    files = some(strangers((*STACKS, *GRAPHS, *(LARGE if options.large else ()))), options.share)
    with tempfile.TemporaryDirectory() as own:
        folder = options.folder or Path(own)
        folder.mkdir(exist_ok=True)
        write(folder, [each for each in files if not (folder / each.name).exists()])
        table, slowest, worst, bad = _compared(files, folder)
    for writer, outcomes in sorted(table.items()):
        print(f"{writer:24} {dict(outcomes)}", file=sys.stderr)
    total = sum(table.values(), Counter[str]())
    figures = {"files": len(files), **total, "worst": worst, "slowest": slowest, "bad": len(bad), "first": bad[:10]}
    print(json.dumps(figures))
    return 1 if bad else 0


def _compared(
    files: list[Stranger], folder: Path
) -> tuple[dict[str, Counter[str]], tuple[float, str], float, list[str]]:
    """The outcomes by writer, the slowest reading in seconds, the largest difference, and what was not right."""
    table, slowest, worst, bad = defaultdict[str, Counter[str]](Counter), (0.0, ""), 0.0, []
    for each in files:
        began = time.perf_counter()
        try:
            saved = opened(folder, each)
        except StudioError as error:
            table[f"{each.writer} {each.ending}"]["refused"] += 1
            bad.append(f"{each.name}: {error}")
            continue
        slowest = max(slowest, (round(time.perf_counter() - began, 2), each.name))
        if is_told(saved, each):
            table[f"{each.writer} {each.ending}"]["said to be open"] += 1
            continue
        found = difference(saved, folder, each)
        table[f"{each.writer} {each.ending}"]["equal" if found <= CLOSE else "different"] += 1
        if found <= CLOSE:
            worst = max(worst, found)
        else:
            bad.append(f"{each.name}: {found}")
    return table, slowest, worst, bad


if __name__ == "__main__":
    sys.exit(main())
