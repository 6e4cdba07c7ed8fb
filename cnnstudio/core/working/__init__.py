"""How a layer comes to one number of its output, worked by hand with the numbers it really read."""

from cnnstudio.core.working.work import How, Work
from cnnstudio.core.working.working import work_out

__all__ = ["How", "Work", "work_out"]
