from keras.models import Sequential
from keras.layers import Convolution2D, ZeroPadding2D, MaxPooling2D, Flatten, Dense, Dropout
def conv_block(model, layers, filters):
    for i in range(layers):
        model.add(ZeroPadding2D((1, 1)))
        model.add(Convolution2D(filters, 3, 3, activation='relu'))
    model.add(MaxPooling2D((2, 2), strides=(2, 2)))
def fc_block(model):
    model.add(Dense(4096, activation='relu'))
    model.add(Dropout(0.5))
model = Sequential()
model.add(ZeroPadding2D((0, 0), input_shape=(224, 224, 3)))
for count, width in [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]:
    conv_block(model, count, width)
model.add(Flatten())
fc_block(model)
fc_block(model)
model.add(Dense(1000, activation='softmax'))
