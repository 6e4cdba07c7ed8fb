from __future__ import print_function
import numpy as np
np.random.seed(1337)
from keras.datasets import mnist
from keras.models import Sequential
from keras.layers import Dense, Dropout, Activation, Flatten
from keras.layers import Convolution2D, MaxPooling2D
from keras.utils import np_utils
from keras import backend as K

size_of_batch = 128
classes = 10
rounds = 12
rows, columns = 28, 28
kernels = 32
window = (2, 2)
kernel = (3, 3)

(a_train, b_train), (a_test, b_test) = mnist.load_data()
if K.image_dim_ordering() == 'th':
    a_train = a_train.reshape(a_train.shape[0], 1, rows, columns)
    a_test = a_test.reshape(a_test.shape[0], 1, rows, columns)
    shape = (1, rows, columns)
else:
    a_train = a_train.reshape(a_train.shape[0], rows, columns, 1)
    a_test = a_test.reshape(a_test.shape[0], rows, columns, 1)
    shape = (rows, columns, 1)
a_train = a_train.astype('float32')
a_test = a_test.astype('float32')
a_train /= 255
a_test /= 255
print 'pictures:', a_train.shape
hot_train = np_utils.to_categorical(b_train, classes)
hot_test = np_utils.to_categorical(b_test, classes)

net = Sequential()
net.add(Convolution2D(kernels, kernel[0], kernel[1], border_mode='valid', input_shape=shape))
net.add(Activation('relu'))
net.add(Convolution2D(kernels, kernel[0], kernel[1]))
net.add(Activation('relu'))
net.add(MaxPooling2D(pool_size=window))
net.add(Dropout(0.25))
net.add(Flatten())
net.add(Dense(128))
net.add(Activation('relu'))
net.add(Dropout(0.5))
net.add(Dense(classes))
net.add(Activation('softmax'))
net.compile(loss='categorical_crossentropy', optimizer='adadelta', metrics=['accuracy'])
net.fit(a_train, hot_train, batch_size=size_of_batch, nb_epoch=rounds, verbose=1, validation_data=(a_test, hot_test))
