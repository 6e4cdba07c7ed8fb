"""The kernels of a convolution: one input channel's part of every filter, or all of them."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QLabel, QSpinBox

from cnnstudio.core.messages import KernelsShown, ShowKernels
from cnnstudio.core.pictures import all_kernel_tiles, kernel_tiles
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.viewer.grid_tab import GridTab
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.subject import Hint, kernel_layer

_MOST_NUMBERS = 2_000_000
"""More numbers than this are not drawn in one picture: it would hold the window up."""

_IN_COLOUR = -1

_LEAST_SCALE = 3
"""A weight is drawn at least this large, in pixels: smaller ones cannot be told from each other."""


class KernelsTab(GridTab):
    """Kernels (rows, columns, inputs, outputs) as one tiled picture."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("inspect.kernels", bridge, "Kernels", "grid-3x3", "symmetric", "diverging")
        self._scene: Scene | None = None
        self._kernels: npt.NDArray[np.float32] | None = None
        self._label = QLabel("&Input channel")
        self._channel = QSpinBox(objectName="inspect.kernels.channel", accessibleName="Input channel, from 0")
        self._channel.setWrapping(True)
        self._label.setBuddy(self._channel)
        self._all = QCheckBox("&All", objectName="inspect.kernels.all", accessibleName="All input channels")
        for widget in (self._label, self._channel, self._all):
            self.settings.addWidget(widget)
        self._channel.valueChanged.connect(self._draw)
        self._all.toggled.connect(self._draw)
        self.settings_changed.connect(self._draw)
        self._offer_channels(1, False)

    @property
    def channel(self) -> int | None:
        """The input channel that is shown; None for all of them, or for colour."""
        return None if self._all.isChecked() or self._channel.value() == _IN_COLOUR else self._channel.value()

    def look(self, scene: Scene) -> None:
        self._scene = scene
        found = kernel_layer(scene)
        if isinstance(found, Hint):
            self.questions.drop(ShowKernels)
            self.show_hint(found)
            return
        self.set_title(found.name, scene.facts(found))
        request = ShowKernels(self.questions.sender_name, subject=scene.subject, layer=found.name)
        self.questions.ask(request, (scene.subject, found.name), self._answered, self._failed, self._wait)

    def look_again(self) -> None:
        if self._scene is not None:
            self.look(self._scene)

    def show_kernels(self, kernels: npt.NDArray[np.float32]) -> None:
        """Shows other kernels, of shape (rows, columns, inputs, outputs)."""
        if self._kernels is None or kernels.shape != self._kernels.shape:
            self._offer_channels(kernels.shape[2], kernels.size > _MOST_NUMBERS)
        self._kernels = kernels
        self.show_content()
        self._draw()

    def _answered(self, event: KernelsShown) -> None:
        self.show_kernels(event.kernels)

    def _failed(self, why: str) -> None:
        self._kernels = None  # so that changed settings do not bring them back
        self.show_hint(Hint("This cannot be shown", why))

    def _wait(self, text: str) -> None:
        self._kernels = None
        self.show_waiting(text)

    def _offer_channels(self, inputs: int, too_many: bool) -> None:
        blockers = [QSignalBlocker(widget) for widget in (self._channel, self._all)]
        self._channel.setSpecialValueText("in colour" if inputs == 3 else "")
        self._channel.setRange(_IN_COLOUR if inputs == 3 else 0, inputs - 1)
        self._channel.setValue(_IN_COLOUR if inputs == 3 else 0)
        self._channel.setSuffix(f" (of 0–{inputs - 1})")
        if inputs == 1 or too_many:
            self._all.setChecked(False)
        self._all.setEnabled(not too_many)
        self._all.setToolTip(
            "They are too many for one picture." if too_many else "Every input channel’s part of every filter."
        )
        for blocker in blockers:
            blocker.unblock()
        for widget in (self._label, self._channel, self._all):
            widget.setVisible(inputs > 1)

    def _draw(self) -> None:
        self._channel.setEnabled(not self._all.isChecked())
        if self._kernels is None:
            return
        inputs = self._kernels.shape[2]
        if self._all.isChecked():
            self._draw_all(self._kernels)
            return
        tiles, where = kernel_tiles(self._kernels, self.channel), ""
        if inputs > 1 and self.channel is not None:
            where = f" · input channel {self.channel}"
        self.grid.set_maps(tiles, self.scaling, title=lambda index: f"filter {index}{where}", least=_LEAST_SCALE)

    def _draw_all(self, kernels: npt.NDArray[np.float32]) -> None:
        """Every part of every kernel; the filters lie side by side or below each other, as more can be seen."""
        rows, columns, inputs, outputs = kernels.shape
        better = self.grid.better_columns((outputs, inputs), inputs * outputs, (rows, columns), _LEAST_SCALE)
        if better == inputs:
            self.grid.set_maps(
                all_kernel_tiles(kernels),
                self.scaling,
                columns=inputs,
                title=lambda index: f"filter {index // inputs} · input channel {index % inputs}",
                note="a row a filter",
                least=_LEAST_SCALE,
            )
            return
        self.grid.set_maps(
            all_kernel_tiles(np.swapaxes(kernels, 2, 3)),
            self.scaling,
            columns=outputs,
            title=lambda index: f"filter {index % outputs} · input channel {index // outputs}",
            note="a row an input channel",
            least=_LEAST_SCALE,
        )
