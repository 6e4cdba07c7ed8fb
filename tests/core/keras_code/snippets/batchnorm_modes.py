from keras.layers.normalization import BatchNormalization
from keras.models import Sequential
from keras.layers import Flatten, Dense, Activation
m = Sequential()
m.add(Flatten(input_shape=(28, 28, 1)))
m.add(Dense(500))
m.add(BatchNormalization())
m.add(Dropout(0.5))
m.add(Activation('relu'))
m.add(Dense(50))
m.add(BatchNormalization(axis=-1, momentum=0.9, epsilon=1e-5))
m.add(Dropout(0.5))
m.add(Activation('relu'))
m.add(Dense(10))
m.add(Activation('softmax'))
