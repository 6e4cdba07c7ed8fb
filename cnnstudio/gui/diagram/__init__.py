"""The diagram of the network: shown while it is built, and written as a picture."""
