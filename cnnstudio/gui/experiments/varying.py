"""Which settings of the project vary in its sweep: offered beside every field, each change an undo step."""

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QApplication, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.combinations import is_blank
from cnnstudio.core.sweeps.notation import over_in_words
from cnnstudio.core.sweeps.place import Place, label, setting_at
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.sweep_edits import TOO_MANY, SweepEdits
from cnnstudio.gui.widgets.forms.field import FormField
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.varying.popup import VaryPopup

PlaceOf = Callable[[str], Place | None]
"""Where the setting of a form with this name stands in the project; None where it is not there, or cannot vary."""

_SERIAL = count()
"""Tells the steps made in one popup from those in the next one."""


class Varying(QObject):
    """Lets settings vary and stop varying."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._edits = document, SweepEdits(document)

    def offer_in(self, form: SettingsForm, place_of: PlaceOf) -> None:
        """Offers it in a form; before the form shows anything."""

        def edit(name: str) -> None:
            place = place_of(name)
            if place is not None:
                self.edit(place, form.field(name))

        def stop(name: str) -> None:
            place = place_of(name)
            if place is not None:
                self.stop(place)

        form.offer_varying(lambda name: self.words(place_of(name)))
        form.vary_wanted.connect(edit)
        form.stop_varying_wanted.connect(stop)

    def offer_beside(self, field: FormField, place: Place) -> None:
        """Offers it in a single field that was made to vary."""
        field.vary_wanted.connect(lambda: self.edit(place, field))
        field.stop_varying_wanted.connect(lambda: self.stop(place))

    def words(self, place: Place | None) -> str | None:
        """Over what a setting varies; empty where it does not, None where it cannot."""
        project = self._document.project
        setting = None if place is None else setting_at(project, place)
        if place is None or setting is None:
            return None
        varied = project.sweep.over(place)
        if varied is None:
            return None if self._edits.is_full else ""
        return over_in_words(varied.over, setting)

    def edit(self, place: Place, beside: QWidget, area: QRect | None = None) -> VaryPopup | None:
        """Lets a setting vary over what is usual, if it does not vary yet, and asks over what.

        Args:
            area: The part of ``beside`` under which it asks; without it under all of it.

        Returns the popup in which it asks; None where the setting cannot vary.
        """
        project, edits = self._document.project, self._edits
        setting = setting_at(project, place)
        if setting is None or is_blank(project, place):
            return None
        merge = f"vary {place} {next(_SERIAL)}"
        edits.add(place, merge)
        varied = edits.sweep.over(place)
        if varied is None:  # another window has the file, or too many vary
            return None
        popup = VaryPopup(beside, tr("Vary {label}", label=label(project, place)), setting, varied.over)
        popup.changed.connect(lambda over: edits.vary(place, over, merge))
        popup.stop_wanted.connect(lambda: self.stop(place))
        kept = tr("The values of {label} stay as they were.", label=label(project, place))
        popup.dropped.connect(lambda why: self._document.refused.emit(StudioError(why, kept)))
        popup.open_under(beside, area)
        return popup

    def stop(self, place: Place) -> None:
        """Lets a setting vary no more."""
        self._edits.remove(place)


def vary_in_hand(document: Document) -> None:
    """Lets the setting vary whose field has the keyboard; says so where none has, or where it cannot vary."""
    widget = QApplication.focusWidget()
    while widget is not None and not isinstance(widget, FormField):
        widget = widget.parentWidget()
    if widget is None:
        document.refused.emit(StudioError(tr("No setting is chosen to vary."), tr("Click into its field first.")))
    elif not widget.may_vary:
        document.refused.emit(_why_not(document, widget))
    else:
        widget.vary_wanted.emit()


def _why_not(document: Document, field: FormField) -> StudioError:
    if field.is_blank:
        return StudioError(tr("What is still to be filled in cannot vary."), tr("Fill it in first."))
    if SweepEdits(document).is_full:
        return StudioError(TOO_MANY, tr("Let another one stop varying first."))
    return StudioError(tr("This setting cannot vary."), tr("Choose another one."))
