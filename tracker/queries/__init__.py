"""Database → typed rows. One question a file: the SQL beside its function and its row type."""
