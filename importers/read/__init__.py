"""Local paths and mirrors to raw posts, and raw bytes to Messages."""
