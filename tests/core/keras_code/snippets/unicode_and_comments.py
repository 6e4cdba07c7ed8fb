# Réseau de neurones: chiffres écrits à la main
import keras  # Schlüssel
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, name="sortie finale")])
