"""Which pictures a run would learn from, and how they are prepared, in words."""

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.preprocessing import summary
from cnnstudio.core.project import Project
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training import dividing
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.words import picture_shape


def data_words(project: Project, data: DataSet | None) -> tuple[str, ...]:
    """A few lines: the data set, the parts with how they are drawn, batches an epoch, and the preparation.

    "MNIST 10k, 28 × 28, grey",
    "3,600 learn, 400 validate (each class its share), 2,000 test", "29 batches an epoch", "Prepared: ÷ 255".
    """
    prepared = tr("Prepared: {summary}", summary=summary(project.preprocessing))
    if data is None:
        return (tr("No data are loaded."), prepared)
    recipe, whole, tests = project.data, len(data.x_train), len(data.x_test)
    title = f"{data.title}, {picture_shape(data.input_shape)}"  # as they are after size and colour were changed
    try:
        counts = dividing.counts(whole, recipe)
    except StudioError as error:
        return (title, str(error), f"{prepared}.")
    batches = -(-counts.train // project.plan.batch_size)
    return (
        title,
        _parts(counts, recipe, whole, tests),
        tr_count("{count:,} batch an epoch.", "{count:,} batches an epoch.", batches),
        f"{prepared}.",
    )


def _parts(counts: dividing.Counts, recipe: DataRecipe, whole: int, tests: int) -> str:
    """ "3,600 learn, 400 validate (each class its share), 2,000 test." """
    on_test = recipe.validation == DataRecipe.TEST
    drawn = settings_of(DataRecipe)["draw"].names[recipe.draw]
    parts = [
        tr("{count:,} learn", count=counts.train),
        tr("{count:,} validate and test", count=tests)
        if on_test
        else tr("{count:,} validate", count=counts.validation),
    ]
    if counts.validation or counts.unused:
        parts[-1] += f" ({drawn})"
    if not on_test:
        parts.append(tr("{count:,} test", count=tests))
    told = ", ".join(parts)
    if not counts.unused:
        return f"{told}."
    return tr(
        "{told}; {unused:,} of {whole:,} training pictures are left out.", told=told, unused=counts.unused, whole=whole
    )
