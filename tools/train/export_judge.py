"""Writes the judge's weights as src/code/judge_file.h lays them out."""
import struct

import numpy as np

HEAD = 32
VERSION = 3
NAME_BYTES = 16
SHIFT = 8


def checksum(data):
    """dti_model_checksum of src/parse/model_file.c."""
    k, m64 = 0x9E3779B97F4A7C15, (1 << 64) - 1
    h = [1, 2, 3, 4]
    r = len(data)
    padded = data + bytes(-len(data) % 32)
    words = struct.unpack("<%dQ" % (len(padded) // 8), padded)
    for i in range(0, len(words), 4):
        for j in range(4):
            x = ((h[j] ^ words[i + j]) * k) & m64
            h[j] = ((x << 29) & m64) | (x >> 35)
    for j in range(4):
        r = ((r ^ h[j]) * k) & m64
        r ^= r >> 32
    return r


def slots(names, hash_of):
    size = 64
    while size < 2 * len(names):
        size *= 2
    table = np.zeros(size, dtype=[("hash", "<u8"), ("row", "<u4"), ("pad", "<u4")])
    for row, name in enumerate(names):
        h = hash_of(name)
        if h == 0:
            raise SystemExit("hash 0: " + name)
        i = h & (size - 1)
        while table[i]["hash"]:
            if table[i]["hash"] == h:
                raise SystemExit("two names with one hash: " + name)
            i = (i + 1) & (size - 1)
        table[i] = (h, row, 0)
    return table


def ints(a, limit, dtype):
    return np.clip(np.rint(a), -limit, limit).astype(dtype)


def write_judge(path, types, vocab, model, pairs, vectors, n_places, unit, slope, line, floors, hash_of):
    rows, dense, bias = model
    pair_vocab, pair_rows, pair_bias, near_floor = pairs
    # one row a feature: its weights for the types, then those for a pair; rows that say nothing are left out
    names = sorted(set(vocab) | set(pair_vocab))
    q = np.zeros((len(names), len(types)), "<i2")
    qp = np.zeros((len(names), 2), "<i2")
    type_ints, pair_ints = ints(rows * unit, 32767, "<i2"), ints(pair_rows * unit, 32767, "<i2")
    for i, name in enumerate(names):
        if name in vocab:
            q[i] = type_ints[vocab[name]]
        if name in pair_vocab:
            qp[i] = pair_ints[pair_vocab[name]]
    keep = [i for i in range(len(names)) if np.any(q[i]) or np.any(qp[i])]
    names, q, qp = [names[i] for i in keep], q[keep], qp[keep]
    # inputs are whole numbers of 1/127: weight * unit / 127 * 2^SHIFT, divided by 2^SHIFT again when added up
    qd = ints(dense * unit / 127.0 * (1 << SHIFT), 32767, "<i2")
    feature_slots, word_slots = slots(names, hash_of), slots(vectors.words, hash_of)
    sizes = struct.pack("<8I", len(types), n_places, len(feature_slots), len(names), len(word_slots),
                        len(vectors.words), vectors.width, SHIFT)
    parts = [b"".join(t.encode().ljust(NAME_BYTES, b"\0") for t in types), struct.pack("<10d", slope / unit, *line, 1.0 / unit, near_floor * unit, *floors),
             ints(np.append(bias, pair_bias) * unit, 2**30, "<i4").tobytes(), feature_slots.tobytes(),
             np.hstack([q, qp]).tobytes(), word_slots.tobytes(),
             vectors.ints.tobytes(), qd.reshape(n_places, vectors.width, len(types)).tobytes()]
    body = bytearray(sizes)
    for p in parts:
        body += bytes(-(HEAD + len(body)) % 8)
        body += p
    body = bytes(body)
    head = b"DTJUDGE\n" + struct.pack("<IIQQ", VERSION, 0x01020304, HEAD + len(body), checksum(body))
    with open(path, "wb") as f:
        f.write(head + body)
    print("%s: %d bytes, %d features, %d words" % (path, HEAD + len(body), len(names), len(vectors.words)))
