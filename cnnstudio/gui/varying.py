"""Which settings of the project vary in its sweep: offered beside every field, each change an undo step."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QApplication, QWidget

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.sweeps.notation import over_in_words, usual_over
from cnnstudio.core.sweeps.place import Place, label, setting_at, value_at
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Over, Varied
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.form import SettingsForm
from cnnstudio.gui.widgets.form_field import FormField
from cnnstudio.gui.widgets.vary_popup import VaryPopup

PlaceOf = Callable[[str], Place | None]
"""Where the setting of a form with this name stands in the project; None where it is not there, or cannot vary."""

_SERIAL = count()
"""Tells the steps made in one popup from those in the next one."""


class Varying(QObject):
    """Lets settings vary and stop varying."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

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
        return "" if varied is None else over_in_words(varied.over, setting)

    def edit(self, place: Place, beside: QWidget, area: QRect | None = None) -> VaryPopup | None:
        """Lets a setting vary over what is usual, if it does not vary yet, and asks over what.

        Args:
            area: The part of ``beside`` under which it asks; without it under all of it.

        Returns the popup in which it asks; None where the setting cannot vary.
        """
        project = self._document.project
        setting = setting_at(project, place)
        if setting is None or _is_blank(place, project.blanks):
            return None
        merge = f"vary {place} {next(_SERIAL)}"
        if project.sweep.over(place) is None:
            self._put(place, usual_over(setting, value_at(project, place)), merge)
        varied = self._document.project.sweep.over(place)
        if varied is None:  # another window has the file, or too many vary
            return None
        popup = VaryPopup(beside, f"Vary {label(project, place)}", setting, varied.over)
        popup.changed.connect(lambda over: self._put(place, over, merge))
        popup.stop_wanted.connect(lambda: self.stop(place))
        popup.open_under(beside, area)
        return popup

    def stop(self, place: Place) -> None:
        """Lets a setting vary no more."""
        project = self._document.project
        self._take(project.sweep.without(place), f"Stop varying {label(project, place)}")

    def _put(self, place: Place, over: Over, merge: str) -> None:
        project = self._document.project
        try:
            sweep = project.sweep.with_varied(Varied(place, over))
        except SpecError as error:
            self._document.refused.emit(StudioError(str(error), "Let another one stop varying first."))
            return
        self._take(sweep, f"Vary {label(project, place)}", merge)

    def _take(self, sweep: Sweep, text: str, merge: str = "") -> None:
        self._document.change(replace(self._document.project, sweep=sweep), text, merge)


def vary_in_hand(document: Document) -> None:
    """Lets the setting vary whose field has the keyboard; says so where none has, or where it cannot vary."""
    widget = QApplication.focusWidget()
    while widget is not None and not isinstance(widget, FormField):
        widget = widget.parentWidget()
    if widget is None:
        document.refused.emit(StudioError("No setting is chosen to vary.", "Click into its field first."))
    elif not widget.may_vary:
        words = "What is still to be filled in cannot vary." if widget.is_blank else "This setting cannot vary."
        document.refused.emit(StudioError(words, "Fill it in first." if widget.is_blank else "Choose another one."))
    else:
        widget.vary_wanted.emit()


def _is_blank(place: Place, blanks: tuple[Blank, ...]) -> bool:
    return place.part in ("network", "plan") and Blank(place.node, place.setting) in blanks
