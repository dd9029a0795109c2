"""Passkeys (W3C Web Authentication, level 2), by the library that checks them: what goes to the browser and comes back.

``host`` is the installation's name without the port, which a passkey is bound to. A passkey asks for the owner's
finger, face or device code each time, so it is two proofs at once.
"""

import json
from collections.abc import Sequence
from typing import Any

from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

# What the library raises for bytes that are no answer of a browser, or not to this question.
WRONG = (ValueError, TypeError, KeyError, AttributeError, IndexError)

State = dict[str, Any]


def _server(host: str, name: str = "") -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(name=name or host, id=host))


def begin_adding(host: str, *, name: str, handle: bytes, label: str, known: Sequence[str]) -> tuple[str, State]:
    """What the browser is asked to make a passkey, as JSON, and the state to keep in the session.

    ``name``: of the installation; ``handle``: of the account, nothing personal; ``known``: keys that it has already.
    """
    options, state = _server(host, name).register_begin(
        PublicKeyCredentialUserEntity(name=label, id=handle, display_name=label),
        credentials=[_opened(key) for key in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.dumps(dict(options)["publicKey"]), dict(state)


def added(host: str, state: State, answer: str) -> tuple[str, str]:
    """The id and the key of the passkey that the browser made. Raises ValueError for any other answer."""
    try:
        made = _server(host).register_complete(state, json.loads(answer)).credential_data
        if made is None:
            raise ValueError("no credential")
        return websafe_encode(made.credential_id), websafe_encode(bytes(made))
    except WRONG as error:
        raise ValueError("no passkey was made") from error


def begin_asking(host: str, known: Sequence[str]) -> tuple[str, State]:
    """What the browser is asked to prove with one of these keys, as JSON, and the state to keep in the session."""
    options, state = _server(host).authenticate_begin(
        [_opened(key) for key in known], user_verification=UserVerificationRequirement.REQUIRED
    )
    return json.dumps(dict(options)["publicKey"]), dict(state)


def begin_asking_anybody(host: str) -> tuple[str, State]:
    """The same where nobody has said yet who they are: the device shows the passkeys that it has for this house."""
    options, state = _server(host).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return json.dumps(dict(options)["publicKey"]), dict(state)


def id_in(answer: str) -> str:
    """Which passkey the browser says it has shown; "" if that can not be read. Proves nothing."""
    try:
        return websafe_encode(websafe_decode(json.loads(answer)["id"]))
    except WRONG:
        return ""


def proved(host: str, state: State, known: Sequence[str], answer: str) -> str:
    """The id of the passkey by which the browser proved itself. Raises ValueError for any other answer."""
    try:
        found = _server(host).authenticate_complete(state, [_opened(key) for key in known], json.loads(answer))
    except WRONG as error:
        raise ValueError("no passkey was shown") from error
    return websafe_encode(found.credential_id)


def _opened(key: str) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(key))
