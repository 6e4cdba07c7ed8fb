from keras.datasets import mnist
from keras.models import Sequential
from keras.layers import Dense, Flatten
(X, y), (Xt, yt) = mnist.load_data()
X_train, y_train = X[:4000], y[:4000]
X_val, y_val = X[4000:5000], y[4000:5000]
m = Sequential()
m.add(Flatten(input_shape=X_train.shape[1:]))
m.add(Dense(10, activation='softmax'))
m.compile(loss='sparse_categorical_crossentropy', optimizer='adam', metrics=['acc'])
m.fit(X_train, y_train, epochs=6, batch_size=128, validation_data=(X_val, y_val))
