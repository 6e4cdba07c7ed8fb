model = Sequential()
model.add(Convolution2D(... , ... , ... ,
                        border_mode='valid',
                        input_shape=(28, 28, 1),
                        dim_ordering='tf'))
model.add(Activation('...'))
model.add(Convolution2D(... , ... , ... ,
                        border_mode='valid',
                        dim_ordering='tf'))
model.add(Activation('...'))
model.add(MaxPooling2D(pool_size=(... , ... ),
                      border_mode='valid',
                      dim_ordering='tf'))
model.add(Dropout(...))
model.add(Flatten())
model.add(Dense(...))
model.add(Activation('relu'))
model.add(Dropout(...))
model.add(Dense(...))
model.add(Activation('softmax'))
