"""What a person does outside this program so that phones reach a hub safely, word for word."""

from pathlib import Path

from photophore.hub.tls import Secure

CADDY = """{name} {{
    reverse_proxy 127.0.0.1:{port}
}}"""

NGINX = """server {{
    listen 443 ssl;
    server_name {host};
    ssl_certificate     /etc/letsencrypt/live/{host}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;
    location / {{
        proxy_pass http://127.0.0.1:{port};
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_read_timeout 1h;
    }}
}}"""

PROXY = """From the next start on the hub answers to {name}, and takes the word of {trust} for who comes and how.
Start it with: photophore up --port {port}
(where the proxy stands on another machine: with --lan, and with that machine's address here as --trust)

Caddy, which fetches its own certificate; the whole Caddyfile:

{caddy}

nginx:

{nginx}

A tunnel, such as cloudflared or tailscale serve: let it lead to http://127.0.0.1:{port}, and keep the name {name} in
the Host header (cloudflared: --http-host-header {name}). It must set X-Forwarded-Proto: https; whoever runs the
tunnel's other end can read along.

Then phones open {address}"""

LAB = """The hub has a certificate for {names}.
From the next start on: photophore up --lan, and phones open {address} (or its --port).

Each phone must be told once to trust {authority}
(send it by cable, mail or a shared folder; never over a network that you do not trust):
- Android: Settings, Security, Encryption and credentials, Install a certificate, CA certificate; choose the file.
- iPhone: open the file, then Settings, Profile Downloaded, Install; then Settings, General, About, Certificate Trust
  Settings, and switch it on.
Compare what the phone shows as SHA-256 fingerprint:
{fingerprint}

It can vouch for this hub's names only, for no other site, and its key was thrown away. `photophore tls lab` makes a new
one, of which phones must be told again."""


def proxy_settings(secure: Secure, port: int) -> str:
    """What the proxy is told."""
    host = secure.names[0]
    return PROXY.format(
        name=secure.name, trust=", ".join(secure.trust), port=port, address=secure.address(port),
        caddy=CADDY.format(name=secure.name, port=port), nginx=NGINX.format(host=host, port=port),
    )  # fmt: skip


def lab_settings(secure: Secure, authority: Path, fingerprint: str, port: int = 8800) -> str:
    """What each phone is told."""
    return LAB.format(names=", ".join(secure.names), address=secure.address(port), authority=authority,
                      fingerprint=fingerprint)  # fmt: skip
