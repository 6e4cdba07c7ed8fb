from tensorflow.keras import layers, Model, Input
def dw(x, filters, s):
    x = layers.DepthwiseConv2D(3, strides=s, padding='same', use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU(6.)(x)
    x = layers.Conv2D(filters, 1, use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU(max_value=6)(x)
i = Input((32, 32, 3))
x = i
for filters, s in zip([16, 32], [1, 2]):
    x = dw(x, filters, s)
x = layers.GlobalAveragePooling2D()(x)
o = layers.Dense(10, activation='softmax')(x)
m = Model(i, o)
