from keras.models import Sequential
from keras.layers import Conv2D, Flatten, Dense
conv = Conv2D(4, 3, input_shape=(28, 28, 1))
end = Dense(10)
m = Sequential()
for each in (conv, Flatten(), end):
    m.add(each)
