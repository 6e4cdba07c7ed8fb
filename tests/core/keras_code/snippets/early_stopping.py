from tensorflow import keras
model = keras.Sequential([keras.layers.Flatten(input_shape=[28, 28]), keras.layers.Dense(300, activation="relu"), keras.layers.Dense(100, activation="relu"), keras.layers.Dense(10, activation="softmax")])
model.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.SGD(learning_rate=1e-2, momentum=0.9), metrics=["accuracy"])
early = keras.callbacks.EarlyStopping(patience=10, restore_best_weights=True)
check = keras.callbacks.ModelCheckpoint("my_model.keras", save_best_only=True)
history = model.fit(X_train, y_train, epochs=100, validation_data=(X_valid, y_valid), callbacks=[check, early])
