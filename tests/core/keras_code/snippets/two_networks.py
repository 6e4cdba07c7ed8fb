import keras
from keras import layers
small = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10)])
small.compile("adam", "categorical_crossentropy")
small.fit(x, y)
large = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(100), layers.Dense(10)])
large.compile("adam", "categorical_crossentropy")
large.fit(x, y, epochs=4)
