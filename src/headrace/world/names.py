"""What pieces of work are called, so that a list of them reads like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.world.papers import CAPABILITY, FIX, IMPROVEMENT, RISK

if TYPE_CHECKING:
    from random import Random

_PATTERNS = {
    CAPABILITY: ("Offer {}", "Let shops choose {}", "Bring {} to the app", "Allow {}", "Add {}"),
    IMPROVEMENT: ("Shorter {}", "Explain {}", "Faster {}", "Clearer {}", "Fewer questions for {}"),
    FIX: ("Fix: wrong {}", "Fix: {} shown twice", "Fix: {} lost after reload", "Fix: {} missing in French"),
    RISK: ("Second check of {}", "Log every change of {}", "Protect {}", "Limit tries for {}"),
}

_THINGS = {
    "FP": "card test|address form|company seal photo|first invoice|welcome mail|bank check|"
    "sign-up on another device|joint account|test payment|document upload|currency choice|"
    "waiting period|sole trader form|terminal pairing",
    "SC": "identity check|owner list|trade register look-up|passport photo|proof of address|name match|"
    "re-check after a move|partner shop check|watch list hit|document expiry",
    "GC": "guest basket|delivery address|one-page checkout|voucher field|express button|order mail|tax line|"
    "saved basket|pick-up point|gift note|payment choice|receipt download",
    "MC": "thumb-sized button|wallet payment|small-screen basket|camera card scan|push receipt|swipe to pay",
    "SI": "best-seller list|hourly sales chart|returns report|compare weeks|stock hint|export to a sheet|"
    "visits next to sales|price change report",
    "TC": "till handshake|receipt printer|offline mode|barcode format|partner sandbox|till sign-in|"
    "price sync|end-of-day report",
    "NP": "payout file|holiday calendar|payout mail|bank cut-off|split payout|negative balance|payout retry|"
    "reference text|payout limit|account change",
    "SD": "evidence upload|deadline reminder|refund offer|dispute letter|chargeback code|delivery proof|"
    "fee rule|appeal form",
    "DE": "German invoice|SEPA mandate|VAT number|German imprint|address format",
    "UP": "database version|build image|unused table|log rotation|test data|certificate",
}

_INCIDENTS = "Payments|Sign-up|Payouts|Till sync|Order mails|Reports|Refunds|Search|Invoices"
_TROUBLES = {
    "Outage": ("{} down in one region", "{} answer with an error"),
    "Wrong result": ("{} show a wrong sum", "{} sent to the wrong shop", "{} in the wrong currency"),
    "Slow": ("{} take a minute", "{} slow since the morning"),
}
_QUESTIONS = {
    "How to": ("How do I change my {}?", "Where do I find my {}?", "Can two people use one {}?"),
    "Money missing": ("Where is Friday's {}?", "My {} is too low", "A {} is missing"),
    "Complaint": ("The {} took too long", "Nobody told me about the {}"),
}
_ASKED = "payout|invoice|till|password|address|refund|fee|account|report|contract"


def title(process: str, kind: str, rng: Random) -> str:
    """Return what one piece of work is called in its tool."""
    if kind in _TROUBLES:
        return rng.choice(_TROUBLES[kind]).format(rng.choice(_INCIDENTS.split("|")))
    if kind in _QUESTIONS:
        return rng.choice(_QUESTIONS[kind]).format(rng.choice(_ASKED.split("|")))
    return rng.choice(_PATTERNS[kind]).format(rng.choice(_THINGS[process].split("|")))
