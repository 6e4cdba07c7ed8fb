from keras.models import Sequential
from keras.layers import Dense, Flatten
from keras.regularizers import l2, activity_l2
from keras.constraints import maxnorm
model = Sequential([Flatten(input_shape=(28, 28, 1)), Dense(64, W_regularizer=l2(l=0.01), W_constraint=maxnorm(3), activation='relu'), Dense(10, activation='softmax')])
