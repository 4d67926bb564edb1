"""The configurations of nginx and Caddy for a finished site; what they answer is what ``newsletter serve`` answers.

They name what moved and what was withdrawn, so they are made again after a build that changes these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from newsletter.serving.site import (
    CALENDAR,
    CHECKED,
    FIELDS,
    LASTING,
    NAMED_TYPES,
    POLICY,
    SEARCH,
    SEARCH_POLICY,
    TYPES,
    FinishedSite,
    find_type,
)

_MADE = "# Made by: newsletter serve --config {}\n# Make it again when something is withdrawn or has moved.\n"
_TEXTS = ("text/", "application/", "image/svg+xml")
"""Beginnings of the media types that are worth compressing."""


def format_nginx(site: FinishedSite) -> str:
    """Return a configuration for nginx, for /etc/nginx/sites-enabled/."""
    kinds = sorted({*NAMED_TYPES.values(), *TYPES.values()})
    texts = " ".join(kind for kind in kinds if kind.startswith(_TEXTS))
    lines = [
        _MADE.format("nginx").rstrip(),
        f'map $request_uri $newsletter_policy {{ default "{POLICY}"; "~^[^?]*/{SEARCH}" "{SEARCH_POLICY}"; }}',
        f'map $request_uri $newsletter_cache {{ default "{CHECKED}"; "~^[^?]*/images/" "{LASTING}"; }}',
        "server {",
        "    # With a certificate: listen 443 ssl; and a second server that redirects from port 80.",
        "    listen 80;",
        f"    server_name {site.host};",
        f'    root "{_quote(site.folder)}";',
        "    index index.html;",
        "    absolute_redirect off;",
        "    disable_symlinks on;",
        "    server_tokens off;",
        "    error_page 404 /404.html;",
        "    gzip on;",
        "    gzip_vary on;",
        f"    gzip_types {texts.replace('text/html ', '')};",
        "    charset utf-8;",
        f"    charset_types {texts.replace('text/html ', '').replace(' image/svg+xml', '')};",
        f"    types {{ {' '.join(f'{kind} {ending[1:]};' for ending, kind in TYPES.items())} }}",
        *_list_fields(),
        *_list_locations(site),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _list_fields() -> Iterator[str]:
    fields = {**FIELDS, "Content-Security-Policy": "$newsletter_policy", "Cache-Control": "$newsletter_cache"}
    yield from (f'    add_header {name} "{value}" always;' for name, value in fields.items())


def _list_locations(site: FinishedSite) -> Iterator[str]:
    yield "    location = /_redirects { return 404; }"
    for name, kind in NAMED_TYPES.items():
        yield f"    location ~ /{name.replace('.', '[.]')}$ {{ types {{ }} default_type {kind}; }}"
    for path in sorted(site.gone):
        answer = f"{{ error_page 410 /{path}index.html; return 410; }}"
        yield f"    location = /{path}index.html {{ internal; }}"
        yield f"    location ^~ /{path} {answer}\n    location = /{path.rstrip('/')}{CALENDAR} {answer}"
    for old, new in sorted(site.redirects.items()):
        yield f"    location = /{old} {{ return 301 {site.prefix}/{new}; }}"
    if site.prefix:  # a folder without its slash leads on below the path, too
        yield f"    location / {{ if (-d $request_filename) {{ rewrite ^(.*[^/])$ {site.prefix}$1/ permanent; }} }}"
        yield f"    location ^~ {site.prefix}/ {{ rewrite ^{site.prefix}(/.*)$ $1 last; }}"


def format_caddy(site: FinishedSite) -> str:
    """Return a Caddyfile. Caddy gets the certificate of the host itself."""
    folder = f'"{_quote(site.folder)}"'
    fields = "\n".join(f'        {name} "{value}"' for name, value in FIELDS.items())
    lines = [
        _MADE.format("caddy").rstrip(),
        f"{site.host} {{",
        *([f"    uri strip_prefix {site.prefix}"] if site.prefix else []),
        f"    root * {folder}",
        "    encode gzip",
        "    header {\n" + fields + "\n    }",
        *_list_caddy_fields(),
        "    error /_redirects 404",
        "    @writing not method GET HEAD\n    error @writing 405",
        *(f"    redir {site.prefix}/{old} {site.prefix}/{new} 301" for old, new in sorted(site.redirects.items())),
        *(f"    error {pattern} 410" for path in sorted(site.gone) for pattern in _match_gone(path).split()),
        "    file_server",
        "    handle_errors {",
        *([f"        uri strip_prefix {site.prefix}"] if site.prefix else []),
        *_list_tombstones(site),
        "        handle {",
        "            @missing expression {http.error.status_code} == 404",
        "            rewrite @missing /404.html",
        "            file_server {\n                status {http.error.status_code}\n            }",
        "        }",
        "    }",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _list_tombstones(site: FinishedSite) -> Iterator[str]:
    """Yield the rules for what was withdrawn: an item's page before that of its issue."""
    for number, path in enumerate(sorted(site.gone, reverse=True)):
        yield f"        @gone_{number} path {_match_gone(path)}"
        yield f"        handle @gone_{number} {{"
        yield f'            rewrite * /{path}index.html\n            header Content-Type "{find_type("index.html")}"'
        yield "            file_server {\n                status 410\n            }"
        yield "        }"


def _match_gone(path: str) -> str:
    return f"/{path}* /{path.rstrip('/')}{CALENDAR}"


def _list_caddy_fields() -> Iterator[str]:
    search = f"path */{SEARCH} */{SEARCH}index.html"
    yield f"    @search {search}\n    @pages not {search}"
    yield "    @pictures path */images/*\n    @checked not path */images/*"
    yield f'    header @pictures Cache-Control "{LASTING}"\n    header @checked Cache-Control "{CHECKED}"'
    yield f'    header @search Content-Security-Policy "{SEARCH_POLICY}"'
    yield f'    header @pages Content-Security-Policy "{POLICY}"'
    for name, kind in NAMED_TYPES.items():
        matcher = name.replace(".", "_")
        yield f'    @{matcher} path */{name}\n    header @{matcher} Content-Type "{kind}; charset=utf-8"'
    for ending in (".bib", ".csv", ".ics", ".json", ".ris", ".txt"):
        matcher = f"kind_{ending[1:]}"
        others = " ".join(f"*/{name}" for name in NAMED_TYPES if name.endswith(ending))
        apart = f"\n        not path {others}" if others else ""
        yield f"    @{matcher} {{\n        path *{ending}{apart}\n    }}"
        yield f'    header @{matcher} Content-Type "{TYPES[ending]}; charset=utf-8"'


def _quote(folder: object) -> str:
    return str(folder).replace("\\", "\\\\").replace('"', '\\"')


WRITERS: Mapping[str, Callable[[FinishedSite], str]] = {"nginx": format_nginx, "caddy": format_caddy}
"""The function that writes the configuration of each web server."""
