import tensorflow as tf
def make_model(units=32, rate=0.5, *, classes=10):
    """Builds it."""
    return tf.keras.Sequential([
        tf.keras.Input((28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(units, activation="relu"),
        tf.keras.layers.Dropout(rate),
        tf.keras.layers.Dense(classes, activation="softmax"),
    ])
if __name__ == "__main__":
    model = make_model(units=64)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
