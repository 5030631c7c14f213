"""Reads word forms, makes the feature keys that the parser looks up (twin of src/parse/model_feats.c).

A form is normalised byte by byte: A-Z and the Latin-1 capitals become small, digits become '0',
curly quotes and dashes become their ASCII kin.  Everything else stays as it is.
"""

MASK = (1 << 64) - 1
N_AFFIX = 9  # shape, 3 prefixes, 4 suffixes, shape with 2-byte suffix


def fnv1a(data):
    """64-bit FNV-1a with a final mix, so that low bits can serve as bucket numbers."""
    h = 0xCBF29CE484222325
    for b in data:
        h = ((h ^ b) * 0x100000001B3) & MASK
    h ^= h >> 32
    h = (h * 0xD6E8FEB86659FD93) & MASK
    h ^= h >> 32
    return h


def normalise(form):
    """bytes -> bytes"""
    out = bytearray()
    i, n = 0, len(form)
    while i < n:
        b = form[i]
        if 0x41 <= b <= 0x5A:
            out.append(b + 32)
        elif 0x30 <= b <= 0x39:
            out.append(0x30)
        elif b == 0xC3 and i + 1 < n and 0x80 <= form[i + 1] <= 0x9E and form[i + 1] != 0x97:
            out += bytes((b, form[i + 1] + 32))
            i += 1
        elif b == 0xE2 and i + 2 < n and form[i + 1] == 0x80 and 0x90 <= form[i + 2] <= 0x9F:
            c = form[i + 2]
            out.append(0x2D if c <= 0x95 else (0x27 if c <= 0x9B else 0x22))
            i += 2
        else:
            out.append(b)
        i += 1
    return bytes(out)


def shape(form):
    """At most ten of X (capital), x (other letter or non-ASCII byte), d, or the byte itself;
    never three of a kind in a row."""
    out = bytearray()
    for b in form:
        if 0x41 <= b <= 0x5A:
            c = 0x58
        elif 0x61 <= b <= 0x7A or b >= 0x80:
            c = 0x78
        elif 0x30 <= b <= 0x39:
            c = 0x64
        else:
            c = b
        if len(out) >= 2 and out[-1] == c and out[-2] == c:
            continue
        out.append(c)
        if len(out) == 10:
            break
    return bytes(out)


def affix_keys(form, norm):
    """the N_AFFIX byte strings that are hashed into the affix table"""
    sh = shape(form)
    return (
        b"S" + sh,
        b"1" + norm[:1],
        b"2" + norm[:2],
        b"3" + norm[:3],
        b"a" + norm[-1:],
        b"b" + norm[-2:],
        b"c" + norm[-3:],
        b"d" + norm[-4:],
        b"T" + sh[:2] + b"/" + norm[-2:],
    )
