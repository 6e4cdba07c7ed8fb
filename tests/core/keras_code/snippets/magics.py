%matplotlib inline
!pip install keras
import keras
%time model = keras.Sequential()
model = keras.Sequential()
model.add(keras.layers.Flatten(input_shape=(28, 28)))
model.add(keras.layers.Dense(10))
model?
