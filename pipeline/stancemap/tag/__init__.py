"""Tag texts: sentences, sentiment, stance, claims, entities, quotes."""
