from keras.models import Sequential
from keras.layers import Conv2D, Flatten, Dense
m = Sequential()
m.add(Conv2D(4, 3, batch_input_shape=(None, 28, 28, 1)))
m.add(Flatten())
m.add(Dense(10))
