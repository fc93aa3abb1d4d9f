"""stancemap: stances, claims, entities and quotes in news comments, added up to argument maps."""
