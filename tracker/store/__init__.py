"""Tables, scoping and the queries of each aggregate. Calls inwards to tracker.recovery only."""
