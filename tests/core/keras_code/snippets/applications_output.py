from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras import layers, Model
base = MobileNetV2(input_shape=(160, 160, 3), include_top=False, weights='imagenet')
for layer in base.layers:
    layer.trainable = False
x = layers.GlobalAveragePooling2D()(base.output)
model = Model(inputs=base.input, outputs=layers.Dense(5, activation='softmax')(x))
