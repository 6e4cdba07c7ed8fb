"""The tests. A package of its own, because tf-keras-vis installs one of the same name."""
