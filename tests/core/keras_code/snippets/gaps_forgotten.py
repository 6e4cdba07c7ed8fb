model = Sequential([Input((28, 28, 1)), Conv2D(), Dropout(), Flatten(), Dense(activation='softmax')])
