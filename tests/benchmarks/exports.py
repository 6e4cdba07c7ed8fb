"""Every preset in every form that other programs run, tried there: seconds, bytes, words; one JSON line each.

Weights are as Keras draws them. A form whose packages are missing is left out.

    python tests/benchmarks/exports.py [--presets lenet,vgg16] [--forms litert,onnx] [--most 30_000_000]
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS, missing
from cnnstudio.core.messages import Export, SavedSubject
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.data.watch import NOBODY


def main() -> int:
    """Exports and prints; 1 where something was refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presets", default=",".join(each.name for each in PRESETS))
    parser.add_argument("--forms", default=",".join(name for name, form in FORMS.items() if not form.of_runs))
    parser.add_argument("--most", type=int, default=30_000_000, help="parameters of the largest network")
    given = parser.parse_args()
    from cnnstudio.engine.start import bring_up

    bring_up()
    forms = [name for name in given.forms.split(",") if not missing(name)]
    refused = 0
    for preset in PRESETS:
        project = preset.project
        is_wanted = preset.name in given.presets.split(",")
        if is_wanted and analyse(project.network).totals.parameters <= given.most:
            for form in forms:
                refused += not _export(preset.name, project.network, form)
    return 1 if refused else 0


def _export(name: str, network: Network, form: Any) -> bool:
    from cnnstudio.engine.exporting.exporter import export

    loaded = _untrained(network)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out{FORMS[form].suffix}"
        asked = Export(subject=SavedSubject(""), path=str(path), form=form, with_scaling=FORMS[form].takes_scaling)
        begun = time.perf_counter()
        try:
            words = export(asked, loaded, NOBODY, lambda: None)
        except StudioError as error:
            words = f"REFUSED {error.text} {error.details[-300:]}"
        seconds = round(time.perf_counter() - begun, 1)
        files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
        size = sum(each.stat().st_size for each in files if each.exists())
    print(json.dumps({"preset": name, "form": form, "seconds": seconds, "bytes": size, "words": words}), flush=True)
    return not words.startswith("REFUSED")


def _untrained(network: Network) -> Any:
    from cnnstudio.engine.build import build, get_weights
    from cnnstudio.engine.subjects import load

    count = (analyse(network).output_shape or (1,))[-1]
    weights = get_weights(build(network), network)
    return load(network, weights, tuple(map(str, range(count))), Prepared())


if __name__ == "__main__":
    sys.exit(main())
