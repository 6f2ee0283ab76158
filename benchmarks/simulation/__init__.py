"""Simulated recoveries: the only ones there are in number, for no daily logs are published.

Everything here is made up from the literature's durations and yes/no rates (the keys in the
modules are those of the timelines' sources) and from plain guesses, which are called guesses. It
shares no table with the product: courses are smooth formulas here and interpolated medians there,
so that the core is not examined with its own answers. Twelve worlds differ in noise, habits and
mishaps; a figure that holds in one of them only is an accident and not a finding.
"""
