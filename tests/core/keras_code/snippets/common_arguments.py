import keras
from functools import partial
common = dict(padding="same", activation="relu")
m = keras.Sequential([keras.Input((28, 28, 1))])
opts = {"padding": "same", "activation": "relu"}
m.add(keras.layers.Conv2D(8, 3, **opts))
m.add(keras.layers.Conv2D(8, 3, **opts))
m.add(keras.layers.Flatten())
m.add(keras.layers.Dense(10))
