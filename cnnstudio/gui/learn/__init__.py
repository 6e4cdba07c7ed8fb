"""The page for learning: labs, convolution by hand, and questions to test oneself."""
