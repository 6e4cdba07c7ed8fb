import keras
from keras import layers as L
i = keras.Input((8, 8, 4))
a, b, c = [L.Conv2D(4, k, padding='same')(i) for k in (1, 3, 5)]
x = L.Average()([a, b, c])
m = keras.Model(i, L.Dense(2)(L.Flatten()(x)))
