from keras.layers import MaxPool2D, AvgPool2D, GlobalAvgPool2D, Conv2D, Dense, Input
from keras.models import Sequential
m = Sequential([Input((32, 32, 3)), Conv2D(8, 3, strides=2), MaxPool2D(3, 2), AvgPool2D(2), GlobalAvgPool2D(), Dense(5)])
