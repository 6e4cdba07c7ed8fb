from keras.models import Sequential
from keras.layers import Dense, Flatten
width = 128 / 2
m = Sequential()
m.add(Flatten(input_shape=(28, 28)))
m.add(Dense(width))
m.add(Dense(10))
