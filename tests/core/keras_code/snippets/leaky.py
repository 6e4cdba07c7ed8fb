from keras.models import Sequential
from keras.layers import Conv2D, LeakyReLU, BatchNormalization, Flatten, Dense
from keras.layers.advanced_activations import PReLU, ELU
model = Sequential()
model.add(Conv2D(8, 3, input_shape=(28, 28, 1)))
model.add(LeakyReLU(alpha=0.1))
model.add(BatchNormalization(momentum=0.8))
model.add(Conv2D(8, 3))
model.add(PReLU(shared_axes=[1, 2]))
model.add(ELU(0.5))
model.add(Flatten())
model.add(Dense(10, activation='softmax'))
