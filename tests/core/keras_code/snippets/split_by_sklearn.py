from sklearn.model_selection import train_test_split
from keras.datasets import mnist
from keras.models import Sequential
from keras.layers import Dense, Flatten
from keras.utils import to_categorical
(x, y), (x_test, y_test) = mnist.load_data()
x_train, x_val, y_train, y_val = train_test_split(x, to_categorical(y), test_size=0.3, random_state=1)
model = Sequential([Flatten(input_shape=(28, 28)), Dense(y_train.shape[1], activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(x_train, y_train, epochs=2, validation_data=(x_val, y_val))
