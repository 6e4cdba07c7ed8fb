import keras
from keras.layers import Conv2D, concatenate, Input, MaxPooling2D, GlobalAveragePooling2D, Activation
def fire(x, squeeze, expand):
    y = Conv2D(squeeze, 1, activation='relu', padding='same')(x)
    a = Conv2D(expand // 2, 1, activation='relu', padding='same')(y)
    b = Conv2D(expand // 2, 3, activation='relu', padding='same')(y)
    return concatenate([a, b])
fire_module = lambda s, e: (lambda x: fire(x, s, e))
x = Input(shape=[64, 64, 3])
y = Conv2D(32, 3, padding='same', activation='relu')(x)
y = fire(y, 24, 48)
y = MaxPooling2D(pool_size=2)(y)
y = fire(y, 48, 96)
y = GlobalAveragePooling2D()(y)
y = Activation('softmax')(Dense(3)(y))
model = keras.models.Model(x, y)
