"""Has every write of a project file fail, and kills the process in every one of them; prints one JSON line.

python tests/benchmarks/faults.py [--every 1] [--only WRITING …] [--errors ENOSPC EIO EACCES] [--cuts 0] [--seed 1]

Of each writing (an edit, a run, a save-as, an old version that is brought to the newest …) the n-th call to the
kernel that writes fails, for n = 1, 2, … until none is left: once, whereupon the step is tried again and must succeed,
and from then on; and the process is killed in it. After each the files must open, be sound, and hold exactly what was
said to be written, or one step more; nothing may be left behind; what was refused must be said in a sentence.
--every 5 takes each fifth call. --cuts 5 also lets the power go five times at each call and after each step, with other
luck as to what the disk had written of what was not synced.
"""

import argparse
import errno
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.faults.kernel import why_not
from tests.faults.trials import Fault, Faults, is_whole_by
from tests.faults.writings import writings


def main() -> int:
    """Exits with 1 where anything was lost, left or said badly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=list(writings()))
    parser.add_argument("--errors", nargs="*", default=["ENOSPC", "EIO", "EACCES"])
    parser.add_argument("--cuts", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if reason := why_not():
        sys.exit(f"Faults cannot be made here: {reason}.")
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name, Faults(Path(name)) as faults:
        for writing in options.only:
            found[writing] = _all_of(faults, writing, options)
            print(writing, json.dumps(found[writing]), file=sys.stderr, flush=True)
    sums = {key: sum(each.get(key, 0) for each in found.values()) for key in ("trials", "killed", "cuts", "bad")}
    print(json.dumps({"writings": found, **sums}))
    return 1 if sums["bad"] else 0


def _all_of(faults: Faults, writing: str, options: argparse.Namespace) -> dict[str, Any]:
    """Every fault at every call of one writing."""
    began, states = time.perf_counter(), faults.states(writing)
    calls = faults.tried(writing, Fault()).calls
    report: dict[str, Any] = {"calls": len(calls), "kinds": dict(Counter(calls)), "trials": 0, "refused": 0}
    report |= {"killed": 0, "bad": 0, "worst": []}
    if options.cuts:
        report["cuts"], cut = faults.cut(writing, states, random.Random(options.seed), options.cuts, options.every)
        report |= {"bad": len(cut), "worst": cut[:5]}
    errors = [getattr(errno, each) for each in options.errors]
    for at in range(1, len(calls) + 1, options.every):
        once, always = ([Fault(at, error, stays) for error in errors] for stays in (False, True))
        for fault in (*once, *always, Fault(at)):
            again = bool(fault.error) and not fault.stays and not is_whole_by(calls, at)
            _try(faults, writing, states, fault, report, again=again)
    return report | {"seconds": round(time.perf_counter() - began, 1)}


def _try(faults: Faults, writing: str, states: Any, fault: Fault, report: dict[str, Any], *, again: bool) -> None:
    outcome = faults.tried(writing, fault, again=again)
    wrong = faults.judge(states, outcome, read_only=fault.at % 2 == 0, whole=again)
    report["trials"] += 1
    report["refused"] += bool(outcome.refused)
    report["killed"] += outcome.was_killed
    report["bad"] += bool(wrong)
    if wrong and len(report["worst"]) < 5:
        report["worst"].append(f"{fault}: {wrong}")


if __name__ == "__main__":
    sys.exit(main())
