import keras
widths = [4, 8]
body = [keras.layers.Conv2D(w, 3, activation='relu') for w in widths]
m = keras.Sequential([keras.Input((28, 28, 1)), *body, keras.layers.Flatten(), keras.layers.Dense(10)])
