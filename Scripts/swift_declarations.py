"""What a Swift file declares: enough of the grammar for the checks beside this file, no more."""

from dataclasses import dataclass

from source_tokens import is_name

TYPES = {"struct", "class", "enum", "protocol", "actor"}
FUNCTIONS = {"func", "init", "deinit", "subscript"}
VARIABLES = {"var", "let"}
NAMES_OF_TYPES = {"typealias", "associatedtype"}
KEYWORDS = TYPES | FUNCTIONS | VARIABLES | NAMES_OF_TYPES | {"extension", "case"}
STATEMENTS = {
    "if", "for", "while", "guard", "switch", "do", "return", "else", "catch", "defer", "repeat", "throw",
}
BRACKETS = {")": "(", "]": "[", "}": "{"}


@dataclass
class Declaration:
    kind: str
    name: str
    line: int
    # Where it stands: "file", "type" or "body".
    scope: str
    # The declaration of the type, or the extension, whose member it is.
    owner: "Declaration | None" = None
    # The line of the brace that closes its body, if it has one.
    last_line: int | None = None


class DeclarationParser:
    """Reads a file's tokens from front to back and keeps a stack of the open brackets."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.found = []
        # For each open bracket: its sign and the declaration whose body it begins, or None.
        self.open = []
        # The declaration whose body may follow, and how many brackets were open there.
        self.pending, self.pending_depth = None, 0
        # How many angle brackets are open in what is pending: a comma in there separates arguments.
        self.open_angles = 0
        for index in range(len(tokens)):
            self.read(index)

    def scope(self):
        if not self.open:
            return "file"
        sign, owner = self.open[-1]
        return "type" if sign == "{" and owner and owner.kind in TYPES | {"extension"} else "body"

    def read(self, index):
        token, line = self.tokens[index]
        if token in "([{":
            owner = self.pending if token == "{" and len(self.open) == self.pending_depth else None
            if owner:
                self.pending = None
            self.open.append((token, owner))
        elif token in BRACKETS:
            self.close(token, line)
        elif token in KEYWORDS and not self.is_used_as_name(index):
            self.declare(token, index)
        elif len(self.open) == self.pending_depth and self.pending:
            self.go_on(token, index)

    def close(self, token, line):
        if self.open and self.open[-1][0] == BRACKETS[token]:
            owner = self.open.pop()[1]
            if owner:
                owner.last_line = line
        if len(self.open) < self.pending_depth:
            self.pending = None

    def is_used_as_name(self, index):
        """`.init`, `class func` and arguments' labels that are keywords."""
        before = self.tokens[index - 1][0] if index else ""
        after = self.tokens[index + 1][0] if index + 1 < len(self.tokens) else ""
        return before == "." or after == ":" or (self.tokens[index][0] == "class" and after in KEYWORDS)

    def declare(self, kind, index):
        if kind == "case" and not (self.scope() == "type" and self.open[-1][1].kind == "enum"):
            self.pending = None
            return
        self.add(kind, index if kind in ("init", "deinit", "subscript") else index + 1)

    def add(self, kind, index):
        name, line = self.tokens[index] if index < len(self.tokens) else ("", 0)
        scope = self.scope()
        declaration = Declaration(kind, name, line, scope, self.open[-1][1] if scope == "type" else None)
        if name and is_name(name):
            self.found.append(declaration)
        self.pending, self.pending_depth, self.open_angles = declaration, len(self.open), 0

    def go_on(self, token, index):
        """What follows a declaration: further names, a value that has braces of its own, or a statement."""
        if token in ("<", ">"):
            self.open_angles = max(self.open_angles + (1 if token == "<" else -1), 0)
        elif self.pending.kind in VARIABLES | {"case"} and token == "," and not self.open_angles:
            self.add(self.pending.kind, index + 1)
        elif token in STATEMENTS or token == ";" or (self.pending.kind in VARIABLES and token == "="):
            self.pending = None


def declarations(tokens):
    """All declarations, those in bodies included."""
    return DeclarationParser(tokens).found
