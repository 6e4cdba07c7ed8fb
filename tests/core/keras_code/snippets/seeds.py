import tensorflow as tf, numpy as np, random
random.seed(1)
np.random.seed(2)
tf.random.set_seed(3)
m = tf.keras.Sequential([tf.keras.layers.Flatten(input_shape=(28, 28)), tf.keras.layers.Dense(10)])
