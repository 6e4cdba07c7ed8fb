import keras
from keras.callbacks import ReduceLROnPlateau, TensorBoard
net = keras.models.Sequential([keras.layers.Input((28, 28, 1)), keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(10)])
net.compile("nadam", "mean_squared_error")
net.fit(a, b, epochs=7, callbacks=[ReduceLROnPlateau(monitor='val_loss', factor=0.2, patience=5, min_lr=0.00001), TensorBoard('logs')])
