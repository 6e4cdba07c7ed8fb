import keras
from keras import layers
model = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(____, kernel_size=____, activation="____"),
    layers.Flatten(),
    layers.Dense(____, activation="softmax"),
])
model.compile(optimizer="____", loss="categorical_crossentropy")
