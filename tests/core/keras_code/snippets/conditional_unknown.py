import keras, sys
deep = len(sys.argv) > 1
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()])
if deep:
    m.add(keras.layers.Dense(50))
m.add(keras.layers.Dense(10))
