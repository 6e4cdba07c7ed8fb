"""The parts of a project file: how it is opened, its tables, and what stands in each."""
