"""Add tags up: key points, relations, argument map, summaries."""
