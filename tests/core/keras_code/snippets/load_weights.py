from keras.models import Sequential
from keras.layers import Dense, Flatten
m = Sequential()
m.add(Flatten(input_shape=(28, 28)))
m.add(Dense(10))
m.load_weights('digits.h5')
