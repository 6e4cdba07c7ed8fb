import tensorflow as tf
from tensorflow import keras
inputs = keras.Input((28, 28, 1))
x = keras.layers.Conv2D(4, 3, activation=keras.activations.gelu)(inputs)
x = keras.activations.relu(x)
x = tf.nn.relu(x)
x = keras.layers.Flatten()(x)
x = keras.layers.Dense(10, activation=tf.nn.softmax)(x)
m = keras.Model(inputs, x)
