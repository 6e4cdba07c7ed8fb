"""The command line's grammar."""

import argparse
from collections.abc import Callable
from typing import NoReturn, get_args

import cnnstudio
from cnnstudio.cli import (
    bases,
    data,
    describe,
    diagram,
    exporting,
    importing,
    lab_arguments,
    preparing,
    runs,
    sweep_arguments,
    work,
    worker,
)
from cnnstudio.core.diagram import STYLES, THEMES
from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Part, PicturesAre
from cnnstudio.core.pictures.preprocessing import METHODS
from cnnstudio.core.runs.run_table import KEYS
from cnnstudio.core.spec import settings_of
from cnnstudio.core.tables import FORMATS
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.sources import SOURCES
from cnnstudio.files.scripts import FORMS as SCRIPTS
from cnnstudio.files.settings import ENGINES

COMMANDS = (
    "presets",
    "bases",
    "new",
    "import",
    "data",
    "summary",
    "train",
    "sweep",
    "runs",
    "evaluate",
    "predict",
    "export",
    "lab",
    "worker",
)

_TARGET = tr("a *.cnnstudio project, preset:NAME, or a saved .keras or .h5 file; weights alone with --project")

_PREDICT = tr(
    "Says what pictures show. Each is brought to the network's size and colour as the pictures of its run were. Only "
    "where the run learned MNIST's digits (and for a saved file of 28 × 28 grey pictures and classes 0 to 9) is it "
    "made a digit first, from ink on paper; one of 28 × 28 pixels on a dark ground is taken for a digit as it is. A "
    "run that learned drawings of a project gets it as one of those."
)

_SOURCE = tr(
    "{names}, or the path of a folder or zip of pictures, an .npz file, IDX files, or CIFAR's folder or archive",
    names=", ".join(each.name for each in SOURCES),
)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of printing its whole usage."""

    def error(self, message: str) -> NoReturn:
        raise StudioError(f"{message[:1].upper()}{message[1:].rstrip('.')}.", tr("See: {prog} --help", prog=self.prog))


def parse(arguments: list[str]) -> argparse.Namespace | None:
    """The command with its options, and what does it in ``run``; None when help or the version was asked for.

    Raises StudioError for what it does not understand.
    """
    try:
        return _parser().parse_args(arguments)
    except SystemExit:  # how argparse ends after --help and --version
        return None


def parse_window(arguments: list[str]) -> argparse.Namespace:
    """What the window is asked for: ``files`` and ``engine``; raises StudioError for what it does not understand."""
    parser = _Parser(prog="cnnstudio", allow_abbrev=False, add_help=False)
    parser.add_argument("files", nargs="*")
    _engine(parser)
    return parser.parse_args(arguments)


def _engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        help=tr(
            "of the window: in a process of its own, which a crash of TensorFlow ends without the window, or on a "
            "thread of it; as chosen in the Train menu where it is not said"
        ),
    )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cnnstudio",
        allow_abbrev=False,
        description=tr(
            "Build, train and look inside convolutional networks. "
            "Without a command it opens the window, on a file where one is named: cnnstudio [FILE] [--engine ENGINE]."
        ),
        epilog=tr(
            "Ends with 0 when done, 2 when something was asked that cannot be, 1 for a fault of the program, "
            "130 when Ctrl+C broke evaluate, predict or export off, or a sweep that has runs left."
        ),
    )
    parser.add_argument("--version", action="version", version=f"CNN Studio {cnnstudio.__version__}")
    _engine(parser)
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        made.set_defaults(run=run)
        return made

    _describing(command)
    _training(command)
    sweep_arguments.add(command)
    _using(command)
    lab_arguments.add(command)
    text = tr("Lends this computer to a cluster: trains runs of sweeps for its scheduler until Ctrl+C ends it.")
    worker.add_arguments(command("worker", worker.worker, text))
    return parser


_Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def _describing(command: _Command) -> None:
    presets = command("presets", describe.presets, tr("Lists the ready-made projects."))
    _json(presets)
    pretrained = command(
        "bases", bases.bases, tr("Lists pretrained networks to build on, or downloads the weights of one.")
    )
    pretrained.add_argument("--download", metavar="NAME", help=tr("fetches its weights to where Keras keeps them"))
    pretrained.add_argument("--whole", action="store_true", help=tr("those of its dense layers, too"))
    _json(pretrained)
    new = command("new", describe.new, tr("Makes a project file from a preset."))
    new.add_argument("preset", metavar="PRESET", help=tr("its name, as “cnnstudio presets” lists it"))
    new.add_argument("-o", "--output", metavar="FILE", required=True, help=tr("the project file to write"))
    new.add_argument("--force", action="store_true", help=tr("replace a file that is there already"))
    made = command(
        "import",
        importing.import_,
        tr("Makes a project of a saved network, with its weights as a run, or of Keras code."),
    )
    made.add_argument(
        "source", metavar="SOURCE", help=tr("a .keras or .h5 file, or Keras code of any age: .py, .ipynb")
    )
    made.add_argument("-o", "--output", metavar="FILE", required=True, help=tr("the project file to write"))
    made.add_argument("--project", metavar="FILE", help=tr("the project whose network weights alone belong to"))
    _preprocessing(made)
    _json(made)
    described = command("data", data.data, tr("Describes a data set: what is in it, and what is odd about it."))
    described.add_argument("source", metavar="SOURCE", help=_SOURCE)
    described.add_argument(
        "--labels",
        choices=settings_of(DataRecipe())["labels"].choices,
        default="auto",
        help=tr("where a folder or zip of pictures says which class each belongs to"),
    )
    _json(described)
    summary = command("summary", describe.summary, tr("Shows a network layer by layer: shapes, parameters, cost."))
    _target(summary, tr("the network as the project has it now"))
    summary.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="table",
        help=tr("how it is written: table, as usual, is plain text"),
    )
    _json(summary)


def _training(command: _Command) -> None:
    train = command(
        "train",
        work.train,
        tr("Trains a project and keeps the run in its file; Ctrl+C ends it early, twice breaks it off."),
    )
    train.add_argument("file", metavar="FILE", help=tr("a *.cnnstudio project"))
    train.add_argument("--data", metavar="SOURCE", help=tr("what to learn from: {source}", source=_SOURCE))
    train.add_argument("--preprocessing", choices=tuple(METHODS), help=tr("how the values of the pictures are scaled"))
    train.add_argument("--name", default="", help=tr("what the run is called"))
    train.add_argument(
        "--epochs",
        type=int,
        metavar="N",
        help=tr("how many; of a run that goes on, those it has already are counted in"),
    )
    train.add_argument("--batch-size", type=int, metavar="N")
    train.add_argument("--subset", type=int, metavar="N", help=tr("use only so many training pictures; 0 for all"))
    train.add_argument("--seed", type=int, metavar="N")
    train.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PART.KEY=VALUE",
        help=tr(
            "any other setting of this run, as plan.optimizer=SGD, plan.momentum=0.9, plan.schedule=Cosine, "
            "plan.schedule.end=0.1, data.draw=first, preprocessing.size=32x32"
        ),
    )
    train.add_argument(
        "--resume",
        action="store_true",
        help=tr(
            "go on with a run that was stopped or broken off, from its last epoch; with --epochs also with a finished "
            "one"
        ),
    )
    train.add_argument(
        "--run", dest="number", type=int, metavar="N", help=tr("which run goes on; otherwise the latest that can")
    )
    _json(train)
    table = command("runs", runs.runs, tr("Lists the runs of a project: settings, accuracies, time."))
    table.add_argument("file", metavar="FILE", help=tr("a *.cnnstudio project"))
    table.add_argument(
        "--format",
        choices=runs.FORMATS,
        default="table",
        help=tr("how it is written: table, as usual, is plain text; csv can be opened with any spreadsheet"),
    )
    table.add_argument(
        "--columns",
        metavar="KEY,KEY…",
        help=tr(
            "which columns, in this order: {names}; otherwise all of them in JSON and CSV, else the main ones",
            names=", ".join(KEYS),
        ),
    )
    _json(table)


def _using(command: _Command) -> None:
    _evaluate(command)
    predict = command("predict", work.predict, _PREDICT)
    _target(predict)
    _preprocessing(predict)
    predict.add_argument("images", metavar="IMAGE", nargs="+", help=tr("PNG, JPEG, BMP, GIF, TIFF or WebP"))
    _json(predict)
    _export(command)


def _evaluate(command: _Command) -> None:
    evaluate = command("evaluate", work.evaluate, tr("Scores a trained network on test pictures."))
    _target(evaluate)
    evaluate.add_argument(
        "--data",
        metavar="SOURCE",
        help=tr(
            "{source}; where these have no test part, the one that the run set aside of them is scored, and all of "
            "them if the run was not trained on them",
            source=_SOURCE,
        ),
    )
    evaluate.add_argument(
        "--preprocessing",
        default="auto",
        choices=("auto", *METHODS),
        help=tr("auto: the run's own, or for a file that does not say, the one that does best"),
    )
    evaluate.add_argument(
        "--part",
        choices=get_args(Part),
        help=tr(
            "which part of the data of its own run is scored, picture by picture, also with its calibration; "
            "otherwise the test part"
        ),
    )
    evaluate.add_argument(
        "--pictures",
        default="auto",
        choices=get_args(PicturesAre),
        help=tr(
            "plain: as the pictures of a data set; drawn: as drawings of digits on paper, made as MNIST's were; auto: "
            "both for a network that reads digits, and it is said which did better"
        ),
    )
    evaluate.add_argument(
        "--steps",
        metavar="NAME,NAME…",
        help=tr("what is done to a drawing: crop,scale,centre as usual; also invert and threshold; or none"),
    )
    evaluate.add_argument(
        "--whole",
        action="store_true",
        help=tr("all pictures of the data whatever their parts, those without a label as well"),
    )
    evaluate.add_argument("--table", action="store_true", help=tr("also picture by picture, the wrong ones first"))
    _json(evaluate)


def _export(command: _Command) -> None:
    text = tr("Writes a trained network for Keras and other programs, or any network as a picture.")
    export = command("export", exporting.export, text)
    _target(export, tr("the latest with weights, and for a script or a picture the project as it is now"))
    export.add_argument(
        "--to",
        required=True,
        choices=(*SCRIPTS, *FORMS, *diagram.PICTURES),
        help=tr(
            "script, notebook: the project as Keras code that trains to the same figures; "
            "keras, savedmodel, litert, onnx: the network with its weights; weights: these alone (.weights.h5); "
            "tensorboard: the curves of a run; svg, pdf, png: a picture. Each is read back and compared first"
        ),
    )
    export.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        help=tr(
            "the file to write; its name ends as the form wants it (.keras, .weights.h5, .tflite, .onnx, .svg …); "
            "savedmodel and tensorboard are folders"
        ),
    )
    export.add_argument(
        "--with-scaling",
        action="store_true",
        help=tr(
            "for Keras, SavedModel, LiteRT and ONNX: the scaling, and swapping dark and light, go in as the first "
            "layers; the file takes pictures 0 to 255, of the network's own size and colour"
        ),
    )
    _preprocessing(export)
    export.set_defaults(preprocessing=None)  # without a wish nothing is tried
    export.add_argument(
        "--style", choices=tuple(STYLES), help=tr("of a picture: boxes to scale, as usual, or a block diagram")
    )
    export.add_argument(
        "--theme",
        choices=tuple(THEMES),
        help=tr("of a picture: light as usual, print as usual for a PDF; print needs no colour"),
    )
    export.add_argument("--width", type=int, metavar="PX", help=tr("of a PNG, in pixels; 300 dots per inch otherwise"))
    export.add_argument("--no-fold", action="store_true", help=tr("of a picture: draw every repeat of equal parts"))
    export.add_argument(
        "--blank",
        nargs="+",
        action="extend",
        default=[],
        metavar="LAYER.SETTING",
        help=tr(
            "of a script or notebook: settings to leave blank for students, as conv2d_1.filters or plan.epochs, "
            "beside those that are blank in the project"
        ),
    )
    export.add_argument(
        "--solution", action="store_true", help=tr("of a script or notebook: the blanks are filled in, and marked")
    )


def _target(parser: argparse.ArgumentParser, otherwise: str = tr("the latest with weights")) -> None:
    parser.add_argument("target", metavar="TARGET", help=_TARGET)
    parser.add_argument(
        "--run",
        dest="number",
        type=int,
        metavar="N",
        help=tr("which run of a project; otherwise {otherwise}", otherwise=otherwise),
    )
    parser.add_argument("--project", metavar="FILE", help=tr("the project whose network weights alone belong to"))


def _preprocessing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--preprocessing",
        default="auto",
        choices=preparing.WAYS,
        help=tr(
            "for a saved file that does not say how its pictures are prepared; auto: the usual ways are tried on "
            "built-in data that fit it, and it is said which is taken"
        ),
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=tr("print one JSON document"))
