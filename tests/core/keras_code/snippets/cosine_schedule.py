import keras
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])
rate = keras.optimizers.schedules.ExponentialDecay(0.02, decay_steps=1000, decay_rate=0.9)
m.compile(optimizer=keras.optimizers.SGD(rate), loss='categorical_crossentropy')
