"""Rules for digests of case reviews: accuracy, language, and what could identify a child."""
