"""Runs an experiment of a project file from where it stands: the sweep's own process has one of these."""

import queue
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.sweeps.foretold import Judge
from cnnstudio.core.sweeps.news import News, SweepEnded
from cnnstudio.core.words import plain
from cnnstudio.files import words
from cnnstudio.files.own_folder import OwnFolder
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.crew import Crew
from cnnstudio.sweeping.going import Going
from cnnstudio.sweeping.home import Home
from cnnstudio.sweeping.orders import Order
from cnnstudio.sweeping.seed import seed_of
from cnnstudio.sweeping.strategy import Epochs, pruner_for, strategy_for

CrewFor = Callable[[Path | None], Crew]
"""Makes who trains, given the file of ``seed.seed_of``."""


class Runner:
    """``run`` is called once.

    Args:
        path: The project file, of which nobody else runs a sweep.
        experiment: Its number in the file.
        judge: Foretells the combinations of a sweep by TPE, which come while it runs.
        tell: Is given the news, the last of which is SweepEnded; called on the thread of ``run``.
        orders: What is put there is obeyed within moments; at the beginning, too.
    """

    def __init__(
        self,
        path: Path,
        experiment: int,
        crew_for: CrewFor,
        judge: Judge,
        tell: Callable[[News], None],
        orders: "queue.SimpleQueue[Order]",
    ) -> None:
        self._path, self._number = path, experiment
        self._crew_for, self._judge, self._tell = crew_for, judge, tell
        self._orders = orders

    def run(self) -> SweepEnded:
        """Runs to the end, and gives the last news, which was told.

        Nothing that was brought home is ever lost; what is under way at the end waits again. What nobody expected is
        told as well, and raised.
        """
        try:
            with ExitStack() as stack:
                ended = self._going(stack).to_the_end()
        except (StudioError, SpecError) as error:
            ended = SweepEnded(False, str(error), failed=True)
        except OSError as error:
            refused = words.in_words(error, Path(error.filename or self._path))
            ended = SweepEnded(False, str(refused), failed=True)
        except Exception as error:
            what = f"{type(error).__name__} {plain(error, 200)}".strip()
            text = tr("It ended with an error that nobody expected: {error}", error=what)
            self._tell(SweepEnded(False, text, failed=True))
            raise
        self._tell(ended)
        return ended

    def _going(self, stack: ExitStack) -> Going:
        """Everything that is needed, to be closed at the end."""
        home = stack.enter_context(closing(Home(self._path, self._number)))
        experiment = home.begun
        guides = strategy_for(experiment), pruner_for(experiment, _epochs(home.file, experiment))
        folder = stack.enter_context(OwnFolder("seed"))
        seed_file = seed_of(home.file, experiment.project, folder.path / "seed.cnnstudio")
        crew = stack.enter_context(closing(self._crew_for(seed_file)))
        return Going(experiment, home, crew, *guides, self._judge, self._orders, self._tell)


def _epochs(file: ProjectFile, experiment: Experiment) -> Epochs:
    """Those of the trials until now, for who judges the next ones by them."""
    if not experiment.project.sweep.prune:
        return {}
    there = {run.number: run.epochs for run in file.runs()}
    return {each.number: there[each.run] for each in experiment.trials if each.run is not None and each.run in there}
