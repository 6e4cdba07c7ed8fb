from keras.models import Sequential
from keras.layers.core import Dense
model = Sequential([Dense(20, 'he_normal', 'tanh', input_dim=64), Dense(5, 'uniform', 'sigmoid')])
model.fit(None, None, nb_epoch=3)
