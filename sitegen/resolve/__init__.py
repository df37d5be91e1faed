"""Who is who: first within an article, then across the archive.

A wrong merge is worse than a missed one. Within an article the longest name of a person explains the shorter ones.
Across the archive what people decided (content/entities.yaml) comes before everything found; then the rules of
`across.RULES` run in their order, each in a file of its own, and each ruling says why.
"""

from sitegen.resolve.across import Thresholds, across, brief
from sitegen.resolve.within import Within, within

__all__ = ["Thresholds", "Within", "across", "brief", "within"]
