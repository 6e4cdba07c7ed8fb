from keras.models import Sequential
from keras.layers import Conv2D, LSTM, Flatten, Dense
model = Sequential()
model.add(Conv2D(4, 3, input_shape=(28, 28, 1)))
model.add(LSTM(32))
model.add(Flatten())
model.add(Dense(10))
