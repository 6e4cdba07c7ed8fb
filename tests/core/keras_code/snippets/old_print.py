import keras
from keras.models import Sequential
from keras.layers import Dense, Flatten
model = Sequential()
model.add(Flatten(input_shape=(28, 28, 1)))
model.add(Dense(10))
print "the network has %d layers" % len(model.layers)
try:
    print model.summary()
except Exception, problem:
    print problem
