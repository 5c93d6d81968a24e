"""What organisers write in Markdown, as safe HTML and as plain text."""

from collections.abc import Iterator, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "a",
    "ul",
    "ol",
    "li",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "code",
    "pre",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(["linkify", "table"])
BREAKS = ("softbreak", "hardbreak")


def markdown(text: str) -> Markup:
    """Organisers' Markdown as safe HTML: no raw HTML, no pictures, no scripts, links that tell nothing."""
    tokens = _markdown.parse(text)
    for heading in (token for token in tokens if token.type.startswith("heading")):
        heading.tag = f"h{max(2, min(int(heading.tag[1]), 4))}"  # the page itself has the h1
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel="noopener nofollow noreferrer")
    return Markup(clean)  # noqa: S704 - cleaned on the line above


def plain(text: str) -> str:
    """Organisers' Markdown without its marks, for mail in plain text: a line per paragraph or item, links with their address."""
    lines, bullet = [], ""
    for token in _markdown.parse(text):
        if token.type == "list_item_open":
            bullet = "- "
        elif token.type == "inline":
            lines.append(bullet + "".join(_words(token.children or ())))
            bullet = ""
        elif token.type in ("code_block", "fence"):
            lines.append(token.content.rstrip())
    return "\n".join(lines)


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    """The text of a paragraph; where a link leads follows its words, unless they say so themselves."""
    address, said = "", ""
    for token in tokens:
        if token.type == "link_open":
            address, said = str(token.attrs.get("href", "")).removeprefix("mailto:"), ""
        elif token.type == "link_close" and address != said.removeprefix("mailto:"):
            yield f" ({address})"
        else:
            words = "\n" if token.type in BREAKS else token.content if token.type != "image" else ""
            said += words
            yield words
