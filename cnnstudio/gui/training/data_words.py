"""Which pictures a run would learn from, and how they are prepared, in words."""

from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.preprocessing import summary
from cnnstudio.core.project import Project
from cnnstudio.core.spec import settings_of
from cnnstudio.data.dataset import DataSet


def data_words(project: Project, data: DataSet | None) -> tuple[str, ...]:
    """A few lines: the data set, the parts with how they are drawn, batches an epoch, and the preparation.

    "3,600 learn, 400 validate (each class its share), 2,000 test", "29 batches an epoch", "Prepared: ÷ 255".
    """
    prepared = f"Prepared: {summary(project.preprocessing)}"
    if data is None:
        return ("No data are loaded.", prepared)
    recipe, whole = project.data, len(data.x_train)
    used = min(recipe.subset or whole, whole)
    on_test = recipe.validation == DataRecipe.TEST
    held = 0 if on_test else round(used * recipe.validation_share)
    drawn = settings_of(DataRecipe)["draw"].names[recipe.draw]
    parts = [f"{used - held:,} learn", f"{len(data.x_test):,} validate and test" if on_test else f"{held:,} validate"]
    if held or used < whole:
        parts[-1] += f" ({drawn})"
    if not on_test:
        parts.append(f"{len(data.x_test):,} test")
    left = f"; {whole - used:,} of {whole:,} training pictures are left out" if used < whole else ""
    batches = -(-(used - held) // project.plan.batch_size)
    return (
        data.title,
        f"{', '.join(parts)}{left}.",
        f"{batches:,} batch{'' if batches == 1 else 'es'} an epoch.",
        f"{prepared}.",
    )
