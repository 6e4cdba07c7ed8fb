from keras.layers.convolutional import Conv2D
from keras.layers.core import Flatten, Dense
from keras.models import Sequential
m = Sequential()
m.add(Conv2D(32, 3, 3, input_shape=(28, 28, 1)))
m.add(Flatten())
m.add(Dense(10))
