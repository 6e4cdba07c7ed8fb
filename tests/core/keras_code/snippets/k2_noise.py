from keras.layers.noise import GaussianNoise
from keras.layers.pooling import GlobalAveragePooling2D
from keras.layers.convolutional import Conv2D
from keras.layers import Dense, Activation
from keras.models import Sequential
m = Sequential()
m.add(GaussianNoise(stddev=0.2, input_shape=(28, 28, 1)))
m.add(Conv2D(8, (3, 3)))
m.add(GlobalAveragePooling2D())
m.add(Dense(10))
m.add(Activation('softmax'))
