import keras
*body, end = keras.layers.Flatten(), keras.layers.Dense(4), keras.layers.Dense(10)
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])
