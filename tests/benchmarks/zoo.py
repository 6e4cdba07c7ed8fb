"""Shapes and parameters of random networks, ours against Keras: prints one JSON line.

python tests/benchmarks/zoo.py [--valid 1000] [--impossible 200] [--seed 1]
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.analysis import analyse
from cnnstudio.engine.start import bring_up
from tests.networks import Zoo, differences


def main() -> int:
    """Compares, and exits with 1 when there was a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--valid", type=int, default=1000)
    parser.add_argument("--impossible", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    bring_up()
    import keras

    from cnnstudio.engine.build import build

    zoo, began, layers = Zoo(options.seed), time.perf_counter(), 0
    found: list[str] = []
    for number in range(options.valid):
        network = zoo.valid()
        layers += len(list(network.layers()))
        found += [f"{number}: {each}" for each in differences(network, build(network))]
        keras.backend.clear_session(free_memory=number % 100 == 0)
    for number in range(options.impossible):
        network = zoo.impossible()
        ours = bool(analyse(network).problems)
        try:
            build(network)
            theirs = False
        except ValueError:
            theirs = True
        if not (ours and theirs):
            found.append(f"impossible {number}: refused by us {ours}, by Keras {theirs}")
    seconds = round(time.perf_counter() - began, 1)
    figures = {"valid": options.valid, "impossible": options.impossible, "layers": layers, "seconds": seconds}
    print(json.dumps(figures | {"differences": len(found), "first": found[:3]}))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
