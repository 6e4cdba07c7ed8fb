"""What is in a saved file, as whoever asks wants it prepared and as its project calls it; needs no TensorFlow."""

from dataclasses import replace

from cnnstudio.core.messages import SavedSubject
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.known_labels import known_labels
from cnnstudio.engine.drawn import located
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.importing import named
from cnnstudio.files.saved.saved_model import SavedNetwork, read_saved


def open_saved(subject: SavedSubject) -> SavedNetwork:
    """What is in the file, its pictures prepared as is asked for where it does not say how.

    The classes of weights alone are called as their project calls them.
    """
    if not subject.project:
        saved = read_saved(subject.path)
    else:
        with ProjectFile.open(subject.project, read_only=True) as file:
            project, runs = file.project(), file.runs()
        saved = read_saved(subject.path, project.network)
        saved = replace(saved, labels=named(saved, known_labels(project, runs, len(saved.labels))))
    if saved.prepared is not None or not (subject.method or subject.prepared):
        return saved
    return replace(saved, prepared=subject.prepared or Prepared(Preprocessing(subject.method)))


def project_of(subject: SavedSubject) -> Project | None:
    """The project that weights alone belong to; None of a file that has its network itself."""
    if not subject.project:
        return None
    with ProjectFile.open(subject.project, read_only=True) as file:
        return file.project()


def data_of(subject: SavedSubject) -> DataRecipe | None:
    """What that project learns from."""
    project = project_of(subject)
    return None if project is None else located(project.data, subject.project)
