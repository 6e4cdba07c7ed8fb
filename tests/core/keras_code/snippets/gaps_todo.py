from tensorflow.keras import Sequential
from tensorflow.keras.layers import Conv2D, Dense, Flatten, Dropout
model = Sequential()
model.add(Conv2D(TODO, TODO, activation=TODO, input_shape=(28, 28, 1)))
model.add(Dropout(<YOUR RATE>))
model.add(Flatten())
model.add(Dense(???))
