import keras
from keras import layers
x = inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(16, 3, padding='same')(x)
for _ in range(3):
    y = layers.BatchNormalization()(x)
    y = layers.Activation('relu')(y)
    y = layers.Conv2D(12, 3, padding='same')(y)
    x = layers.Concatenate()([x, y])
x = layers.GlobalAveragePooling2D()(x)
m = keras.Model(inputs, layers.Dense(10)(x))
