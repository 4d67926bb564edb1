"""From an issue to what a reader gets: derive, render, compile. Pure: no files written, no clock, no network."""
