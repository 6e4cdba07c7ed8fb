import keras
from keras import layers as L
def block(x, filters, stride=1, project=False):
    keep = x
    x = L.Conv2D(filters, 3, strides=stride, padding='same', use_bias=False)(x)
    x = L.BatchNormalization()(x)
    x = L.ReLU()(x)
    x = L.Conv2D(filters, 3, padding='same', use_bias=False)(x)
    x = L.BatchNormalization()(x)
    if project:
        keep = L.Conv2D(filters, 1, strides=stride, use_bias=False)(keep)
        keep = L.BatchNormalization()(keep)
    x = L.Add()([keep, x])
    return L.ReLU()(x)
inp = keras.Input((32, 32, 3))
x = L.Conv2D(16, 3, padding='same', use_bias=False)(inp)
x = L.BatchNormalization()(x)
x = L.ReLU()(x)
for stage, width in enumerate([16, 32, 64]):
    for i in range(2):
        first = i == 0 and stage > 0
        x = block(x, width, stride=2 if first else 1, project=first)
x = L.GlobalAveragePooling2D()(x)
out = L.Dense(10, activation='softmax')(x)
resnet = keras.Model(inp, out)
