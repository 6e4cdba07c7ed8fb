"""How long folders and zips of pictures take to open, and how much memory; prints one JSON line a case.

python tests/benchmarks/pictures.py [--count 60000] [--folder /tmp/pictures]

The pictures are 28 × 28 PNGs of noise in ten classes, made once in the folder. Each case runs in a process of its own:
the first opening, the second one (decoded before), and the stop: how long after it was asked for the listing ended.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


def make(folder: Path, count: int) -> tuple[Path, Path]:
    """A folder of so many pictures, and a zip of them."""
    import numpy as np
    from PIL import Image

    pictures, packed = folder / f"pictures-{count}", folder / f"pictures-{count}.zip"
    if packed.exists():
        return pictures, packed
    generator = np.random.default_rng(1)
    for label in range(10):
        (pictures / str(label)).mkdir(parents=True, exist_ok=True)
    for number in range(count):
        # As much ink as MNIST's digits have, so that the files are about as large.
        pixels = np.zeros((28, 28), np.uint8)
        pixels[6:22, 8:20] = generator.integers(0, 256, (16, 12)) * (generator.random((16, 12)) < 0.6)
        Image.fromarray(pixels).save(pictures / str(number % 10) / f"{number}.png")
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(pictures.rglob("*.png")):
            archive.write(path, path.relative_to(pictures))
    return pictures, packed


def measure(case: str, path: Path) -> None:
    """In a process of its own: one opening, or a listing that is stopped."""
    import resource

    from cnnstudio.core.pictures.geometry import Geometry
    from cnnstudio.core.training.plan import DataRecipe
    from cnnstudio.data.pictures.folder import Folder
    from cnnstudio.data.pictures.importing import open_pictures
    from cnnstudio.data.watch import LoadingStopped, Watch

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    found: dict[str, object] = {"case": case}
    if case == "list":
        found["files"] = len(Folder(path).listing(Watch()).pictures)
    elif case == "stop":
        asked = threading.Event()
        timer = threading.Timer(0.1, asked.set)
        timer.start()
        try:
            Folder(path).listing(Watch(stopped=asked.is_set))
            found["stopped"] = False
        except LoadingStopped:
            found["after_the_stop"] = round(time.perf_counter() - start - 0.1, 3)
        timer.join()
    else:
        data = open_pictures(path, DataRecipe("file"), Geometry())
        found["pictures"] = len(data.x_train) + len(data.x_test)
    found["seconds"] = round(time.perf_counter() - start, 2)
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found["before_mb"] = before // 1024
    print(json.dumps(found), flush=True)


def main() -> None:
    """All cases, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "cnnstudio-pictures")
    parser.add_argument("--case", nargs=2)
    arguments = parser.parse_args()
    if arguments.case:
        measure(arguments.case[0], Path(arguments.case[1]))
        return
    pictures, packed = make(arguments.folder, arguments.count)
    cases = (("folder", pictures), ("folder again", pictures), ("zip", packed), ("zip again", packed))
    with tempfile.TemporaryDirectory(prefix="cnnstudio-benchmark-") as home:
        for case, path in (*cases, ("list", pictures), ("stop", pictures)):
            command = [sys.executable, __file__, "--case", case, str(path)]
            subprocess.run(command, env=os.environ | {"CNNSTUDIO_HOME": home}, check=True)


if __name__ == "__main__":
    main()
