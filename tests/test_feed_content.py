"""HTML for feed readers: what goes, what stays, what is added."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.language_feeds.content import for_feeds

PAIRS = {
    "script": ("<p>a</p><script>x < 1</script><p>b</p>", "<p>a</p><p>b</p>"),
    "script_without_end": ("<p>a</p><script src='x.js'>", "<p>a</p>"),
    "script_in_script": ("a<scr<script></script>ipt>b</script>c", "aipt>bc"),
    "script_in_a_value": (
        '<img alt="le <script> tag" src="a.jpg"><p title="a <!-- b">é</p>',
        '<img alt="le <script> tag" src="a.jpg"><p title="a <!-- b">é</p>',
    ),
    "like_a_style": ("<style-guide>é</style-guide>", "<style-guide>é</style-guide>"),
    "comment_that_is_short": ("a<!-->b<!--->c", "abc"),
    "style": ("<style>p { color: red }</style><p style='color: red'>a</p>", "<p>a</p>"),
    "classes": ('<pre class="highlight"><code>x</code></pre>', "<pre><code>x</code></pre>"),
    "handlers": ('<img src="a.jpg" onerror="x()" alt="é">', '<img src="a.jpg" alt="é">'),
    "handler_without_space": ('<img src="a.jpg"onerror=x()>', '<img src="a.jpg">'),
    "lang_stays": ('<q lang="en" class="x">a</q>', '<q lang="en">a</q>'),
    "comments": ("a<!-- more -->b<!-- no end", "ab"),
    "cdata": ("a<![CDATA[b]]>c", "ac"),
    "script_addresses": (
        '<a href=" JavaScript:x()">a</a> <a href="&#106;avascript:x()">b</a>',
        "<a>a</a> <a>b</a>",
    ),
    "script_addresses_in_disguise": (
        '<a href="javascript&colon;x()">a</a><a href="java\tscr&Tab;ipt:x()">b</a>'
        '<a href="data&colon;text/html,x">c</a><a =/onclick=x()>d</a>',
        "<a>a</a><a>b</a><a>c</a><a>d</a>",
    ),
    "drawings": (
        '<svg><a xlink:href="javascript:x()"><set attributeName="href" to="y"/>é</a></svg>',
        "<svg><a>é</a></svg>",
    ),
    "no_address": ('<a href="">é</a><img src=" " alt="">', '<a>é</a><img alt="">'),
    "data_pages": ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
    "data_images": ('<img src="data:image/png;base64,AA">', '<img src="data:image/png;base64,AA">'),
    "forms": ('<form action="/x"><p>a</p><input name="b"><button>c</button></form>', "<p>a</p>c"),
    "objects": ('<object data="a.swf"><p>a</p></object>', "<p>a</p>"),
    "noscript": ("<noscript><img src='a.jpg'></noscript>", "<img src='a.jpg'>"),
    "picture": (
        '<picture><source srcset="a.webp"><img src="a.jpg" alt=""></picture>',
        '<img src="a.jpg" alt="">',
    ),
    "sources_of_films": (
        '<video poster="a.jpg"><source src="a.mp4"></video><p class="x">é</p>',
        '<video poster="a.jpg"><source src="a.mp4"></video><p>é</p>',
    ),
    "no_scheme": ('<img src="//x.example/a.jpg">', '<img src="https://x.example/a.jpg">'),
    "no_scheme_in_a_set": (
        '<img srcset="//x.example/a.jpg 1x, //x.example/b.jpg 2x, https://x.example/c.jpg 3x">',
        '<img srcset="https://x.example/a.jpg 1x, https://x.example/b.jpg 2x,'
        ' https://x.example/c.jpg 3x">',
    ),
    "slashes_amid_an_address": (
        '<a href="https://x.example/?u=//y">a</a><img srcset="https://x.example/a,//b 1x">',
        '<a href="https://x.example/?u=//y">a</a><img srcset="https://x.example/a,//b 1x">',
    ),
    "tags_in_a_frame": (
        '<iframe src="https://v.example/1"><p title="</iframe><img onerror=x()>"></iframe>é',
        '<iframe src="https://v.example/1"></iframe>'
        ' <a href="https://v.example/1">https://v.example/1</a><img>">é',
    ),
    "text_that_browsers_take_for_tags": (
        '<xmp><p title="</xmp><img onerror=x()>">é</xmp>',
        '<p title="</xmp><img onerror=x()>">é',
    ),
    "frame": (
        '<iframe src="https://v.example/1" class="x" allowfullscreen></iframe>',
        '<iframe src="https://v.example/1" allowfullscreen></iframe>'
        ' <a href="https://v.example/1">https://v.example/1</a>',
    ),
    "frame_with_title": (
        '<iframe title="Le lac" src="https://v.example/1"></iframe>',
        '<iframe title="Le lac" src="https://v.example/1"></iframe>'
        ' <a href="https://v.example/1">Le lac</a>',
    ),
    "frame_with_marks": (
        """<iframe title='"<img src=x onerror=x()>"' src='https://v.example/?a&amp;b"'></iframe>""",
        """<iframe title='"<img src=x onerror=x()>"' src='https://v.example/?a&amp;b"'></iframe>"""
        ' <a href="https://v.example/?a&amp;b&quot;">&quot;&lt;img src=x onerror=x()&gt;&quot;</a>',
    ),
    "quote_in_a_value": ("<p>a</p><img src=x' onerror=x()>", """<p>a</p><img src="x'">"""),
    "slash_in_a_tag": ("<img/onerror=x() src=a.jpg /><br/>", '<img src="a.jpg" /><br/>'),
    "no_tag": ("<p>a</p><img onerror=x()", "<p>a</p>&lt;img onerror=x()"),
    "frame_without_end": (
        '<iframe src="https://v.example/1" class="x">',
        '<iframe src="https://v.example/1"></iframe>'
        ' <a href="https://v.example/1">https://v.example/1</a>',
    ),
    "frame_with_a_page": (
        '<iframe src="https://v.example/1" srcdoc="<b onclick=x()>"></iframe>',
        '<iframe src="https://v.example/1"></iframe>'
        ' <a href="https://v.example/1">https://v.example/1</a>',
    ),
    "no_characters": ("a&#1;&#x1F;&#xd800;&#65534;&#9;&#xe9;&#11;b&#233;", "a&#9;&#xe9;b&#233;"),
    "frame_of_script": ('<p>a</p><iframe src="javascript:x()"></iframe>', "<p>a</p>"),
    "code_about_scripts": (
        "<p>&lt;script&gt; and onclick = 1</p>",
        "<p>&lt;script&gt; and onclick = 1</p>",
    ),
}


@pytest.mark.parametrize(("given_html", "expected"), PAIRS.values(), ids=PAIRS)
def test_html_for_feeds(given_html, expected):
    """What only a page can do goes; the text, its languages, its pictures stay."""
    assert for_feeds(given_html) == expected


@given(st.lists(st.sampled_from([*(pair[0] for pair in PAIRS.values()), "<", ">", '"', "é "])))
def test_nothing_active_is_left(parts):
    """However such fragments are put together, no script, style or handler comes out."""
    page = BeautifulSoup(for_feeds("".join(parts)), "html.parser")

    assert not page.find_all(["script", "style", "form", "object", "noscript", "input"])
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
