>>> from keras.models import Sequential
>>> from keras.layers import Dense, Flatten
>>> model = Sequential([
...     Flatten(input_shape=(28, 28, 1)),
...     Dense(10, activation='softmax'),
... ])
>>> model.count_params()
7850
