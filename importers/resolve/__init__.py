"""What a post is for: cycle, role and project, with the reasons."""
