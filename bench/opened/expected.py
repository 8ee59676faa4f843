"""What other readers of mail made of the messages of three public sets, in one form: the leaves of each message, by the path that we give them."""
import email
import email.policy
import hashlib
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

MIME4J = "core/src/test/resources/"


@dataclass
class Leaf:
    path: str
    type: str
    name: str | None = None
    # False where the expectation says nothing of names.
    has_name: bool = False
    text: str | None = None
    is_page: bool = False
    octets: bytes | None = None


def sha256(octets):
    return hashlib.sha256(octets).hexdigest()


def below(path, at):
    return f"{path}/{at}" if path else str(at)


# mail-parser: JSON, the parts of a message in a list, a multipart the numbers of its parts.

def stalwart(message, path=""):
    leaves = []
    _stalwart(message, 0, path, True, leaves)
    return leaves


def _stalwart(message, number, path, is_root, leaves):
    part = message["parts"][number]
    body = part["body"]
    kind, value = (body, None) if isinstance(body, str) else next(iter(body.items()))
    if kind == "Multipart":
        if not is_root:
            leaves.append(Leaf(path, _stalwart_type(part)))
        for at, child in enumerate(value, 1):
            _stalwart(message, child, below(path, at), False, leaves)
        return
    path = below(path, 1) if is_root else path
    leaf = Leaf(path, _stalwart_type(part), _stalwart_name(part), has_name=True)
    leaves.append(leaf)
    if kind in ("Text", "Html"):
        leaf.text, leaf.is_page = value, kind == "Html"
    elif kind in ("Binary", "InlineBinary"):
        leaf.octets = bytes(value)
    elif kind == "Message":
        leaves += stalwart(value, path)


def _stalwart_type(part):
    for header in part["headers"]:
        if header["name"] == "content_type" and isinstance(header["value"], dict) and (value := header["value"].get("ContentType")):
            return f"{value['c_type']}/{value['c_subtype'] or ''}".lower()
    return ""


def _stalwart_name(part):
    for field, key in (("content_disposition", "filename"), ("content_type", "name")):
        for header in part["headers"]:
            value = header["value"].get("ContentType") if header["name"] == field and isinstance(header["value"], dict) else None
            for attribute in (value or {}).get("attributes") or ():
                if attribute["name"].lower() == key:
                    return attribute["value"]
    return None


# mime4j: XML, the octets of each leaf in a file beside it.

def mime4j(xml, files, folder, path=""):
    # Control characters that XML 1.0 has no form for stand in some header fields.
    root = ElementTree.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(x?[0-9a-f]{1,2});", b"", xml))
    leaves = []
    _mime4j(root, files, folder, path, True, leaves)
    return leaves


def _mime4j(entity, files, folder, path, is_root, leaves):
    kind = _mime4j_type(entity)
    for child in entity:
        if child.tag == "multipart":
            if not is_root:
                leaves.append(Leaf(path, kind))
            for at, part in enumerate(child.findall("body-part"), 1):
                _mime4j(part, files, folder, below(path, at), False, leaves)
        elif child.tag == "message":
            own = below(path, 1) if is_root else path
            leaves.append(Leaf(own, kind))
            _mime4j(child, files, folder, own, True, leaves)
        elif child.tag in ("text-body", "binary-body"):
            # Half of the set is kept for other measurements, so some files are missing: their types still count.
            leaves.append(Leaf(below(path, 1) if is_root else path, kind, octets=files.get(folder + child.get("name"))))


def _mime4j_type(entity):
    header = entity.find("header")
    for field in header.findall("field") if header is not None else ():
        name, _, value = (field.text or "").strip().partition(":")
        if name.strip().lower() == "content-type":
            return value.partition(";")[0].strip().lower()
    return ""


# enmime: what its encoder must write. The standard library of Python reads it, as a third reader of mail.

def enmime(octets, path=""):
    leaves = []
    _enmime(email.message_from_bytes(octets.replace(b"\r\n", b"\n"), policy=email.policy.default), path, True, leaves)
    return leaves


def _enmime(entity, path, is_root, leaves):
    kind = entity.get_content_type()
    if entity.is_multipart() and kind != "message/rfc822":
        if not is_root:
            leaves.append(Leaf(path, kind))
        for at, part in enumerate(entity.iter_parts(), 1):
            _enmime(part, below(path, at), False, leaves)
        return
    leaf = Leaf(below(path, 1) if is_root else path, kind, entity.get_filename(), has_name=True)
    leaves.append(leaf)
    if kind == "message/rfc822" and entity.is_multipart():
        _enmime(entity.get_payload(0), leaf.path, True, leaves)
    elif entity.get_content_maintype() == "text":
        leaf.text, leaf.is_page = entity.get_content(), kind == "text/html"
    else:
        leaf.octets = entity.get_payload(decode=True)
