import keras
from keras import layers
features = keras.Sequential([layers.Conv2D(8, 3, activation='relu'), layers.MaxPooling2D()], name='features')
head = keras.Sequential([layers.Flatten(), layers.Dense(10)])
model = keras.Sequential([keras.Input((28, 28, 1)), features, head])
