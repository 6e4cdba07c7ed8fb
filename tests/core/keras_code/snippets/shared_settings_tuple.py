import keras
SHAPE, CLASSES, (A, B) = (28, 28, 1), 10, (4, 8)
m = keras.Sequential([keras.Input(SHAPE), keras.layers.Conv2D(A, 3), keras.layers.Conv2D(B, 3), keras.layers.Flatten(), keras.layers.Dense(CLASSES)])
