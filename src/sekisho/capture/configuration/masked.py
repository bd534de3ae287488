"""Taking secrets out of a configuration before anything of it is kept: passwords, tokens, keys, names of users.

Rather too much than too little: whatever is called like a secret loses its value, in comments as well.
"""

import re

MASK = "***"
_CALLED = r"(?:user(?:name)?|pass(?:word|wd|phrase)?|secret|token|psk|api[_-]?key|private[_-]?key|credentials?)"
#: A text of three quotes, of one, a list, or the rest of the line.
_VALUE = (
    r'"""[\s\S]*?(?:"""|\Z)|\'\'\'[\s\S]*?(?:\'\'\'|\Z)|\[[\s\S]*?(?:\]|\Z)'
    r'|(?:"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')(?=[\s,;}\])#>/]|\Z)|[^\n]*'
)
#: A name goes on for so many signs at the most: without a bound a long word, as of an encoded file, takes minutes.
_REST = r"{0,200}+"
_NAMED = re.compile(rf"(?i)({_CALLED}[\w.-]{_REST}[\"']?[ \t]*[=:][ \t]*)({_VALUE})")
_ELEMENT = re.compile(rf"(?i)(<[\w.:-]{{0,200}}?{_CALLED}[\w.:-]{_REST}(?:\s[^<>]*)?>)([^<]*)")
_ADDRESS = re.compile(r"(://)[^/\s@\"']*@")
_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)")


def masked(text: str) -> str:
    """Give a configuration without its secrets; what is read from it otherwise stays as it was."""
    text = _KEY.sub(MASK, text)
    text = _NAMED.sub(rf'\1"{MASK}"', text)
    text = _ELEMENT.sub(rf"\1{MASK}", text)
    return _ADDRESS.sub(rf"\1{MASK}@", text)
