"""What pages share, and what leads from one to another."""
