import keras
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(4, 3, kernel_constraint=keras.constraints.MaxNorm(3.)), keras.layers.Flatten(), keras.layers.Dense(10)])
