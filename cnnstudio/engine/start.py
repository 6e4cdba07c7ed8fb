"""Brings TensorFlow and Keras up without freezing a window that is already open."""

import ctypes
import importlib
import importlib.metadata
import importlib.util
import os
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.program.installing import how_to_install_again
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.quiet import quiet_start
from cnnstudio.engine.versions import versions

_LIBRARIES = (
    "libtensorflow_framework.so.2",
    "libtensorflow_cc.so.2",
    "python/lib_pywrap_tensorflow_common.so",
)

_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",  # otherwise TensorFlow takes the whole card at once
}


@dataclass(frozen=True)
class Ready:
    """What came up: the device in words, "CPU · 2 threads", and the versions by name.

    Attributes:
        cards, fast_bfloat16: As in ``core.messages.EngineState``.
    """

    text: str
    versions: dict[str, str]
    cards: tuple[str, ...] = ()
    fast_bfloat16: bool = False


def bring_up() -> Ready:
    """Imports Keras with TensorFlow under it and looks for a graphics card; raises StudioError in words.

    Called on the thread that starts TensorFlow, after ``step_thread_back`` where there is a window.
    """
    with quiet_start():
        return _bring_up()


def _bring_up() -> Ready:
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    os.environ["KERAS_BACKEND"] = "tensorflow"  # a person's keras.json may name another one
    try:
        with collector_off(freeze=True):
            _load_libraries()
            tensorflow: Any = importlib.import_module("tensorflow")
            keras: Any = importlib.import_module("keras")
            importlib.import_module("cnnstudio.engine.desk")
            # … or other numbers and another order of axes than this program's.
            keras.config.set_floatx("float32")
            keras.config.set_image_data_format("channels_last")
            cards = _cards(tensorflow)
            quieten()
    except (ImportError, OSError) as error:
        raise StudioError(
            tr("TensorFlow could not be started, so nothing can be trained."),
            how_to_install_again("tensorflow", "keras"),
        ) from error
    return Ready(_device(cards), versions(), cards, has_fast_bfloat16())


def quieten() -> None:
    """Keras is not to write on the terminal, at each trace, what the window says of a network in its own words."""
    warnings.filterwarnings("ignore", "You are using a softmax over axis", UserWarning)


def _load_libraries() -> None:
    """Maps TensorFlow's libraries, more than a gigabyte, without holding Python's lock.

    Python's own loader holds the lock while a library is mapped, and so does ``ctypes.CDLL(path)``; libc's ``dlopen``
    called as a foreign function lets it go. The import after it finds them mapped. Only where there is a ``dlopen``
    with these libraries; elsewhere the import does it, with a freeze.
    """
    found = importlib.util.find_spec("tensorflow")
    if sys.platform != "linux" or found is None or found.origin is None:
        return
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "dlopen"):
        return
    dlopen = libc.dlopen
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    for name in _LIBRARIES:
        path = Path(found.origin).parent / name
        if path.exists():
            dlopen(os.fsencode(path), os.RTLD_NOW | os.RTLD_LOCAL)


def has_fast_bfloat16(facts: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor has instructions for bfloat16 that TensorFlow uses; False where that is not known.

    Without them every number is turned into float32 and back, which is slower than float32 alone.

    Args:
        facts: Where Linux says what the processor can do.
    """
    try:
        lines = facts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    found = next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), [])
    return "avx512_bf16" in found or "amx_bf16" in found


def _cards(tensorflow: Any) -> tuple[str, ...]:
    """The names of the graphics cards that TensorFlow can use; "graphics card" for one without."""
    details = tensorflow.config.experimental.get_device_details
    found = tensorflow.config.list_physical_devices("GPU")
    return tuple(str(details(card).get("device_name", tr("graphics card"))) for card in found)


def _device(cards: tuple[str, ...]) -> str:
    if cards:
        alone = f"GPU · {cards[0]}"
        return tr("{card} and {count} more", card=alone, count=len(cards) - 1) if len(cards) > 1 else alone
    count = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return tr_count("CPU · {count} thread", "CPU · {count} threads", count)
