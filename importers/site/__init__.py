"""The fixture site: served on loopback, recorded anew, with its expectations."""
