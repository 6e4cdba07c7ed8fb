"""What is watched while the window is used: gaps and what caused them, exceptions, messages of Qt, threads, memory."""

import ctypes
import faulthandler
import gc
import json
import logging
import mmap
import os
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
import psutil
from PySide6.QtCore import QObject, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

if sys.platform == "linux":
    import resource

_TICK_MS, _LOOK_S = 4, 0.01
_LONG_MS, _ALL_TOLD_MS = 80, 100
"""A gap from here on is told with where the thread was seen first, and from there on with all that was seen."""
_IDLE_PAGES = 4096
_FRAMES = 14
_SLOTS = 100_000
"""Tenths of a millisecond that gaps are sorted into; the last holds all that is longer."""
_EVERY = 10
"""Of so many looks at the thread one counts what each thread of the process has computed."""
_FEW = 5
_WAITING = (
    *(" in wait", " in _worker", " in _look", " in _stacks", " in select", " in accept", " in _run_code", " in _recv"),
    *(" in _wait_for_tstate_lock", " in _keep", " in _send"),
)
"""Functions in which threads are that do nothing."""
_ROOT = f"{Path(__file__).parents[2]}/"
_OF_THE_SCRIPT = ("Mouse event occurs outside", "QTest::", "propagateSizeHints", "This plugin does not support")
"""What Qt says of how the script uses it, or of a screen that is none."""


@dataclass
class Gap:
    """The window did not come round to anything for so long.

    Attributes:
        at: Seconds since the beginning.
        own: Milliseconds the thread computed.
        waited: Milliseconds it could have computed and got no processor, where the system tells.
        others: Milliseconds the other threads of the process computed: where nothing did, the machine stood still;
            where one did as long as the gap, it may have kept Python's lock.
        collected: Milliseconds in which Python looked for garbage.
        fetched: Pages of memory that the thread waited for from the disk, where the system had taken them away.
        stolen: Milliseconds that the machine's processors wanted to compute and were not let, since it is a virtual one
            whose host gave them to others; counted from up to a tenth of a second before.
        act: What the script did last.
        who: The threads that computed most in it and in the tenth of a second before, with their milliseconds.
        stack: Where the thread was seen and how long after the tick before, look by look, each innermost first.
    """

    at: float
    wall: float
    own: float
    waited: float
    others: float
    collected: float
    fetched: int
    stolen: float
    phase: str
    act: str
    who: str = ""
    stack: str = ""


@dataclass
class Standing:
    """What the process holds at rest: megabytes, and counts."""

    at: float
    resident: float
    objects: int
    widgets: int
    threads: int
    files: int
    modules: int
    """Of Python, that are imported: what a library brings when it is first needed stays."""
    idle_page_ns: float
    """Computing time for a page of memory that has lain idle since the last look: about 20 on a machine of one's own,
    5,000 on a virtual one whose host takes idle memory away. Its gaps are then not the window's alone."""
    kinds: Counter[str] = field(default_factory=Counter, repr=False)
    """How many widgets of each kind there are, below which named one."""
    objects_of: Counter[str] = field(default_factory=Counter, repr=False)
    """How many objects of each class there are, but for those that collections pass over."""

    def told(self) -> dict[str, float]:
        """The counts that fit into a line."""
        return {name: value for name, value in vars(self).items() if not isinstance(value, Counter)}


@dataclass
class Found:
    """What the watching came to."""

    gaps: list[Gap] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    """Exceptions, warnings and what Qt said, with how often."""
    left: list[str] = field(default_factory=list)
    """Threads that were still there after their window was closed."""


class Watch(QObject):
    """Ticks every 4 ms on the GUI thread, and looks from another one what it is at where it does not."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Found()
        self.phase, self.act = "start", ""
        self._begun = time.perf_counter()
        self._counts: dict[str, np.ndarray] = {}
        self._idle = np.ones((_IDLE_PAGES, mmap.PAGESIZE), np.uint8)
        self._queue = _open_schedule()
        self._thread = threading.get_ident()
        self._stacks: list[tuple[float, str]] = []
        self._spent: deque[tuple[float, float, dict[int, int]]] = deque(maxlen=3)
        self._ended = threading.Event()
        self._timer = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._last = self._now()
        self._collecting = self._collected = 0.0
        gc.callbacks.append(self._count_collection)
        self._take_faults()

    def start(self) -> None:
        """Begins to tick."""
        self._last = self._now()
        self._timer.start()
        threading.Thread(target=self._look, name="soak-sampler", daemon=True).start()

    def stop(self) -> None:
        """Ends it."""
        self._timer.stop()
        self._ended.set()

    def enter(self, phase: str) -> str:
        """Counts what comes as of another phase; the one before."""
        self._tick()
        before, self.phase = self.phase, phase
        return before

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.perf_counter() - self._begun

    @contextmanager
    def not_counted(self) -> Iterator[None]:
        """What the script itself computes is no gap, and parts none: what came before and what comes after are one."""
        before, collected = self._now(), self._collected
        yield
        moved = zip(self._last, self._now(), before, strict=True)
        self._last = tuple(last + now - then for last, now, then in moved)  # type: ignore[assignment]
        self._collected = collected

    # Gaps

    def _now(self) -> tuple[float, float, float, float, float]:
        return time.perf_counter(), time.thread_time(), self._waited(), time.process_time(), _fetched() / 1000

    def _waited(self) -> float:
        """Seconds that this thread stood in line for a processor."""
        return int(os.pread(self._queue, 100, 0).split()[1]) / 1e9 if self._queue is not None else 0.0

    def _tick(self) -> None:
        now, before = self._now(), self._last[0]
        wall, own, waited, computed, fetched = ((new - old) * 1000 for new, old in zip(now, self._last, strict=True))
        self._last = now
        counts = self._counts.setdefault(self.phase, np.zeros((2, _SLOTS), np.int64))
        for row, value in enumerate((wall, max(wall - waited, 0.0))):
            counts[row, min(int(value * 10), _SLOTS - 1)] += 1
        if wall >= _LONG_MS:
            stack = "\n".join(f"after {late:.0f} ms\n{seen}" for late, seen in self._stacks)
            others = max(computed - own, 0.0)
            who, stolen = self._since(before)
            causes = (own, waited, others, self._collected, round(fetched), stolen)
            gap = Gap(self.seconds, wall, *causes, self.phase, self.act, who, stack)
            self.found.gaps.append(gap)
            told = asdict(gap) if wall >= _ALL_TOLD_MS else asdict(gap) | {"stack": stack.partition("beside it")[0]}
            print(json.dumps(told), file=sys.stderr, flush=True)
        self._collected = 0.0
        if self._stacks:
            self._stacks.clear()

    def _count_collection(self, phase: str, _: object) -> None:
        now = time.perf_counter()
        if phase == "stop":
            self._collected += (now - self._collecting) * 1000
        self._collecting = now

    def _since(self, moment: float) -> tuple[str, float]:
        """Who computed, and what was stolen; also where a thread kept Python's lock, so that none could look."""
        latest = (moment, _stolen(), dict[int, int]())
        _, stolen, spent = next((each for each in reversed(self._spent) if each[0] <= moment), latest)
        took = {thread: (now - spent.get(thread, 0)) / 1e6 for thread, now in _spent().items()}
        names = {each.native_id: each.name for each in threading.enumerate()}
        most = sorted(took, key=lambda thread: -took[thread])[:_FEW]
        who = ", ".join(f"{names.get(each, each)} {took[each]:.0f}" for each in most if took[each] >= 1)
        return who, _stolen() - stolen

    def _look(self) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
            looks = 0
            while not self._ended.wait(_LOOK_S):
                looks += 1
                if looks % _EVERY == 0:
                    self._spent.append((time.perf_counter(), _stolen(), _spent()))
                late = (time.perf_counter() - self._last[0]) * 1000
                if late > _LONG_MS / 4:
                    stack = _stacks(file, self._thread)
                    if not self._stacks or stack != self._stacks[-1][1]:
                        self._stacks.append((late, stack))

    def figures(self) -> dict[str, dict[str, float]]:
        """Of each phase: how often it ticked, and its gaps in milliseconds; less what it waited for a processor."""
        return {phase: _figures(counts) for phase, counts in self._counts.items()}

    # Faults

    def note(self, fault: str) -> None:
        """Takes something that must not be; may be called on any thread."""
        self.found.faults[fault] += 1
        if self.found.faults[fault] == 1:
            print(f"--- {self.seconds:.0f} s, after {self.act}\n{fault}", file=sys.stderr, flush=True)

    def take_hooks(self) -> None:
        """Takes what is not caught, in the place of the window's own dialog."""
        sys.excepthook = lambda kind, error, trace: self.note("".join(traceback.format_exception(error)))
        threading.excepthook = lambda given: self.note("".join(traceback.format_exception(given.exc_value)))

    def _take_faults(self) -> None:
        self.take_hooks()
        self._handler = qInstallMessageHandler(self._hear)
        warnings.showwarning = lambda message, kind, file, line, *_: self.note(
            f"{file}:{line}: {kind.__name__}: {message}"
        )
        logging.getLogger().addHandler(_Log(self))

    def _hear(self, kind: QtMsgType, context: object, message: str) -> None:
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or any(each in message for each in _OF_THE_SCRIPT):
            return
        stack = "".join(traceback.format_stack(limit=8)[:-1])
        self.note(f"Qt: {message}\n{stack}")

    # Standing

    def _touch(self) -> float:
        """Nanoseconds of this thread for each page that nothing else reads."""
        begun = time.thread_time_ns()
        self._idle[:, 0].sum()
        return round((time.thread_time_ns() - begun) / _IDLE_PAGES, 1)

    def stand(self) -> Standing:
        """Takes what the process holds, after all that is garbage is gone."""
        with self.not_counted():
            idle = self._touch()  # before all else, which would take the time for it
            gc.collect()
            _trim()
            process = psutil.Process()
            made = Standing(
                round(self.seconds),
                round(process.memory_info().rss / 1e6, 1),
                len(gc.get_objects()) + gc.get_freeze_count(),
                len(QApplication.allWidgets()),
                process.num_threads(),
                process.num_fds() if hasattr(process, "num_fds") else 0,
                len(sys.modules),
                idle,
                Counter(_kind(each) for each in QApplication.allWidgets()),
                Counter(f"{type(each).__module__}.{type(each).__qualname__}" for each in gc.get_objects()),
            )
            self.found.standings.append(made)
        return made


class _Log(logging.Handler):
    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.WARNING)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(("tensorflow", "absl")):
            self._watch.note(f"{record.name}: {record.getMessage()}")


def _open_schedule() -> int | None:
    """What Linux tells of this thread: computed, waited for a processor, turns."""
    path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    return os.open(path, os.O_RDONLY) if path.exists() else None


def _fetched() -> int:
    """Pages that this thread has waited for from the disk; none where the system does not tell."""
    return resource.getrusage(resource.RUSAGE_THREAD).ru_majflt if sys.platform == "linux" else 0


def _stolen() -> float:
    """Milliseconds that the host of a virtual machine has kept its processors from computing, all taken together."""
    path = Path("/proc/stat")
    if not path.exists():
        return 0.0
    with path.open(encoding="ascii") as file:
        return int(file.readline().split()[8]) * 1000 / os.sysconf("SC_CLK_TCK")


def _spent() -> dict[int, int]:
    """Nanoseconds that each thread of the process has computed; nothing where the system does not tell."""
    found = {}
    for path in Path("/proc/self/task").glob("*/schedstat"):
        with suppress(OSError):  # it has just ended
            found[int(path.parent.name)] = int(path.read_text().split()[0])
    return found


def _kind(widget: QWidget) -> str:
    """Its class, and the names of the two nearest around it that have one."""
    names: list[str] = []
    around: QWidget | None = widget
    while around is not None and len(names) < 2:
        if around.objectName() and not around.objectName().startswith("qt_"):
            names.append(around.objectName().rstrip("0123456789"))
        around = around.parentWidget()
    return " in ".join((type(widget).__name__, *names))


def _trim() -> None:
    """Gives back what the C library keeps for later."""
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)


def _stacks(file: IO[str], thread: int) -> str:
    """What a thread is at, and which others compute. With ``sys._current_frames``, Shiboken crashes."""
    file.seek(0)
    faulthandler.dump_traceback(file)
    end = os.lseek(file.fileno(), 0, os.SEEK_CUR)
    threads = os.pread(file.fileno(), end, 0).decode(errors="replace").replace(_ROOT, "").split("\n\n")
    frames = {text.partition(" (")[0].split()[-1]: text.splitlines()[1:] for text in threads if "(most recent" in text}
    own = frames.pop(f"0x{thread:016x}", [])
    others = [lines[:_FEW] for lines in frames.values() if lines and not any(word in lines[0] for word in _WAITING)]
    told = [[line.strip() for line in lines] for lines in ([*_kernel(), *own[:_FRAMES]], *others)]
    return "\nbeside it\n".join("\n".join(lines) for lines in told)


def _kernel() -> list[str]:
    """The system call that the window's thread, the first of the process, waits in; nothing where none is told."""
    path = Path(f"/proc/{os.getpid()}/syscall")
    words = path.read_text().split() if os.access(path, os.R_OK) else []
    return [f"system call {words[0]}"] if words and words[0] != "running" else []


def _figures(counts: np.ndarray) -> dict[str, float]:
    found: dict[str, float] = {"ticks": int(counts[0].sum())}
    for name, row in (("", counts[0]), ("_without_waiting", counts[1])):
        passed = np.cumsum(row)
        for what, share in (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)):
            found[f"{what}{name}"] = float(np.searchsorted(passed, share * passed[-1])) / 10
        found[f"max{name}"] = float(np.flatnonzero(row)[-1]) / 10
        found[f"over_100{name}"] = int(row[1000:].sum())
    return found
