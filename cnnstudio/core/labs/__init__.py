"""Labs: guided sheets whose questions and checks are answered by the open project."""
