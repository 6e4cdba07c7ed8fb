from keras.models import Sequential
from keras.layers import Dense, Flatten
model = Sequential()
model.add(Flatten(input_shape=(28, 28)))
model.add(Dense(500))
model = Sequential()
model.add(Flatten(input_shape=(28, 28)))
model.add(Dense(10))
