"""The only place that imports Keras: builds, trains and looks into networks on one thread, and knows no Qt."""
