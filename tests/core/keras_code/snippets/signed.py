import keras
(x, y), _ = keras.datasets.fashion_mnist.load_data()
x = (x.astype("float32") - 127.5) / 127.5
x = x[..., None]
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])
m.compile("adam", "sparse_categorical_crossentropy")
m.fit(x, y, epochs=3)
