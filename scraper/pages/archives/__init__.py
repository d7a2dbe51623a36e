"""Web pages of mailing-list archives, a module per program that writes them."""
