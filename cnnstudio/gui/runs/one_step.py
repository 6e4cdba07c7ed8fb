"""What is typed on one number becomes one undo step, as long as no run begins meanwhile."""

from cnnstudio.gui.document import Document


def one_step(document: Document, what: str) -> str:
    """The mark with which steps on ``what`` become one, for ``Document.change``; none where it is empty.

    Another one as soon as a run has begun, gone on or ended, so that Undo reaches what was trained; the same during a
    run.
    """
    if not what:
        return ""
    runs = document.runs
    on = [run.number for run in runs if run.status == "training"]
    ended = sum(len(run.epochs) for run in runs if run.status != "training")
    return f"{what} {len(runs)} {ended} {on}"
