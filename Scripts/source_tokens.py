"""Swift and C source without comments, literals and directives, for the checks beside this file."""

import re

TOKEN = re.compile(r"`?[A-Za-z_]\w*`?|->|[{}()\[\]<>.=:;,]|\n")
SWIFT_SKIPPED = re.compile(
    r'//[^\n]*|(?P<comment>/\*)|(?P<hashes>#*)(?P<quote>"""|")|#(?:if|elseif|else|endif)\b[^\n]*')
C_SKIPPED = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|^[ \t]*\#(?:\\\n|[^\n])*""", re.S | re.M)
COMMENT_MARK = re.compile(r"/\*|\*/")


def blank(text):
    """Spaces for `text`, with its line breaks."""
    return re.sub(r"[^\n]", " ", text)


def swift_code(text):
    """`text` with comments, string literals and conditions of compilation blanked.

    What a literal interpolates stays: it is code.
    """
    return swift_code_until(text, 0, SWIFT_SKIPPED)[0]


def swift_code_until(text, start, piece):
    """The code from `start` to the end of the text, or of an interpolation, and where that is.

    `piece` finds what is skipped, and in an interpolation parentheses, too: the first one too many ends it.
    """
    parts, place, depth = [], start, 1
    while match := piece.search(text, place):
        parts.append(text[place:match.start()])
        if match.group() in "()":
            depth += 1 if match.group() == "(" else -1
            place = match.end()
            if depth == 0:
                return "".join(parts), place
            continue
        if match.group("quote"):
            code, place = interpolated_code(text, match)
        else:
            place = end_of_comment(text, match.start()) if match.group("comment") else match.end()
            code = blank(text[match.start():place])
        parts.append(code)
    return "".join(parts) + text[place:], len(text)


def end_of_comment(text, start):
    """Where the comment ends that `/*` begins at `start`: in Swift such comments nest."""
    depth = 0
    for match in COMMENT_MARK.finditer(text, start):
        depth += 1 if match.group() == "/*" else -1
        if depth == 0:
            return match.end()
    return len(text)


def interpolated_code(text, opening):
    """The code that a string literal interpolates, among blanks, and where the literal ends."""
    end = opening.group("quote") + opening.group("hashes")
    escape = re.escape("\\" + opening.group("hashes"))
    piece = re.compile(rf"{escape}\(|{escape}.|{re.escape(end)}", re.S)
    in_parentheses = re.compile(rf"[()]|{SWIFT_SKIPPED.pattern}")
    parts, place = [blank(opening.group())], opening.end()
    while match := piece.search(text, place):
        parts.append(blank(text[place:match.end()]))
        place = match.end()
        if match.group() == end:
            return "".join(parts), place
        if match.group().endswith("("):
            code, place = swift_code_until(text, place, in_parentheses)
            parts.append(code + " ")
    return "".join(parts) + blank(text[place:]), len(text)


def c_code(text):
    """`text` with comments, literals and directives blanked."""
    return C_SKIPPED.sub(lambda match: blank(match.group()), text)


def tokens(code):
    """The identifiers and the signs that structure code, each with its line, counted from 1."""
    line, found = 1, []
    for match in TOKEN.finditer(code):
        if match.group() == "\n":
            line += 1
        else:
            found.append((match.group().strip("`"), line))
    return found


def is_name(token):
    return token[0].isalpha() or token[0] == "_"
