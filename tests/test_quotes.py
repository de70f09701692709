"""Straight marks of a page are curled where people read them, and nowhere else."""

from __future__ import annotations

from html import unescape

import pytest
from browser_support import AS_TYPED
from hypothesis import given
from hypothesis import strategies as st

from coursekit.light.quotes import curl


@pytest.mark.parametrize(
    ("straight", "curled"),
    [
        ('<p>He said "no", it\'s over</p>', "<p>He said “no”, it’s over</p>"),
        ("<td>Pakistan's</td><td>'a'</td>", "<td>Pakistan’s</td><td>‘a’</td>"),
        (
            '<li>"<em>no</em>", said <a href="x">Kabul</a>\'s ministry</li>',
            '<li>“<em>no</em>”, said <a href="x">Kabul</a>’s ministry</li>',
        ),
        ("<p>(&quot;a&quot;) and &#39;b&#x27;</p>", "<p>(“a”) and ‘b’</p>"),
        ("<p>&quot;a &lt; b &amp; c&quot;</p>", "<p>“a &lt; b &amp; c”</p>"),
        (
            "<p>the women's groups' \"'Istanbul' declaration\"</p>",
            "<p>the women’s groups’ “‘Istanbul’ declaration”</p>",
        ),
        ('<p>"a</p><p>b"</p>', "<p>“a</p><p>b”</p>"),
        ("<P>it's</P>", "<P>it’s</P>"),
        ("a < b's", "a < b’s"),
        ("<p><code>d['a']</code>'s value</p>", "<p><code>d['a']</code>’s value</p>"),
    ],
)
def test_marks_turn_the_way_a_reader_expects(straight, curled):
    assert curl(straight) == curled


@pytest.mark.parametrize(
    "html",
    [
        '<pre>it\'s "so"</pre>',
        "<p>see <code>d['a']</code>, <kbd>'</kbd></p>",
        "<script>say('<p>it\"s</p>')</script><style>a::after { content: '\"' }</style>",
        "<svg><title>it's</title><text>it's</text></svg>",
        "<p title=\"it's > it\" data-a='\"'>no mark</p>",
        "<!-- it's --><textarea>it's</textarea><!DOCTYPE html>",
        "<p>&nbsp;&copy; no mark &eacute;</p>",
    ],
)
def test_what_nobody_reads_as_text_stays(html):
    assert curl(html) == html


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b>", "</b>", "<code>", "</code>", '"', "'", "a", " ", "<", "&lt;", "&quot;", "é"]
        )
    )
)
def test_only_marks_change(pieces):
    html = "".join(pieces)
    made = curl(html)
    assert unescape(made).translate(AS_TYPED) == unescape(html)
    assert curl(made) == made
