"""What keeps the window answering: work on other threads, and work on its own in small parts."""
