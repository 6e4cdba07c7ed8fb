"""The confusion matrix as a picture to look at, to search and to click into."""
