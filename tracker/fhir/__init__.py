"""Recoveries as FHIR R4 resources, checked by the library that knows the standard."""
