"""What `glyph certify` and `light certify` share: to sign a certificate, and to check one."""

import contextlib
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from photophore.commands.options import saying_where, tell

Key = Annotated[str | None, Parameter(help="To sign: a file of secret keys; without, the hub's own if there is one. "
                                           "To check: a public key, or a file of them.")]  # fmt: skip


def tell_signed(told: dict[str, Any], key: str | None, data: Path, out: Path | None, json: bool) -> None:
    """Sign it, write it where that was asked for, and tell it."""
    from photophore.hub import certified
    from photophore.light import certificate
    from photophore.words import BadLog

    secret = Path(key) if key else certified.own_keys(data)[0]
    signer = certified.signer_in(secret) if key or secret.exists() else None
    if out is not None:
        if signer is None:
            raise BadLog("there is no key to sign with", str(secret), "give one: --key FILE")
        with saying_where(out):
            out.write_bytes(certified.sign(told, signer))
    signed = certified.sign(told, signer).decode() if signer else None
    whose = f"Signed by {signer.key.name}." if signer else "Nobody signed it: this machine has no hub's key."
    where = [f"{out} holds it."] if out else []
    tell(told | {"note": signed, "key": str(signer.key) if signer else None}, json,
         "\n".join([*certificate.says(told), whose, *where]))  # fmt: skip


def tell_checked(file: Path, key: str | None, data: Path, json: bool, glyph=None) -> None:
    """Of what it is, whose signature holds, and what it says. glyph: the design that it must be of."""
    from photophore.commons import judge
    from photophore.hub import certified
    from photophore.light import certificate
    from photophore.words import BadLog, NotFound

    public = certified.own_keys(data)[1]
    if not key and not public.exists():
        raise BadLog("there is no key to check with", str(public), "ask who signed it for the public key: --key KEY")
    try:
        if file.stat().st_size > certificate.LARGEST:
            raise BadLog("this file is too large to be a certificate", str(file))
        signed = file.read_bytes()
    except OSError as error:
        raise NotFound(f"this cannot be read: {error.strerror}", str(file)) from None
    found = certified.check(signed, judge.keys_of([key or str(public)]))
    told = found.certificate
    if glyph is not None:
        of_this(told, glyph)
    of = f"Hash of the {told['kind']}: {told['hash']}"
    bound = [f"It is that of {glyph.name}, as its file is now."] if glyph else []
    by = f"The signature of {', '.join(found.by)} holds."
    tell({"hash": told["hash"]} | told | {"by": list(found.by)}, json,
         "\n".join([of, *bound, by, *certificate.says(told)]))  # fmt: skip


def of_this(told: dict[str, Any], glyph) -> None:
    """BadLog where the certificate is of another design, or of this one with its sliders elsewhere."""
    from photophore.glyph.tree import set_
    from photophore.words import BadGlyph, BadLog

    if told["kind"] == "design" and told["hash"] == glyph.hash:
        return
    where = f"it is of {told['hash'][:64]}, and this is {glyph.hash}"
    with contextlib.suppress(BadGlyph, LookupError, TypeError, ValueError, AttributeError):
        if told["kind"] == "design" and set_(glyph, told["tried"]["settings"][0]).hash == told["hash"]:
            raise BadLog("this certificate is of this design with its sliders elsewhere", where,
                         "certify it as it is now: photophore glyph certify FILE")  # fmt: skip
    raise BadLog("this certificate is of another design", where, "ask for the one of this design")
