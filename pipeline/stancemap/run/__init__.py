"""Plan, run and keep a study: parts, engine, manifest."""
