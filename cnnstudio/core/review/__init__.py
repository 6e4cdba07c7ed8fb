"""Questions to test oneself on what a CNN is, asked with the numbers of the open network."""

from cnnstudio.core.review.asking import Review, review

__all__ = ["Review", "review"]
