import keras
from keras import layers
a = keras.Input((28, 28, 1))
b = layers.Conv2D(8, 3)(a)
encoder = keras.Model(a, b)
inp = keras.Input((28, 28, 1))
x = encoder(inp)
x = layers.Flatten()(x)
out = layers.Dense(10)(x)
whole = keras.Model(inp, out)
