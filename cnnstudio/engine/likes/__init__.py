"""What a layer likes: the pictures that excite its channels most, found among given ones or made."""
