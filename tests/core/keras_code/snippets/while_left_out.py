import keras
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()])
while something():
    m.add(keras.layers.Dense(5))
m.add(keras.layers.Dense(10))
