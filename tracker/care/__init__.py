"""The use cases, named as people say them: one function, one transaction each."""
