"""The activation functions that layers may end with (https://keras.io/api/layers/activations/)."""

ACTIVATIONS = (
    "linear",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "softsign",
    "tanh",
    "sigmoid",
    "hard_sigmoid",
    "exponential",
    "relu6",
    "mish",
    "softmax",
)

ACTIVATION_NAMES = {"linear": "none (linear)"}
