"""The election repository: candidacies, results and lists of candidates in its files."""
