from tensorflow.keras.datasets import cifar10
from tensorflow.keras import Sequential, layers
(x, y), _ = cifar10.load_data()
x = (x - x.mean()) / x.std()
net = Sequential([layers.Flatten(input_shape=(32, 32, 3)), layers.Dense(10, 'softmax')])
net.compile('sgd', 'sparse_categorical_crossentropy')
net.fit(x, y)
