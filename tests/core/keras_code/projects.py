"""Projects that hypothesis invents: any network, plan, data recipe and preprocessing that can be."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from cnnstudio.core.errors import SpecError
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Setting, settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.training.schedules import SCHEDULES
from tests.core.strategies import networks, preprocessings


def _value(setting: Setting) -> st.SearchStrategy[Any]:
    low, high = setting.low or 0, setting.high or 0
    match setting.form:
        case "integer":
            return st.integers(int(low), int(min(high, 500)))
        case "number":
            return st.floats(low, high, exclude_min=setting.above, allow_subnormal=False)
        case "numbers":
            return st.lists(st.floats(low, high, allow_subnormal=False), min_size=1, max_size=4).map(tuple)
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(setting.choices)
        case "text":
            return st.sampled_from(["", "mnist", "cifar-10", "/some where/pictures.zip", 'a "b" \\ c'])
    raise AssertionError(setting.form)


def _settings(kind: type[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: _value(each) for name, each in settings_of(kind).items()})


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan that begins with new weights; half of its settings are as usual."""
    values = {
        name: draw(_value(each)) for name, each in settings_of(Plan).items() if name != "start" and draw(st.booleans())
    }
    plan = Plan(**values)
    optimizer = draw(_settings(OPTIMIZERS[plan.optimizer]))
    schedule = draw(st.one_of(*map(_settings, SCHEDULES.values())))
    return replace(plan, optimizer_settings=optimizer, schedule=schedule)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Any project without blanks."""
    try:
        return Project(draw(networks()), draw(_settings(DataRecipe)), draw(preprocessings()), draw(plans()))
    except SpecError:
        return Project(draw(networks(blocks=False)))
