from keras import regularizers
from keras.models import Sequential
from keras.layers import Dense, Flatten
from keras.regularizers import l2
model = Sequential()
model.add(Flatten(input_shape=(28, 28)))
model.add(Dense(64, kernel_regularizer=regularizers.l2(0.01), activation='relu'))
model.add(Dense(32, kernel_regularizer=l2(0.002), kernel_initializer='he_uniform', activation='relu'))
model.add(Dense(10, kernel_regularizer=regularizers.l1_l2(l1=0.001, l2=0.01), activation='softmax'))
