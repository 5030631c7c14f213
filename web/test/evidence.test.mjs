// evidence.test.mjs: the page of an evidence bundle, as a reviewer opens it: from a file, with nothing beside it
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { chrome, folder, server, skip, stage } from './stage.mjs';
import { firstEvent, open } from './stand.mjs';

stage('evidence');

// A file of a ZIP, by its directory at the end.
function unzip(zip, name) {
    let at = zip.readUInt32LE(zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 16);
    for (; zip.readUInt32LE(at) === 0x02014b50; at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)) {
        if (zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)) !== name) continue;
        const head = zip.readUInt32LE(at + 42), body = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28);
        const bytes = zip.subarray(body, body + zip.readUInt32LE(at + 20));
        return zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(bytes) : bytes;
    }
    throw new Error(`no ${name} in the bundle`);
}

async function opened(event, options) {
    const zip = Buffer.from(await (await fetch(`${server.base}/api/v1/events/${event.event_id}/evidence.zip`)).arrayBuffer());
    const file = join(folder, `${event.event_id}.html`);
    writeFileSync(file, unzip(zip, 'evidence.html'));
    const { page, context, trouble } = await open(chrome.b, server.base, options);
    const loads = [];
    page.on('request', (r) => loads.push(r.url()));
    await page.goto(pathToFileURL(file).href);
    return { page, context, trouble, loads, file };
}

test('the sentence with its marks, codes in words, why, sources, how to cite', { skip }, async () => {
    const e = await firstEvent(server.base, 'a=ETH&b=ERI&text=Asmara+Friday&type=CONSULT');
    const full = await (await fetch(`${server.base}/api/v1/events/${e.event_id}`)).json();
    const { page, context, trouble, loads } = await opened(e);
    assert.equal(loads.length, 1, 'it asks for nothing beside it');
    assert.equal((await page.locator('h1').innerText()).trim(), e.evidence, 'the sentence is the sentence: labels are no text');
    const styles = new Set();
    for (const kind of ['source', 'trigger', 'time', 'place']) {
        const mark = page.locator(`h1 mark.${kind}`).first();
        const look = await mark.evaluate((n) => ({ ground: getComputedStyle(n).backgroundColor, line: getComputedStyle(n).textDecorationStyle, label: getComputedStyle(n, '::after').content, print: getComputedStyle(n).printColorAdjust }));
        assert.notEqual(look.ground, 'rgba(0, 0, 0, 0)', kind);
        assert.match(look.label, /who|what|whom|when|where/, kind);
        assert.equal(look.print, 'exact', 'the ground is printed');
        styles.add(look.line);
    }
    assert.equal(styles.size, 4, 'told apart without colour');
    const all = await page.locator('body').innerText();
    for (const part of ['WHAT WAS CODED', 'WHY', 'TOLD BY', 'TO CITE', 'VERSIONS', 'Confidence', full.words.plover, full.words.quad, full.citation, full.version, `${full.why.file}:${full.why.line}`]) assert.ok(all.includes(part), part);
    assert.doesNotMatch(all, /\[[ST] /, 'no raw marks');
    assert.ok((await page.locator('.why mark').count()) >= 1, "who and whom of the row's sentence are marked");
    assert.deepEqual(trouble, []);
    await context.close();
});

test('printed it is a few pages, on a phone as wide as the phone, and axe finds nothing', { skip }, async () => {
    const e = await firstEvent(server.base, 'a=USA&b=CHN&text=Blinken');
    const { page, context, file } = await opened(e, { viewport: { width: 360, height: 740 } });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const pages = (pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
    assert.ok(pages >= 1 && pages <= 3, `${pages} pages`);
    await context.close();
    // axe needs a script, which the page's own policy refuses: the same page without it
    const plain = readFileSync(file, 'utf8').replace(/<meta http-equiv[^>]*>/, '');
    const { page: free, context: other } = await open(chrome.b, server.base);
    await free.setContent(plain);
    await free.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const found = await free.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
    assert.deepEqual(found.violations.map((v) => `${v.id} ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), []);
    await other.close();
});

test('what a story wrote is text there too', { skip }, async () => {
    const e = await firstEvent(server.base, 'a=FRA&b=DEU&from=2023-05-01');
    const { page, context } = await opened(e);
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.equal(await page.locator('script, img, svg, [onmouseover], a[href^="javascript:"]').count(), 0);
    assert.match(await page.locator('body').innerText(), /<script>window\.broken=1<\/script>/);
    await context.close();
});
