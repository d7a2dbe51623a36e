"""What people are told: runs, plans, progress, audits, problems, posts in review."""
