from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import *
model = Sequential([
    Input((28, 28, 1)),
    Conv2D(8, 3, activation=LeakyReLU(0.2)),
    Flatten(),
    Dense(10, activation=tf.nn.softmax),
])
