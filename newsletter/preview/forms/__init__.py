"""Forms that the server makes from the models, for every block there is or will be."""
