import keras
base = 8
m = keras.Sequential([keras.Input((28, 28, 1))])
for i in range(3):
    m.add(keras.layers.Conv2D(base * 2 ** i, 3, padding='same', name='conv_%d' % (i + 1)))
    m.add(keras.layers.MaxPooling2D(2, name=f'pool_{i + 1}'))
m.add(keras.layers.Flatten())
m.add(keras.layers.Dense(int(100 / 2)))
m.add(keras.layers.Dense(len('ten digits')))
