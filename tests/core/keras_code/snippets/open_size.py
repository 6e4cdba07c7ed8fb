import keras
inputs = keras.Input(shape=(None, None, 3))
x = keras.layers.Conv2D(8, 3, activation='relu')(inputs)
x = keras.layers.GlobalAveragePooling2D()(x)
model = keras.Model(inputs, keras.layers.Dense(4)(x))
