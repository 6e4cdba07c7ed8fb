from keras.models import Sequential
from keras.layers import Dense, Flatten
Exercise 3: build the network
model = Sequential()
model.add(Flatten(input_shape=(28, 28)))
model.add(Dense(10, activation='softmax'))
