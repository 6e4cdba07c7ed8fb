import keras
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])
for layer in m.layers:
    layer.trainable = False
