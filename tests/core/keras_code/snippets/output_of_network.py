import keras
first = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(4, 3), keras.layers.Flatten()])
out = keras.layers.Dense(10)(first.output)
second = keras.Model(inputs=first.input, outputs=out)
second.compile("adam", "categorical_crossentropy")
