import keras
(x, y), _ = keras.datasets.cifar10.load_data()
m = keras.Sequential()
m.add(keras.layers.Conv2D(8, 3))
m.add(keras.layers.Flatten())
m.add(keras.layers.Dense(10))
m.compile("adam", "sparse_categorical_crossentropy")
m.fit(x / 255., y)
