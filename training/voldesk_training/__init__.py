"""Trains, tests and exports the VIX model from the data set that `voldesk dataset` wrote."""
