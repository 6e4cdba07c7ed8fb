import keras
from keras import layers
m = keras.Sequential([keras.Input((32, 32, 3)), layers.RandomTranslation(0.1, 0.1), layers.RandomContrast(0.2), layers.RandomBrightness(0.2, value_range=(0, 1)), layers.RandomZoom((-0.2, 0.2)), layers.Flatten(), layers.Dense(2)])
