"""Learning that goes on from what was learned before: pretrained layers, the features they give, trained weights."""
