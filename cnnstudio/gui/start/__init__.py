"""The first page: recent projects and the gallery of presets."""
