"""The command that lists pretrained networks."""

import json

import pytest

from cnnstudio.cli import main
from cnnstudio.core.bases import BASES


def test_that_the_bases_are_listed_with_where_their_weights_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bases", "--json"]) == 0
    found = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert list(found) == [each.name for each in BASES]
    assert found["EfficientNet-Lite0"]["weights"].endswith("EfficientNet-Lite0.npz")
    assert found["VGG16"]["weights"] is None
    assert found["VGG16"]["source"] == "keras:VGG16"
    assert main(["bases"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= len(BASES) + 1
    assert any("VGG16" in line and "71.3%" in line for line in lines)


def test_that_a_base_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bases", "--download", "NASNetLarge"]) == 2
    assert "no base called “NASNetLarge”" in capsys.readouterr().err
