"""How evidence accumulates: likelihoods of answers, states of skin, odds of a complication."""
