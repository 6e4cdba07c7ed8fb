"""The network as a stack of cards, the palette it is filled from and the settings of the selected layer."""
