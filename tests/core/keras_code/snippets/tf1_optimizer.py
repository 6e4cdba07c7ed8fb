import tensorflow as tf
from tensorflow.python.keras.models import Sequential
from tensorflow.python.keras.layers import Dense, Flatten
model = Sequential()
model.add(Flatten(input_shape=(28, 28)))
model.add(Dense(10, activation=tf.nn.softmax))
model.compile(optimizer=tf.train.AdamOptimizer(1e-4), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
