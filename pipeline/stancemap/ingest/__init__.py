"""Read files into articles and comments: one file per format."""
