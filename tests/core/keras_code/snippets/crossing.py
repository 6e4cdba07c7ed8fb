import keras
from keras import layers as L
i = keras.Input((8, 8, 4))
a = L.Conv2D(4, 3, padding='same')(i)
b = L.Conv2D(4, 3, padding='same')(i)
c = L.Add()([a, b])
d = L.Conv2D(4, 3, padding='same')(b)
e = L.Add()([c, d])
m = keras.Model(i, L.Dense(2)(L.Flatten()(e)))
