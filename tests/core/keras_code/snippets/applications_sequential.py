import keras
base = keras.applications.VGG16(weights='imagenet', include_top=False, input_shape=(150, 150, 3))
base.trainable = False
m = keras.Sequential()
m.add(base)
m.add(keras.layers.Flatten())
m.add(keras.layers.Dense(8, activation='softmax'))
