"""Forms made from settings: a labelled editor each, what is refused, and what is offered beside it."""
