"""Whether a post is a candidacy, by an ordered table of rules, with the reasons."""
