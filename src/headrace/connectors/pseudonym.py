"""People under a key: the same person gets the same key, and the key says nothing about who it is."""

from __future__ import annotations

from hashlib import blake2b

_BYTES = 6


def pseudonym(identity: str, secret: str = "") -> str:
    """Return a short stable key for a person; the identity's case and outer spaces do not matter.

    Args:
        identity: an account's id or an e-mail address.
        secret: the workspace's own; without one, whoever guesses an identity can check the guess.
    """
    key = blake2b(secret.encode()).digest()
    return blake2b(identity.strip().casefold().encode(), digest_size=_BYTES, key=key).hexdigest()
