import keras
from keras import layers
aug = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)])
inputs = keras.Input(shape=(64, 64, 3))
x = aug(inputs)
x = layers.Rescaling(1 / 255)(x)
x = layers.Conv2D(8, 3)(x)
x = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(2, activation="softmax")(x)
model = keras.Model(inputs, outputs)
