"""One command a file; each wires the tracker together and nothing more."""
