"""What is kept on disk: project files, settings, and the safe reader of saved networks."""
