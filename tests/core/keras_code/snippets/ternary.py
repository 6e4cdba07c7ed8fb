import keras
grey = True
channels = 1 if grey else 3
m = keras.Sequential([keras.Input((28, 28, channels)), keras.layers.Flatten(), keras.layers.Dense(10)])
