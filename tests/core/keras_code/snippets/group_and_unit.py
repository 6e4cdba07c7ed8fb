import keras
L = keras.layers
m = keras.Sequential([keras.Input((16, 16, 8)), L.GroupNormalization(4), L.UnitNormalization(), L.Conv2D(16, 3, groups=2), L.Permute((2, 1, 3)), L.ZeroPadding2D(((1, 0), (2, 1))), L.Reshape((-1,)), L.Dense(2)])
