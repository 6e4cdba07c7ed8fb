from keras.models import Sequential
from keras.layers import Dense, Dropout, Activation, BatchNormalization
model = Sequential()
name = 'head'
model.add(Dense(400, batch_input_shape=(None, 4096)))
model.add(BatchNormalization())
model.add(Activation('relu'))
model.add(Dropout(0.5))
model.add(Dense(400))
model.add(BatchNormalization())
model.add(Activation('relu'))
model.add(Dropout(0.5))
model.add(Dense(8))
model.add(Activation('softmax'))
