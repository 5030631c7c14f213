// shots.mjs: pictures of every view, light, dark and as a phone, into docs/screenshots ("make screenshots")
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { deflateSync, inflateSync } from 'node:zlib';
import { join } from 'node:path';
import { browser, firstEvent, makeStore, missing, open, remove, root, scratch, serve, visit } from './stand.mjs';

const MOST = 300_000; // bytes a picture

if (missing()) {
    console.error(`No pictures: ${missing()}`);
    process.exit(1);
}
const out = process.argv[2] ?? join(root, 'docs', 'screenshots');
mkdirSync(out, { recursive: true });
const folder = scratch();
const server = await serve(makeStore(folder));
const chrome = await browser();
const event = (await firstEvent(server.base, 'a=USA&b=CHN&type=ASSAULT&from=2023-02-04&to=2023-02-05')) ?? (await firstEvent(server.base, 'a=USA&b=CHN'));
const VIEWS = {
    world: '/',
    matrix: '/?show=matrix&as_of=2023-06-30&sort=thaw',
    dyad: '/dyad/USA/CHN?from=2023-02-01&to=2023-06-30',
    event: `/event/${event.event_id}`,
    actor: '/actor/IRN?as_of=2025-10-30',
    search: '/search?a=USA&b=CHN&quad=3,4',
};
const KINDS = {
    light: { colorScheme: 'light', viewport: { width: 1440, height: 960 } },
    dark: { colorScheme: 'dark', viewport: { width: 1440, height: 960 } },
    phone: { colorScheme: 'light', viewport: { width: 360, height: 780 } },
};

// The same picture, its data packed as small as zlib can.
function packed(png) {
    const chunks = [];
    for (let at = 8; at < png.length;) {
        const size = png.readUInt32BE(at);
        chunks.push({ type: png.toString('latin1', at + 4, at + 8), raw: png.subarray(at, at + 12 + size), data: png.subarray(at + 8, at + 8 + size) });
        at += 12 + size;
    }
    const idat = deflateSync(inflateSync(Buffer.concat(chunks.filter((c) => c.type === 'IDAT').map((c) => c.data))), { level: 9, memLevel: 9 });
    const body = Buffer.concat([Buffer.from('IDAT', 'latin1'), idat]);
    const head = Buffer.alloc(4), tail = Buffer.alloc(4);
    head.writeUInt32BE(idat.length);
    tail.writeUInt32BE(crc(body));
    const kept = chunks.filter((c) => c.type !== 'IDAT' && c.type !== 'IEND').map((c) => c.raw);
    const again = Buffer.concat([png.subarray(0, 8), ...kept, head, body, tail, chunks.at(-1).raw]);
    return again.length < png.length ? again : png;
}

function crc(bytes) {
    let c = ~0;
    for (const b of bytes) {
        c ^= b;
        for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
    }
    return ~c >>> 0;
}

for (const [kind, options] of Object.entries(KINDS)) {
    const { page, context } = await open(chrome.b, server.base, options);
    for (const [name, address] of Object.entries(VIEWS)) {
        const file = join(out, `${name}-${kind}.png`);
        await visit(page, address);
        await page.waitForTimeout(250);
        await page.screenshot({ path: file });
        writeFileSync(file, packed(readFileSync(file)));
        const { size } = statSync(file);
        console.log(`${file}  ${size} bytes`);
        if (size > MOST) throw new Error(`${file} is larger than ${MOST} bytes`);
    }
    await context.close();
}
await chrome.close();
await server.stop();
remove(folder);
