"""The archive as web pages: served by Datasette, or written as files for any web server."""
