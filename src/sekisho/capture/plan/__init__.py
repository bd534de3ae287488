"""What the office asks for: the capture plan, its optional tables, and the values derived from its challenge."""
