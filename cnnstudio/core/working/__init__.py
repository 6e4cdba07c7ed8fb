"""How a layer comes to one number of its output, worked by hand with the numbers it really read."""

from cnnstudio.core.working.work import Work

__all__ = ["Work"]
