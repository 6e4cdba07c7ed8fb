"""The steps of a drawing in words, for every place where they are switched."""

from cnnstudio.core.language import tr

STEPS = {
    "crop": (tr("Cro&p"), tr("Cuts away the empty paper around the ink.\nWithout it the whole paper is seen.")),
    "scale": (
        tr("Sc&ale"),
        tr("Fits the ink into a box of 20 of 28 pixels, as MNIST’s makers did.\nWithout it the ink fills all."),
    ),
    "centre": (
        tr("Centre b&y mass"),
        tr(
            "Brings the ink’s centre of mass to the middle, as MNIST’s makers did.\n"
            "A network that learnt from such digits often fails on one that stands elsewhere."
        ),
    ),
    "invert": (tr("&Invert"), tr("Dark on light, as it stands on paper; MNIST’s digits are light on dark.")),
    "threshold": (tr("Threshol&d"), tr("Every pixel becomes all ink or none: there is no grey left.")),
}
"""What a switch for a step of ``core.ink.Steps`` says, with its mnemonic, and its tool tip."""

MNISTS_WAY_TIP = tr("Crop, scale and centre by mass, as MNIST’s makers did; no invert, no threshold")
