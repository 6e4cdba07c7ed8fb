from keras.layers.noise import GaussianNoise, GaussianDropout
from keras.models import Sequential
from keras.layers.core import Flatten, Dense, Dropout
m = Sequential()
m.add(GaussianNoise(sigma=0.2, input_shape=(28, 28, 1)))
m.add(GaussianDropout(p=0.1))
m.add(Flatten())
m.add(Dropout(p=0.5))
m.add(Dense(10))
