"""How long Stop takes until the engine is idle, in training and in validation; one JSON line, seconds.

python tests/benchmarks/stopping.py [--times 20]
"""

import argparse
import json
import os
import queue
import shutil
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.messages import BatchEnded, Event, Finished, Train, ValidationBatchEnded
from cnnstudio.core.presets import preset
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session
from cnnstudio.files.project_file import ProjectFile


def main() -> None:
    """Stops the classic MNIST CNN again and again, each time a few batches into the phase."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    found = preset("mnist-cnn")
    assert found is not None
    project = replace(found.project, data=replace(found.project.data, validation_share=0.8))
    folder = tempfile.mkdtemp(prefix="cnnstudio-benchmark-")
    path = Path(folder) / "stopping.cnnstudio"
    ProjectFile.create(path, project).close()
    mailbox, events = Mailbox(), queue.SimpleQueue[Event]()
    thread = threading.Thread(target=Session(mailbox, events.put).run)
    thread.start()
    result = {}
    for name, phase in (("training", BatchEnded), ("validation", ValidationBatchEnded)):
        taken = [
            _stop_once(mailbox, events, Train(file=str(path), project=project), phase, turn) for turn in range(times)
        ]
        result[name] = {"median": round(statistics.median(taken), 3), "max": round(max(taken), 3)}
    mailbox.close()
    thread.join()
    print(json.dumps(result))
    sys.stdout.flush()
    shutil.rmtree(folder)
    os._exit(0)


def _stop_once(
    mailbox: Mailbox, events: queue.SimpleQueue[Event], request: Train, phase: type[Event], turn: int
) -> float:
    mailbox.post(request)
    seen, asked = 0, 0.0
    while not isinstance(event := events.get(), Finished):
        seen += isinstance(event, phase)
        if seen == turn % 7 + 1 and not asked:
            mailbox.stop()
            asked = time.perf_counter()
    return time.perf_counter() - asked


if __name__ == "__main__":
    main()
