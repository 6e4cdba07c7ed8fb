from keras.models import Sequential
from keras.layers import Reshape, Conv2D, Flatten, Dense
m = Sequential()
m.add(Reshape((28, 28, 1), input_shape=(784,)))
m.add(Conv2D(4, 3))
m.add(Flatten())
m.add(Dense(10))
