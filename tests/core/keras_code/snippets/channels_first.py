from keras.models import Sequential
from keras.layers import Conv2D, MaxPooling2D, Flatten, Dense
model = Sequential()
model.add(Conv2D(32, (5, 5), input_shape=(1, 28, 28), data_format='channels_first', activation='relu'))
model.add(MaxPooling2D(data_format='channels_first'))
model.add(Flatten())
model.add(Dense(10))
