"""Random networks, ours against Keras: shapes, parameters and what comes out; prints one JSON line.

python tests/benchmarks/zoo.py [--valid 5000] [--impossible 200] [--seed 1] [--slice 250]

Each slice of networks runs in a process of its own, so that memory stays bounded.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.analysis import analyse
from cnnstudio.core.network import Block, Network, walk
from cnnstudio.engine.start import bring_up
from tests import oracle
from tests.networks import Zoo


def main() -> int:
    """Compares, and exits with 1 when there was a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--valid", type=int, default=5000)
    parser.add_argument("--impossible", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slice", type=int, default=250)
    parser.add_argument("--here", action="store_true", help="all in this process: what a slice does")
    options = parser.parse_args()
    if options.here:
        bring_up()
        print(json.dumps(compared(options.seed, options.valid, options.impossible)))
        return 0
    began, total = time.perf_counter(), Counter[str]()
    kinds, first, largest = Counter[str](), [], 0.0
    slices = -(-options.valid // options.slice)
    for number in range(slices):
        part = _slice(options, number, slices)
        kinds.update(part.pop("kinds"))
        first += part.pop("first")
        largest = max(largest, part.pop("largest"))
        total.update(part)
        print(f"{number + 1} of {slices}: {dict(total)}", file=sys.stderr, flush=True)
    figures = dict(total) | {"kinds": len(kinds), "rarest": min(kinds.items(), key=lambda item: item[1])}
    seconds = round(time.perf_counter() - began, 1)
    print(json.dumps(figures | {"largest_relative_difference": largest, "seconds": seconds, "first": first[:5]}))
    return 1 if total["differences"] else 0


def _slice(options: argparse.Namespace, number: int, slices: int) -> dict[str, Any]:
    """The figures of one slice, from a process of its own."""
    valid = min(options.slice, options.valid - number * options.slice)
    impossible = options.impossible // slices + (number < options.impossible % slices)
    command = [sys.executable, __file__, "--here", f"--valid={valid}", f"--impossible={impossible}"]
    command.append(f"--seed={options.seed * 100_000 + number}")
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def compared(seed: int, valid: int, impossible: int) -> dict[str, Any]:
    """The counts of networks, layers, blocks and kinds, and where ours and Keras's were not the same."""
    import keras

    zoo, count = Zoo(seed), Counter[str](trees=valid, impossible=impossible)
    kinds, found, largest = Counter[str](), list[str](), 0.0
    for number in range(valid):
        network = zoo.valid()
        nodes = [node for _, node in walk(network.nodes)]
        kinds.update(node.spec.kind for node in nodes)
        count.update("blocks" if isinstance(node, Block) else "layers" for node in nodes)
        problems, how, difference = oracle.compared(network, np.random.default_rng([seed, number]))
        count[how] += 1
        largest = max(largest, difference)
        found += [f"seed {seed}, {number}: {each}" for each in problems]
        keras.backend.clear_session(free_memory=number % 50 == 0)
    for number in range(impossible):
        found += [f"seed {seed}, impossible {number}: {each}" for each in _not_refused(zoo.impossible())]
    count["differences"] = len(found)
    return dict(count) | {"kinds": dict(kinds), "first": found[:5], "largest": largest}


def _not_refused(network: Network) -> list[str]:
    """Words where the analysis or Keras takes a network that cannot work."""
    from cnnstudio.engine.build import build

    ours = bool(analyse(network).problems)
    try:
        build(network)
        theirs = False
    except ValueError:
        theirs = True
    return [] if ours and theirs else [f"{network.nodes[-1]} refused by us {ours}, by Keras {theirs}"]


if __name__ == "__main__":
    sys.exit(main())
