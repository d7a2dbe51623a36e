"""Web pages of repository browsers, a module per program that writes them."""
