"""What organisers write, on pages and in mail."""

import pytest

from app.core.markdown import markdown, plain


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", ""),
        ("**vet** en *schuin*", "<p><strong>vet</strong> en <em>schuin</em></p>\n"),
        ("- een\n- twee", "<ul>\n<li>een</li>\n<li>twee</li>\n</ul>\n"),
        ("# Groot", "<h2>Groot</h2>\n"),
        ("###### Klein", "<h4>Klein</h4>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ('<img src=x onerror="alert(1)">', '<p>&lt;img src=x onerror="alert(1)"&gt;</p>\n'),
        ("![foto](https://evil.example/x.png)", "<p></p>\n"),
        ("[klik](javascript:alert(1))", "<p>[klik](javascript:alert(1))</p>\n"),
        ("[klik](JaVaScRiPt:alert(1))", "<p>[klik](JaVaScRiPt:alert(1))</p>\n"),
        ("[klik](data:text/html;base64,PHNjcmlwdD4=)", "<p>[klik](data:text/html;base64,PHNjcmlwdD4=)</p>\n"),
        ("[klik](vbscript:x)", "<p>[klik](vbscript:x)</p>\n"),
        ("&lt;script&gt;", "<p>&lt;script&gt;</p>\n"),
        ("[x]: javascript:alert(1)\n\n[x]", "<p>[x]: javascript:alert(1)</p>\n<p>[x]</p>\n"),
    ],
)
def test_markdown_is_harmless(written: str, shown: str) -> None:
    assert markdown(written) == shown


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("[site](https://sto.example/a?b=1&c=2)", "https://sto.example/a?b=1&amp;c=2"),
        ("https://sto.example", "https://sto.example"),
        ("<mailto:a@b.example>", "mailto:a@b.example"),
        ('[x](https://sto.example/"onclick="alert)', "https://sto.example/%22onclick=%22alert"),
    ],
)
def test_links_lead_outside_and_tell_nothing(written: str, href: str) -> None:
    shown = markdown(written)

    assert shown.startswith(f'<p><a href="{href}" rel="noopener nofollow noreferrer">')


@pytest.mark.parametrize("bad", ["[" * 5000, "*" * 5000, "`" * 5001, "> " * 500, "- " * 500, "|a" * 2000 + "\n" + "|-" * 2000, "<" * 5000])
def test_strange_markdown_is_quick(bad: str) -> None:
    assert len(markdown(bad)) > 0


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        ("Ingang aan de **waterkant**.", "Ingang aan de waterkant."),
        ("Bus 142.\nLijn 3.", "Bus 142.\nLijn 3."),
        ("- fiets\n- auto\n\nDaarna links.", "- fiets\n- auto\nDaarna links."),
        ("[de route](https://sto.example/route)", "de route (https://sto.example/route)"),
        ("https://sto.example/route", "https://sto.example/route"),
        ("<a@b.example>", "a@b.example"),
        ("![foto](https://evil.example/x.png)", ""),
        ("`code` & <b>niet vet</b>", "code & <b>niet vet</b>"),
        ("    ingesprongen", "ingesprongen"),
    ],
)
def test_mail_in_plain_text_shows_no_marks(written: str, read: str) -> None:
    assert plain(written) == read
