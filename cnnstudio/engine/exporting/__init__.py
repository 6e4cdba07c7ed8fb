"""Networks with weights going out: written, read back by their own reader and compared before they take their place."""
