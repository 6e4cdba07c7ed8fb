"""What a network is: immutable values in pure Python and numpy; knows no Qt and no Keras."""
