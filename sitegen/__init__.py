"""sitegen turns a folder of raw newswire copy into a permanent, searchable, entity-linked archive.

What is exported here is what importers, recognisers and page makers of other packages are written with.
"""

from sitegen.errors import Invalid, Problem
from sitegen.model import Block, Config, Corpus, Mention, Page, Seed, Story

__all__ = ["Block", "Config", "Corpus", "Invalid", "Mention", "Page", "Problem", "Seed", "Story"]

__version__ = "0.1.0"
