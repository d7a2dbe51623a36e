"""Web pages as sources: what programs made of posts and files, read back.

Pure: bytes or text in, posts or files out. Every page is hostile: sizes and depths are bounded, nothing
recurses, no script runs and no address is followed.
"""
