import keras
config = {'filters': [8, 16], 'kernel': 3, 'classes': 10, 'rate': 1e-3}
m = keras.Sequential()
m.add(keras.Input((28, 28, 1)))
for f in config['filters']:
    m.add(keras.layers.Conv2D(f, config['kernel'], activation='relu'))
    m.add(keras.layers.MaxPooling2D())
m.add(keras.layers.Flatten())
m.add(keras.layers.Dense(config['classes']))
m.compile(keras.optimizers.Adam(learning_rate=config['rate']))
