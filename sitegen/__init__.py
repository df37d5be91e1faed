"""sitegen turns a folder of raw newswire copy into a permanent, searchable, entity-linked archive."""

__version__ = "0.1.0"
