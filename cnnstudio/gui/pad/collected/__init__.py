"""My digits: what was drawn and labelled, to look through, to correct, to test with and to train on."""
