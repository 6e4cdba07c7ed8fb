import keras
def mine(a, b):
    return keras.ops.mean(a - b)
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])
m.compile(loss='hinge', optimizer='adam')
