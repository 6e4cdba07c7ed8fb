"""What is known of one base: a network that was trained before and whose layers others can build on."""

from dataclasses import dataclass
from typing import Literal

from cnnstudio.core.transferring.pretrained import BUILT_IN, KERAS

Mode = Literal["tf", "torch", "caffe", "lite", "inside"]
"""How it wants pictures, as ``keras.applications`` names it: -1 to 1; by ImageNet's mean and spread of each channel;
blue first, less ImageNet's mean; (x − 127) ÷ 128; or its own first layers see to it."""


@dataclass(frozen=True)
class WeightsFile:
    """One file of weights that is published for a base.

    Attributes:
        name: As Keras keeps it in ``~/.keras/models``.
        digest: "md5:…" or "sha256:…" in hexadecimal, as the makers publish it; "" where they publish none.
        whole: Whether it also has the layers behind the features; only bases that end with dense layers need those.
    """

    name: str
    url: str
    digest: str
    whole: bool


@dataclass(frozen=True)
class Base:
    """One base.

    Attributes:
        name: As it stands in ``Pretrained.source`` behind "built-in:" or "keras:".
        family: What the makers call its kind, for grouping.
        paper, licence: Where it is from and how its weights may be used.
        side: Rows and columns of the pictures it was trained on.
        least: The fewest rows and columns it works on; equal to ``side`` where it takes no others.
        parameters: In millions, of the whole network as its makers count it.
        accuracy: Right at the first guess on ImageNet, as Keras states it, 0…1; 0 where nobody has.
        megabytes: Of the file with all weights, about; 0 for what comes with the program.
        feature: The node whose output is commonly taken as the features.
        files: Empty for what comes with the program.
    """

    name: str
    title: str
    family: str
    paper: str
    licence: str
    mode: Mode
    side: int
    least: int
    parameters: float
    accuracy: float
    megabytes: int
    feature: str
    files: tuple[WeightsFile, ...] = ()

    @property
    def source(self) -> str:
        """What stands in ``Pretrained.source``."""
        return f"{KERAS if self.files else BUILT_IN}{self.name}"

    def files_for(self, whole: bool) -> tuple[WeightsFile, ...]:
        """Those that have what is needed, the smaller first.

        Args:
            whole: Whether dense layers behind the picture's own are needed.
        """
        return tuple(sorted((each for each in self.files if each.whole or not whole), key=lambda each: each.whole))
