"""The steps of a drawing in words, for every place where they are switched."""

STEPS = {
    "crop": ("Cro&p", "Cuts away the empty paper around the ink.\nWithout it the whole paper is seen."),
    "scale": (
        "Sc&ale",
        "Fits the ink into a box of 20 of 28 pixels, as MNIST’s makers did.\nWithout it the ink fills all.",
    ),
    "centre": (
        "Centre b&y mass",
        "Brings the ink’s centre of mass to the middle, as MNIST’s makers did.\n"
        "A network that learnt from such digits often fails on one that stands elsewhere.",
    ),
    "invert": ("&Invert", "Dark on light, as it stands on paper; MNIST’s digits are light on dark."),
    "threshold": ("Threshol&d", "Every pixel becomes all ink or none: there is no grey left."),
}
"""What a switch for a step of ``core.ink.Steps`` says, with its mnemonic, and its tool tip."""

MNISTS_WAY_TIP = "Crop, scale and centre by mass, as MNIST’s makers did; no invert, no threshold"
