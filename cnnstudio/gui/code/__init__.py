"""Code in and out: Keras code that is read into a project, and everything that is taken along as a file."""
