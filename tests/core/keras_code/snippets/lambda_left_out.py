import keras
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Lambda(lambda x: x / 2), keras.layers.Flatten(), keras.layers.Dense(10)])
