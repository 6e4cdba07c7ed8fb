import keras
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(3, activation='softmax')])
m.compile(optimizer=keras.optimizers.AdamW(learning_rate=3e-4, weight_decay=0.05), loss=keras.losses.CategoricalFocalCrossentropy(gamma=3.0))
