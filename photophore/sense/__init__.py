"""What bodies say, and what we believe of them."""
