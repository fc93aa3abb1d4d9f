"""Train and evaluate the models that ship."""
