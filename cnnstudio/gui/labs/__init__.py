"""Labs beside the window: the gallery, the panel that shows a step, and the report."""
