from keras import layers, Input, Model
i = Input((16, 16, 8))
x = layers.Conv2D(8, 3, padding='same')(i)
x = x + i
x = layers.Flatten()(x)
m = Model(i, layers.Dense(2)(x))
