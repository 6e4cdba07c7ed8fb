import keras, numpy as np
(x, y), (a, b) = keras.datasets.mnist.load_data()
n = len(np.unique(y))
k = np.max(y) + 1
m = keras.Sequential([keras.Input(x.shape[1:]), keras.layers.Flatten(), keras.layers.Dense(n, activation='relu'), keras.layers.Dense(k, activation='softmax')])
m.compile('adam', 'sparse_categorical_crossentropy')
m.fit(x, y, validation_data=(a, b))
