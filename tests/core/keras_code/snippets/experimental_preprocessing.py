import tensorflow as tf
layers = tf.keras.layers
aug = tf.keras.Sequential([
  layers.experimental.preprocessing.RandomFlip("horizontal", input_shape=(180, 180, 3)),
  layers.experimental.preprocessing.RandomRotation(0.1),
  layers.experimental.preprocessing.RandomZoom(0.1),
])
model = tf.keras.Sequential([
  aug,
  layers.experimental.preprocessing.Rescaling(1./255),
  layers.Conv2D(16, 3, padding='same', activation='relu'),
  layers.GlobalAveragePooling2D(),
  layers.Dense(5)
])
