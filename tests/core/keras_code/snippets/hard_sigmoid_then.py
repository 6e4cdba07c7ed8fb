from keras.layers.core import Dense, Flatten, Activation
from keras.models import Sequential
m = Sequential()
m.add(Flatten(input_shape=(28, 28)))
m.add(Dense(10))
m.add(Activation('hard_sigmoid'))
