"""The Data page: which pictures the network learns from, and what is done to them first."""
