"""The made-up company: demo data, and the known truth of our tests.

It is made, not recorded: :mod:`.company` describes it, :mod:`.simulate` lets it work, :mod:`.sheet` and
:mod:`.records` write down what its tools would hold, and :mod:`.truth` knows what really happened.
"""

from headrace.world.made_up import SEED, World, build

__all__ = ["SEED", "World", "build"]
