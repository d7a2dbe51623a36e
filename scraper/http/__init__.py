"""Asks servers politely: robots.txt, pace, retries, redirects, sizes. The one way to the network beside git."""
