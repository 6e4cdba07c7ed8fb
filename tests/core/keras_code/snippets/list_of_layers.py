from tensorflow.keras import layers, models
stack = [layers.InputLayer((28, 28, 1))]
for width in (8, 16):
    stack.append(layers.Conv2D(width, 3))
    stack += [layers.ReLU(), layers.MaxPooling2D()]
stack.extend([layers.Flatten(), layers.Dense(10)])
model = models.Sequential(stack)
