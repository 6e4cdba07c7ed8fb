from keras.models import Sequential
from keras.layers import Convolution2D, AveragePooling2D, Flatten, Dense
m = Sequential()
m.add(Convolution2D(24, 5, 5, subsample=(2, 2), border_mode="same", activation='elu', input_shape=(66, 200, 3)))
m.add(Convolution2D(nb_filter=36, nb_row=5, nb_col=5, subsample=(2, 2)))
m.add(AveragePooling2D((2, 2), border_mode='same'))
m.add(Flatten())
m.add(Dense(1))
