"""The command that lists pretrained networks."""

import json
from pathlib import Path

import pytest

from cnnstudio.cli import bases as command
from cnnstudio.cli import main
from cnnstudio.core.bases import BASES, base_of
from cnnstudio.files.bases import KeptWeights, check_weights, find_weights


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


def test_that_weights_that_are_here_are_not_downloaded_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[tuple[object, ...]] = []

    def fetch(*given: object, check: object) -> Path:
        assert check is check_weights
        fetched.append(given[:2])
        return Path("there.h5")

    monkeypatch.setattr(command, "download_weights", fetch)
    monkeypatch.setattr(command, "readable_weights", lambda base, whole: KeptWeights(Path("here.h5"), whole))
    assert main(["bases", "--download", "VGG16", "--whole"]) == 0
    assert "are here already, in here.h5" in capsys.readouterr().out
    assert fetched == []
    monkeypatch.setattr(command, "readable_weights", lambda base, whole: None)
    assert main(["bases", "--download", "VGG16"]) == 0
    assert "are in there.h5" in capsys.readouterr().out
    assert fetched == [(base_of("VGG16"), False)]


def test_that_what_comes_with_the_program_is_said_to_be_here(capsys: pytest.CaptureFixture[str]) -> None:
    lite = base_of("EfficientNet-Lite0")
    assert lite is not None
    assert main(["bases", "--download", "EfficientNet-Lite0"]) == 0
    kept = find_weights(lite)
    assert kept is not None
    assert f"are here already, in {kept.path}" in capsys.readouterr().out
