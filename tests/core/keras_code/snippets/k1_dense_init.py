from keras.models import Sequential
from keras.layers.core import Dense, Activation, Dropout
model = Sequential()
model.add(Dense(512, input_shape=(784,), init='normal', activation='relu'))
model.add(Dropout(0.2))
model.add(Dense(output_dim=10, init='normal'))
model.add(Activation('softmax'))
model.compile(loss='categorical_crossentropy', optimizer='rmsprop')
