"""What measures speed; nothing here is a test."""
