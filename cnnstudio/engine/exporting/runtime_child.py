"""Runs an exported network on pictures with its own runtime, in a process of its own: a runtime can crash.

Run as a program with the form, the path, and that of a ``.npy`` with pictures, float32 (n, height, width, channels).
Its answers, float32 (n, …), go to its output as ``.npy``, and below them as JSON what else is to be known: ``reader``,
the runtime's name and version, and ``more``, the operations that a reader must have besides its own. Imports nothing
of this package, so that the file is read as a stranger would read it.
"""

import io
import json
import os
import sys
import threading
import time
from typing import Any

import numpy as np

_OURS, _ERROR = 1, 2
_BETWEEN = 1.0


def main(form: str, path: str, given: str) -> None:
    """Answers on the output; whatever a runtime prints goes to the error output."""
    answer = os.fdopen(os.dup(_OURS), "wb")
    os.dup2(_ERROR, _OURS)
    pictures = np.load(given, allow_pickle=False)
    said, reader, more = {"savedmodel": _saved_model, "litert": _litert, "onnx": _onnx}[form](path, pictures)
    whole = io.BytesIO()  # NumPy asks a file for its place, which a pipe has not
    np.save(whole, np.asarray(said, np.float32), allow_pickle=False)
    answer.write(whole.getvalue() + json.dumps({"reader": reader, "more": more}).encode("ascii"))
    answer.close()


def end_with_parent() -> None:
    """From now on this process ends soon after the one that started it: nobody would read its answers.

    Not so on Windows, which does not tell: there it goes on to its end.
    """
    threading.Thread(target=_wait_for_end, args=(os.getppid(),), daemon=True).start()


def _wait_for_end(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_BETWEEN)
    os._exit(1)


def _saved_model(path: str, pictures: Any) -> tuple[Any, str, list[str]]:
    import tensorflow as tf

    network = tf.saved_model.load(path)
    return network.serve(tf.constant(pictures)).numpy(), f"TensorFlow {tf.__version__}", []


def _litert(path: str, pictures: Any) -> tuple[Any, str, list[str]]:
    try:
        import ai_edge_litert  # what TensorFlow's own reader moved to
        from ai_edge_litert.interpreter import Interpreter

        version = f"LiteRT {ai_edge_litert.__version__}"
    except ImportError:
        import tensorflow as tf

        Interpreter, version = tf.lite.Interpreter, f"LiteRT of TensorFlow {tf.__version__}"  # noqa: N806
    reader = Interpreter(path)
    place = reader.get_input_details()[0]["index"]
    reader.resize_tensor_input(place, pictures.shape)
    reader.allocate_tensors()
    reader.set_tensor(place, pictures)
    reader.invoke()
    said = reader.get_tensor(reader.get_output_details()[0]["index"])
    names = {each["op_name"] for each in reader._get_ops_details()}
    return said, version, sorted(name for name in names if name.startswith("Flex"))


def _onnx(path: str, pictures: Any) -> tuple[Any, str, list[str]]:
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (said,) = session.run(None, {session.get_inputs()[0].name: pictures})
    return said, f"ONNX Runtime {onnxruntime.__version__}", []


if __name__ == "__main__":
    end_with_parent()
    main(*sys.argv[1:4])
