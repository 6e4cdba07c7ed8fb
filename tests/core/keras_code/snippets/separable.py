from tensorflow.keras import layers, Sequential
m = Sequential()
m.add(layers.SeparableConv2D(16, 3, activation='relu', input_shape=(64, 64, 3)))
m.add(layers.DepthwiseConv2D(3, depth_multiplier=2))
m.add(layers.Conv2DTranspose(4, 2, strides=2))
m.add(layers.UpSampling2D(2))
m.add(layers.Cropping2D(((1, 1), (2, 2))))
m.add(layers.GlobalMaxPool2D())
m.add(layers.Dense(3, 'softmax'))
