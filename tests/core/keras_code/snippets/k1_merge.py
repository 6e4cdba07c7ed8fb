from keras.layers import Input, Convolution2D, MaxPooling2D, merge, Flatten, Dense
from keras.models import Model
im = Input(shape=(32, 32, 3))
left = Convolution2D(8, 1, 1, border_mode='same', activation='relu')(im)
right = Convolution2D(8, 3, 3, border_mode='same', activation='relu')(im)
both = merge([left, right], mode='concat', concat_axis=3)
both = merge([both, Convolution2D(16, 3, 3, border_mode='same')(both)], mode='sum')
both = MaxPooling2D((2, 2))(both)
end = Dense(10, activation='softmax')(Flatten()(both))
model = Model(input=im, output=end)
model.compile('sgd', 'mse')
