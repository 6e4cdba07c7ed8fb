"""How well a run does, ending in pictures: part of the pages that train and that compare."""
