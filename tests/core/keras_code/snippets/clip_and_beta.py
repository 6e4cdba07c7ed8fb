from keras.optimizers import Adam
from keras.models import Sequential
from keras.layers import Dense, Flatten
m = Sequential()
m.add(Flatten(input_shape=(28, 28, 1)))
m.add(Dense(10, activation='softmax'))
m.compile(Adam(0.0005, beta_1=0.8, clipnorm=1.5), 'categorical_crossentropy', ['acc'])
m.fit(x, y, 64, 4)
