"""What the inputs and outputs of weights are called."""

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.inspecting.kernels import views
from cnnstudio.core.presets import PRESETS, Preset
from cnnstudio.gui.viewer.kernels.naming import label_of, many, one


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_that_the_inputs_and_outputs_of_every_weight_have_words(preset: Preset) -> None:
    analysis = analyse(preset.project.network)
    found = [view for row in analysis.rows for view in views(analysis, row.name)]
    for view in found:
        head = view.input_name.split()[0]
        assert all(map(one, (view.input_name, head, view.output_name)))
        assert all(map(many, (view.input_name, view.output_name)))
        assert "&" in label_of(view.input_name)
