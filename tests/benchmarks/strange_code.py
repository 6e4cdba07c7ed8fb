"""Examples of Keras code changed at random, for as long as is wished: is each read, and how long does it take?

    python -m tests.benchmarks.strange_code [SECONDS] [SEED]

Prints how many texts were read, the slowest, and every text where the reader's net was needed.
"""

import random
import sys
import time

from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.keras_code.guard import UNREADABLE
from tests.core.keras_code import expected
from tests.core.keras_code.test_strange_code import changed


def main(seconds: float = 60.0, seed: int = 0) -> int:
    """Gives how many texts needed the net."""
    pick, count, refused, slowest, needed = random.Random(seed), 0, 0, 0.0, 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        text = changed(expected.code(pick.choice(expected.names())), pick)
        begun = time.perf_counter()
        try:
            notes = read_code(text).notes
        except SpecError:
            refused += 1
            continue
        count, slowest = count + 1, max(slowest, time.perf_counter() - begun)
        if any(note.text == UNREADABLE or "cannot be put together" in note.text for note in notes):
            needed += 1
            print(f"--- the net was needed for:\n{text}")
    print(f"{count:,} texts read, {refused} refused in words, slowest {slowest:.2f} s; {needed} needed the net")
    return needed


if __name__ == "__main__":
    sys.exit(bool(main(*(kind(each) for kind, each in zip((float, int), sys.argv[1:], strict=False)))))
