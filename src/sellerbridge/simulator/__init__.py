"""The practice Amazon: a seller's months from a seed, answered over Amazon's own wire."""
