import keras
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(32, 3, 3), keras.layers.Flatten(), keras.layers.Dense(10)])
