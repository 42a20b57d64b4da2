"""Usual names of statuses in German, French, Spanish and Portuguese, and what they say about the work.

Small letters without accents; how a tool set to that language calls its statuses out of the box.
"""

from __future__ import annotations

import re
import unicodedata

_SAID: dict[str, str] = {
    "cancelled": (
        # German, French, Spanish, Portuguese, here and below
        "abgelehnt|abgebrochen|storniert|verworfen|wird nicht (gemacht|behoben|erledigt)|zuruckgezogen|duplikat"
        "|annulee?|rejetee?|refusee?|abandonnee?|doublon"
        "|cancelad[oa]|rechazad[oa]|descartad[oa]|anulad[oa]|duplicad[oa]"
        "|rejeitad[oa]|recusad[oa]"
    ),
    "reopened": "wieder ?(ge)?offnet|wiedereroffnet|rouverte?|reouverte?|reabiert[oa]|reabert[oa]",
    "blocked": (
        "blockiert|angehalten|pausiert|zuruckgestellt|ausgesetzt|wart(et|en) auf (kunde|ruckmeldung|antwort|extern).*"
        "|bloquee?|en pause|suspendue?|en attente (du|de la|d'un|de) (client|reponse|tiers|retour).*"
        "|bloquead[oa]|en pausa|suspendid[oa]|esperando (al|a) cliente.*"
        "|em pausa|pausad[oa]|suspens[oa]|aguardando (o )?cliente.*"
    ),
    "waiting": (
        "neu|offen|zu erledigen|zu tun|bereit.*|wart(et|en).*|wartend|eingegangen|eingang|gemeldet|geplant|eingeplant"
        "|ausgewahlt|freigegeben|genehmigt|ruckstand|warteschlange|anstehend|vorgemerkt"
        "|nouve(au|lle)|ouverte?|a faire|a traiter|en attente.*|prete?|recue?|planifiee?|selectionnee?|approuvee?"
        "|nuev[oa]|abiert[oa]|por hacer|pendiente.*|en espera.*|list[oa]|recibid[oa]|planificad[oa]|aprobad[oa]"
        "|nov[oa]|abert[oa]|a fazer|por fazer|pendente.*|em espera.*|aguardando.*|pront[oa]|recebid[oa]|planejad[oa]"
        "|aprovad[oa]"
    ),
    "done": (
        "erledigt|fertig|fertiggestellt|abgeschlossen|geschlossen|gelost|behoben|ausgeliefert|veroffentlicht|beendet"
        "|fermee?|terminee?|finie?|resolue?|livree?|faite?|cloture?e?|cloturee?|publiee?|deployee?"
        "|cerrad[oa]|terminad[oa]|hech[oa]|resuelt[oa]|finalizad[oa]|completad[oa]|entregad[oa]|publicad[oa]"
        "|fechad[oa]|concluid[oa]|feit[oa]|resolvid[oa]|encerrad[oa]|entregue"
    ),
    "created": "erstellt|angelegt|erfasst|creee?|cread[oa]|criad[oa]",
}
_COMPILED = tuple((sense, re.compile(rf"(?:{words})")) for sense, words in _SAID.items())


def foreign_sense(name: str) -> str | None:
    """Return what a status's name says, as the value of a :class:`.vocabulary.Sense`; ``None`` when unknown."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    words = " ".join(re.findall(r"[\w']+", letters.replace("_", " ")))
    return next((sense for sense, pattern in _COMPILED if pattern.fullmatch(words)), None)
