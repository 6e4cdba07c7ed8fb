import keras
base = keras.applications.NASNetMobile(include_top=False, input_shape=(224, 224, 3))
m = keras.Sequential([base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3)])
