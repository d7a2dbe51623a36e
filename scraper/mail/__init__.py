"""Raw mail: mbox and mail folders to posts, a post (RFC 5322, MIME) to a Message. Pure, from bytes."""
