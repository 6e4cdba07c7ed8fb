import keras
from keras import initializers
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(4, 3, kernel_initializer=initializers.HeNormal(seed=3), bias_initializer='zeros'), keras.layers.Flatten(), keras.layers.Dense(10, kernel_initializer=keras.initializers.RandomNormal(stddev=0.01))])
