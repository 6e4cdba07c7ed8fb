"""Questions to test oneself on what a CNN is, asked with the numbers of the open network."""

from cnnstudio.core.review.asking import Review, review
from cnnstudio.core.review.material import can_ask_about

__all__ = ["Review", "can_ask_about", "review"]
