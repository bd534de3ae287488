"""What is sealed on the spot: records in a chain of signed segments, and the bundle they travel in."""
