"""What servers gave, byte for byte; a bad answer never replaces a good copy."""
