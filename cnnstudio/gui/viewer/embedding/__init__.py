"""The map of the data: each picture a point, near to those that the network takes for similar."""
