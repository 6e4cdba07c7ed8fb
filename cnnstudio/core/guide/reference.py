"""Pages of the guide that follow from the program itself: every kind of layer, and every setting of training."""

import re
from collections.abc import Iterable

from cnnstudio.core.blocks import WRAPPING
from cnnstudio.core.guide.page import Page, Section, name_of
from cnnstudio.core.language import paragraphs_of, tr
from cnnstudio.core.layers import FAMILIES, KINDS
from cnnstudio.core.spec import BLOCK_KINDS, Setting, settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import LOSSES, Plan
from cnnstudio.core.training.schedules import SCHEDULES
from cnnstudio.core.transferring.pretrained import Pretrained

LAYERS = "layers"
"""What the names of the pages of layers begin with."""

SETTINGS = "settings"

_SIGNS = re.compile(r"([\\`*_\[\]<>|])")
_MOST_CHOICES = 14
_NUMBERS = ("integer", "number", "pair", "integers", "numbers")


def layer_pages() -> tuple[Page, ...]:
    """A page for each family of layers, and one for the blocks; a section for each kind."""
    families = {family: tuple(name for name, kind in KINDS.items() if kind.family == family) for family in FAMILIES}
    pages = [_family(f"{LAYERS}-{family}", FAMILIES[family], kinds) for family, kinds in families.items()]
    return (*pages, _family(f"{LAYERS}-blocks", tr("Blocks"), (*WRAPPING, Pretrained.kind)))


def page_of_kind(kind: str) -> str:
    """The name of the page that tells of a kind of layer or block."""
    spec = KINDS.get(kind)
    return f"{LAYERS}-{'blocks' if spec is None else spec.family}"


def settings_page() -> Page:
    """Every setting of the Train page, what the optimisers and schedules are, and the losses."""
    losses = "\n".join(f"- {_plain(title)}" for title in LOSSES.values())
    sections = (
        Section("", tr("Settings of training"), _ABOVE),
        Section("plan", tr("Plan"), _list(settings_of(Plan).values())),
        Section("losses", tr("Losses"), f"{losses}\n\n{_WORKED}"),
        *(_of_class(f"optimiser-{name_of(name)}", name, kind) for name, kind in OPTIMIZERS.items()),
        *(
            _of_class(f"schedule-{name_of(name)}", tr("Schedule: {title}", title=kind.title), kind)
            for name, kind in SCHEDULES.items()
        ),
    )
    return Page(SETTINGS, tr("Settings of training"), sections)


_ABOVE = tr("""Every setting of the [Train page](train#settings), with the values it can have. Point at a setting in the
window to read the same there.""")

_WORKED = tr("*Work a batch through* beside the loss writes out its formula and works it with pictures of your own.")


def _family(name: str, title: str, kinds: Iterable[str]) -> Page:
    specs = [(kind, KINDS.get(kind) or BLOCK_KINDS[kind]) for kind in kinds]
    words = ", ".join(f"[{kind}](#{name_of(kind)})" for kind, _ in specs)
    heading = tr("Layers: {family}", family=title)
    together = tr("How they are put together: [Build](build).")
    above = Section("", heading, f"{words}.\n\n{together}")
    return Page(name, heading, (above, *(_of_class(name_of(kind), kind, spec) for kind, spec in specs)))


def _of_class(name: str, title: str, kind: type) -> Section:
    settings = settings_of(kind)
    says = _plain(" ".join(map(tr, paragraphs_of(kind))))
    return Section(name, title, f"{says}\n\n{_list(settings.values())}" if settings else says)


def _list(settings: Iterable[Setting]) -> str:
    """A line for each; not a table, which takes a text ten times as long to lay out, and leaves words little room."""
    return "\n".join(_line(each) for each in settings)


def _line(setting: Setting) -> str:
    values, label = _plain(_values(setting)), _plain(setting.label)
    return f"- **{label}**{f' ({values})' if values else ''}: {_plain(setting.help)}"


def _values(setting: Setting) -> str:
    if setting.choices:
        names = [str(setting.names.get(choice, choice)) for choice in setting.choices]
        if len(names) <= _MOST_CHOICES + 1:
            return ", ".join(names)
        first, rest = ", ".join(names[:_MOST_CHOICES]), len(names) - _MOST_CHOICES
        return tr("{choices} … and {count} more", choices=first, count=rest)
    if setting.form == "flag":
        return tr("on or off")
    if setting.form == "padding":
        return tr("valid, same, or pixels")
    unit = f" {setting.unit}" if setting.unit else ""
    return f"{setting.range_in_words()}{unit}" if setting.form in _NUMBERS else ""


def _plain(text: str) -> str:
    """Text in which no sign means anything to Markdown, on one line."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
