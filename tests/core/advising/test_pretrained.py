"""Advice on runs that build on a pretrained network: raw values and small rates are as they should be there."""

from dataclasses import replace

import pytest

from cnnstudio.core.advising import remedies, settings
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.network import Block, Layer
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.transfer import fine_tunes
from tests.core.advising.cases import made, small_project


def project(fine_tune: int = 0, start: int = 0, rate: float = 0.001) -> Project:
    found = small_project()
    block = Block("base", Pretrained("run:1", fine_tune=fine_tune), ((Layer("inner", Conv2D(4)),),))
    network = replace(found.network, nodes=(block, *found.network.nodes))
    plan = replace(found.plan, start=start, learning_rate=rate)
    return replace(found, network=network, preprocessing=Preprocessing("raw"), plan=plan)


def test_that_raw_values_are_no_fault_where_a_pretrained_network_scales_them() -> None:
    case = made((90.0, 80.0), (50.0, 40.0))
    raw = replace(case, project=replace(case.project, preprocessing=Preprocessing("raw")))
    assert raw.has_raw_values
    assert list(settings.raw_values(raw))
    based = replace(raw, project=project())
    assert not list(settings.raw_values(based))
    assert not remedies.small_values(based)


@pytest.mark.parametrize(("fine_tune", "start", "expected"), [(2, 1, True), (0, 1, False), (2, 0, False)])
def test_that_a_small_rate_is_usual_only_where_it_fine_tunes(fine_tune: int, start: int, expected: bool) -> None:
    small = project(fine_tune, start, rate=1e-5)
    assert fine_tunes(small) is expected
    case = made((1.0, 1.0), (0.9, 0.9))
    assert (replace(case, project=small).usual_rate == 1e-5) is expected
