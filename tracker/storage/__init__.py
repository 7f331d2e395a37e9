"""The database: schema, the one writer, publishing, short-lived readers."""
